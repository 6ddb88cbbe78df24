"""What a report is made of. Every text is already in the report's language; a drawing only places what stands here.

Positions in drawings are shares of the drawing's width, 0 at the left edge and 1 at the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from oppiva.impact.text import Language

ColumnKind = Literal["text", "number", "plot"]
ParagraphStyle = Literal["read", "lede", "note"]


def percent_of_width(share: float) -> str:
    """A position as SVG and CSS write it: 0.3636 → "36.36%"."""
    return f"{100 * share:.2f}%"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `read` for reading, `lede` under a heading, `note` under a table."""

    kind: ClassVar[str] = "paragraph"
    text: str
    style: ParagraphStyle = "read"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Sentences one under another."""

    kind: ClassVar[str] = "listing"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Facts: term and what is said of it."""

    kind: ClassVar[str] = "keyvalues"
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Hashes:
    """Facts whose values are codes (hashes, versions), set in a fixed-width face."""

    kind: ClassVar[str] = "hashes"
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled line of an axis."""

    at: float
    label: str
    zero: bool = False

    @property
    def x(self) -> str:
        return percent_of_width(self.at)

    @property
    def css(self) -> str:
        return "zero" if self.zero else "hair"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with its interval on the axis; a part that does not exist is None.

    `bounds` draws the interval as two open ends without a point (bounds, not a confidence interval). `beyond`: the
    interval lies wholly outside the axis on that side, and an arrow at the edge says so.
    """

    at: float | None = None
    low: float | None = None
    high: float | None = None
    main: bool = False
    bounds: bool = False
    beyond: Literal["", "left", "right"] = ""

    @property
    def x(self) -> str:
        return "" if self.at is None else percent_of_width(self.at)

    @property
    def x_low(self) -> str:
        return "" if self.low is None else percent_of_width(self.low)

    @property
    def x_high(self) -> str:
        return "" if self.high is None else percent_of_width(self.high)

    @property
    def has_line(self) -> bool:
        return self.low is not None and self.high is not None

    @property
    def css(self) -> str:
        return "main" if self.main else "bounds" if self.bounds else "other"

    @property
    def radius(self) -> str:
        return "7" if self.main else "5"


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing that a table's rows share: its axis, and what it shows in words."""

    ticks: tuple[Tick, ...]
    spoken: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `short` stands before the cell where rows become blocks on a phone."""

    heading: str
    kind: ColumnKind = "text"
    short: str = ""

    @property
    def css(self) -> str:
        return {"text": "words", "number": "num", "plot": "plot"}[self.kind]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, a second line in small type, and the mark of a plot column."""

    text: str = ""
    sub: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row, the first cell its heading. `lead` marks the row that a claim on a primary outcome rests on."""

    cells: tuple[Cell, ...]
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a common heading (empty: no heading is drawn)."""

    rows: tuple[Row, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and where `drawing` is given the figure that sits in its rows. `name` is "Table 1"."""

    kind: ClassVar[str] = "table"
    name: str
    caption: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    style: Literal["plain", "forest", "balance"] = "plain"
    drawing: Drawing | None = None
    dense: bool = False

    @property
    def css(self) -> str:
        """Names in the style sheet; "stack": a row becomes a block on a phone."""
        drawn = "" if self.style == "plain" else self.style
        return " ".join(filter(None, ("t stack", "dense" if self.dense else "", drawn)))


@dataclass(frozen=True, slots=True)
class Refused:
    """A sentence that may not be said, and why."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class GateList:
    """Sentences from the strongest down: the refused ones, then the strongest allowed one in all languages."""

    kind: ClassVar[str] = "gate"
    refused_word: str
    allowed_word: str
    refused: tuple[Refused, ...]
    allowed: str
    in_other_languages: tuple[tuple[Language, str], ...]


Block = Paragraph | Heading | Listing | KeyValues | Hashes | Table | GateList


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `key` is its anchor on the page."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FixedWords:
    """What the drawing itself says: skip link, the mark of synthetic data, the label of the page number."""

    skip: str
    synthetic_label: str
    page: str
    facts_label: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. `answer` runs on from the title; `facts` are the dates and the grade under it."""

    language: Language
    title: str
    answer: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str
    words: FixedWords
    synthetic: str = ""
    """The sentence that stands on every page of a report on made-up data; empty otherwise."""
    made_at: str = ""
    """ISO 8601 time of the run, for the document's own date."""
