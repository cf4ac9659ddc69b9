"""Where a request comes from: the desk of staff, or an address that can be believed."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address

from flask import Request

from surveyapp.web.front import front

_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def is_local(request: Request) -> bool:
    """True at the desk of staff: a server that is one, asked by this machine, by its own name.

    Guards what staff alone may do until they sign in. A proxy on the same machine makes every
    request look local and need not say that it passed it on, so only a server of its own, on which
    the setting SURVEYAPP_DESK says yes, is ever a desk; residents are served by another one.
    """
    if not front().settings.desk or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        near = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    host, _, port = request.host.rpartition(":")
    return near and (host if port.isdecimal() and host else request.host) in _OWN_NAMES


def client_address(request: Request, proxies: Iterable[IPv4Network | IPv6Network]) -> str:
    """The address a request comes from; behind a proxy of the city's own, the one it names last.

    Parameters
    ----------
    proxies : the peers that are believed. What comes before the last name was written by whoever
        sent the request.
    """
    peer = request.remote_addr or ""
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        own = ip_address(peer)
    except ValueError:
        return named or peer  # a socket of this machine, which only a proxy reaches
    return named if named and any(own in one for one in proxies) else peer
