"""The report as HTML, by Django's template engine alone: no settings, so that the terminal writes the same page.

`fragment` is what a page of the web application holds (it brings its own frame and the classes of base.css);
`html_file` is a file that stands by itself: style and fonts inside it, and no address outside it.
"""

from __future__ import annotations

import base64
from dataclasses import fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from oppiva.publishing.report.tree import Block, Group, Report, Row, Section, Table

_PACKAGE = Path(str(files("oppiva.publishing")))
_FONTS = (("400", "source-sans-3-latin-400-normal.woff2"), ("600", "source-sans-3-latin-600-normal.woff2"))


def fragment(report: Report, *, opening: bool = True) -> SafeString:
    """The report's opening and sections; `opening=False` leaves title and answer to the page around it."""
    return _render("report/body.html", report, opening=opening)


def html_file(report: Report) -> str:
    """A whole HTML document that needs no other file and no network."""
    return str(_render("report/file.html", report, opening=True, css=_css()))


def _render(template: str, report: Report, **more: object) -> SafeString:
    return _engine().get_template(template).render(Context({"report": _report(report), **more}))


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(_PACKAGE / "templates")])


# Templates hold no sums: what they need beyond the tree's own values is laid beside them here. ---------------------


def _report(report: Report) -> dict[str, Any]:
    return {**_values(report), "sections": [_section(section) for section in report.sections]}


def _section(section: Section) -> dict[str, Any]:
    return {**_values(section), "blocks": [_block(block) for block in section.blocks]}


def _block(block: Block) -> Block | dict[str, Any]:
    if isinstance(block, Table):
        groups = [{"heading": group.heading, "rows": _rows(block, group)} for group in block.groups]
        return {
            **_values(block),
            "kind": block.kind,
            "css": block.css,
            "width": str(len(block.columns)),
            "groups": groups,
        }
    return block


def _rows(table: Table, group: Group) -> list[dict[str, Any]]:
    return [{"lead": row.lead, "under": _under(table, row)} for row in group.rows]


def _under(table: Table, row: Row) -> list[tuple[Any, Any]]:
    """Each cell with the column that it stands under."""
    return list(zip(table.columns, row.cells, strict=True))


def _values(value: Any) -> dict[str, Any]:
    return {item.name: getattr(value, item.name) for item in fields(value)}


@cache
def _css() -> SafeString:
    """The style sheet with its fonts; ours, so it needs no escaping."""
    style = (_PACKAGE / "report" / "report.css").read_text("utf-8")
    faces = "".join(
        f'@font-face{{font-family:"Source Sans 3";font-weight:{weight};src:url({_data_address(name)}) format("woff2")}}'
        for weight, name in _FONTS
    )
    return mark_safe(faces + style)  # noqa: S308


def _data_address(font: str) -> str:
    content = (_PACKAGE / "fonts" / font).read_bytes()
    return "data:font/woff2;base64," + base64.b64encode(content).decode("ascii")
