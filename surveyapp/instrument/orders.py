"""Balanced orders: few enough that an order says nothing about a person.

A free shuffle of ten options is one of 3.6 million and would mark a response like a fingerprint.
A Williams square of n options has only n orders (2n for odd n), and in it each option stands in
each place equally often and follows each other option equally often (Williams 1949, Australian
Journal of Scientific Research A 2, 149-168).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

Thing = TypeVar("Thing")


def number_of_orders(n: int) -> int:
    """How many balanced orders n things have: n for an even n, 2n for an odd one, 1 for one."""
    if n <= 1:
        return 1
    return n if n % 2 == 0 else 2 * n


@cache
def balanced_orders(n: int) -> tuple[tuple[int, ...], ...]:
    """The orders of a Williams square over 0 ... n-1; the first begins with 0, 1."""
    if n <= 1:
        return (tuple(range(n)),)
    first = [0]
    for step in range(1, n):
        first.append((first[-1] + (step if step % 2 else -step)) % n)
    rows = [tuple((thing + shift) % n for thing in first) for shift in range(n)]
    if n % 2:
        rows += [tuple(reversed(row)) for row in rows]
    return tuple(rows)


def in_order(things: Sequence[Thing], free: Sequence[bool], order: int) -> tuple[Thing, ...]:
    """The things with the free ones in one of their balanced orders, the others in place.

    Parameters
    ----------
    free : for each thing whether it may move.
    order : from 1 to `number_of_orders` of the free ones.
    """
    movable = [thing for thing, moves in zip(things, free, strict=True) if moves]
    turns = iter([movable[k] for k in balanced_orders(len(movable))[order - 1]])
    return tuple(next(turns) if moves else thing for thing, moves in zip(things, free, strict=True))


def turned(things: Sequence[Thing], free: Sequence[bool]) -> tuple[Thing, ...]:
    """The things with the free ones in reverse, the others in place."""
    turns = iter([thing for thing, moves in zip(things, free, strict=True) if moves][::-1])
    return tuple(next(turns) if moves else thing for thing, moves in zip(things, free, strict=True))
