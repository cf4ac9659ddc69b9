"""A last pass over the PDF's structure: header cells get a scope, page furniture is no content.

WeasyPrint links cells to headers but writes no /Scope, and leaves running heads and page numbers
as tagged content that no structure element owns; readers would speak them on every page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Object, Operator, Pdf

from surveyapp.reporting.pdf_glyphs import name_glyphs


def finish(written: bytes, fonts: Path) -> bytes:
    """The same PDF with scopes, artifacts and named glyphs; equal input gives equal bytes."""
    with Pdf.open(io.BytesIO(written)) as pdf:
        name_glyphs(pdf, fonts)
        owned = _mark_headers_and_collect(pdf)
        for page in pdf.pages:
            _mark_artifacts(pdf, page, owned.get(page.obj.objgen, set()))
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
        return out.getvalue()


def elements(pdf: Pdf) -> Iterator[tuple[Dictionary, str]]:
    """Every structure element in reading order, with the kind of its parent."""
    root = pdf.Root.StructTreeRoot
    stack: list[tuple[Object, str]] = [(root.K, "")]
    while stack:
        item, parent = stack.pop()
        if isinstance(item, Array):
            stack.extend((child, parent) for child in reversed(list(item)))
        elif isinstance(item, Dictionary) and "/S" in item:
            yield item, parent
            if "/K" in item:
                stack.append((item.K, _path(parent, str(item.S))))


def _path(parent: str, kind: str) -> str:
    return f"{parent}{kind}"


def _mark_headers_and_collect(pdf: Pdf) -> dict[tuple[int, int], set[int]]:
    """Give header cells their scope; collect which marked content each page's elements own."""
    owned: dict[tuple[int, int], set[int]] = {}
    for element, parents in elements(pdf):
        if element.S == Name.TH:
            _give_scope(element, Name.Column if "/THead" in parents else Name.Row)
        page = element.get("/Pg")
        for kid in _kids(element):
            if isinstance(kid, int) and page is not None:
                owned.setdefault(page.objgen, set()).add(kid)
            elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.MCR:
                holder = kid.get("/Pg", page)
                if holder is not None:
                    owned.setdefault(holder.objgen, set()).add(int(kid.MCID))
    return owned


def _kids(element: Dictionary) -> list[object]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _give_scope(element: Dictionary, scope: Name) -> None:
    held = element.get("/A")
    attributes = list(held) if isinstance(held, Array) else [] if held is None else [held]
    for attribute in attributes:
        if isinstance(attribute, Dictionary) and attribute.get("/O") == Name.Table:
            attribute.Scope = scope
            return
    attributes.append(Dictionary(O=Name.Table, Scope=scope))
    element.A = Array(attributes) if len(attributes) > 1 else attributes[0]


def _mark_artifacts(pdf: Pdf, page: pikepdf.Page, owned: set[int]) -> None:
    changed = False
    result: list[ContentStreamInstruction] = []
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) == "BDC" and len(instruction.operands) == 2:
            properties = instruction.operands[1]
            mcid = properties.get("/MCID") if isinstance(properties, Dictionary) else None
            if mcid is not None and int(mcid) not in owned:
                operands = [Name.Artifact, Dictionary(Type=Name.Pagination)]
                result.append(ContentStreamInstruction(operands, Operator("BDC")))
                changed = True
                continue
        result.append(instruction)  # type: ignore[arg-type]
    if changed:
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(result))
