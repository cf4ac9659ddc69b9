"""An SVG made small and harmless: no links, no scripts, no empty groups, plain attributes.

The print edition reads thousands of these elements; style attributes and empty groups that only a
browser needs make a third of its work.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree  # nosec B405  # reads only what our chart engine drew

from surveyapp.errors import ReportError

SVG = "http://www.w3.org/2000/svg"
_DROPPED = frozenset({"a", "script", "foreignObject", "image", "iframe", "animate", "set"})
_NEEDLESS = frozenset({"white-space", "vector-effect", "pointer-events", "cursor", "class"})
_DEFAULTS = {"opacity": "1", "fill-opacity": "1", "stroke-opacity": "1", "direction": "ltr"}
_RGB = re.compile(r"rgb\((\d+), ?(\d+), ?(\d+)\)")
_LONG = re.compile(r"-?\d+\.\d{3,}")
_SHAPES = frozenset({"rect", "path", "circle", "line"})

ElementTree.register_namespace("", SVG)


def tidy(root: ElementTree.Element, layout: dict[str, float]) -> str:
    """The drawing as text: scalable, cleaned, the same for the same figure."""
    _clean(root)
    root.set("viewBox", f"0 0 {layout['width']:g} {layout['height']:g}")
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    return ElementTree.tostring(root, encoding="unicode")


def traces_drawn(root: ElementTree.Element) -> int:
    """How many traces of the figure left a group in the drawing."""
    groups = (element.get("class", "").split() for element in root.iter(f"{{{SVG}}}g"))
    return sum("trace" in classes for classes in groups)


def parse(drawn: str) -> ElementTree.Element:
    """The drawing as a tree.

    Raises
    ------
    ReportError
        When the engine gave something that is no SVG.
    """
    try:
        return ElementTree.fromstring(drawn)  # nosec B314  # drawn here from our figure
    except ElementTree.ParseError as broken:
        raise ReportError(
            f"A figure was not drawn as SVG ({broken}). "
            "Remedy: look for control characters in its labels."
        ) from broken


def _kind(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _clean(element: ElementTree.Element) -> None:
    """Clean children first, then drop those that draw nothing or may not stay."""
    for child in list(element):
        if _kind(child) in _DROPPED:
            element.remove(child)
            continue
        _clean(child)
        if _draws_nothing(child):
            element.remove(child)
    _plain_attributes(element)


def _draws_nothing(element: ElementTree.Element) -> bool:
    kind = _kind(element)
    if kind in ("g", "defs"):
        return len(element) == 0
    if kind == "text":
        return not "".join(element.itertext()).strip()
    if kind not in _SHAPES or element.get("fill-opacity") != "0":
        return False
    stroke = element.get("stroke", "none")
    return stroke == "none" or element.get("stroke-width") == "0"


def _plain_attributes(element: ElementTree.Element) -> None:
    styles = element.attrib.pop("style", "")
    for declaration in styles.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip():
            element.set(name.strip(), value.strip())
    for name in list(element.attrib):
        kept = _plain(name, element.attrib[name])
        if kept is None:
            del element.attrib[name]
        else:
            element.attrib[name] = kept


def _plain(name: str, value: str) -> str | None:
    """An attribute in its shortest harmless form, or None to drop it."""
    bare = name.rpartition("}")[2].lower()
    outside = bare == "href" and not value.startswith("#")
    if bare.startswith(("on", "data-")) or outside or "javascript:" in value.lower():
        return None
    if bare in _NEEDLESS or _DEFAULTS.get(bare) == value:
        return None
    if bare in ("stroke-width", "font-size"):
        value = value.removesuffix("px")
    if bare in ("fill", "stroke"):
        value = _RGB.sub(_hex, value)
    if bare == "stroke-dasharray":
        value = value.replace("px", "")
    if bare in ("d", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "transform"):
        value = _LONG.sub(_short, value)
    return value


def _hex(found: re.Match[str]) -> str:
    return "#" + "".join(f"{int(part):02X}" for part in found.groups())


def _short(found: re.Match[str]) -> str:
    return f"{float(found.group()):.2f}".rstrip("0").rstrip(".")
