"""Two wordings side by side: which words went and which came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

PIECES = re.compile(r"\s+|\w+(?:[-’'–]\w+)*|[^\w\s]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words. In the earlier wording it is same or removed, in the later one same or added."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both wordings whole: joining the pieces of a side gives its text back."""

    earlier: tuple[Piece, ...]
    later: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for piece in (*self.earlier, *self.later))


def compare(earlier: str, later: str) -> Comparison:
    """Compare word by word. Spaces and punctuation are pieces of their own, so that neither text loses any.

    A space between two changed words belongs to the change: readers see one run, not a scatter.
    """
    before, after = PIECES.findall(earlier), PIECES.findall(later)
    left: list[Piece] = []
    right: list[Piece] = []
    steps = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    for position, (step, a, b, c, d) in enumerate(steps):
        same = step == "equal"
        between_changes = 0 < position < len(steps) - 1
        if same and between_changes and not "".join(before[a:b]).strip():
            same = False
        _add(left, "same" if same else "removed", "".join(before[a:b]))
        _add(right, "same" if same else "added", "".join(after[c:d]))
    return Comparison(tuple(left), tuple(right))


def _add(side: list[Piece], kind: Literal["same", "removed", "added"], text: str) -> None:
    if not text:
        return
    if side and side[-1].kind == kind:
        side[-1] = Piece(kind, side[-1].text + text)
    else:
        side.append(Piece(kind, text))
