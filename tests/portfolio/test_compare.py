"""Comparing two wordings loses no letter and marks whole words."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from oppiva.portfolio.compare import Piece, compare

WORDS = st.lists(st.sampled_from(["opitaan", "mitä", "työntekijä", "–", "(", ",", ".", "TE-toimisto", "  ", "\n", " "]))


@given(WORDS, WORDS)
def test_each_side_gives_its_text_back(before: list[str], after: list[str]) -> None:
    earlier, later = "".join(before), "".join(after)
    found = compare(earlier, later)
    assert "".join(piece.text for piece in found.earlier) == earlier
    assert "".join(piece.text for piece in found.later) == later
    assert found.changed == (earlier != later)


@given(WORDS, WORDS)
def test_each_side_alternates_and_holds_only_its_own_kinds(before: list[str], after: list[str]) -> None:
    found = compare("".join(before), "".join(after))
    for side, kinds in ((found.earlier, {"same", "removed"}), (found.later, {"same", "added"})):
        assert {piece.kind for piece in side} <= kinds
        assert all(left.kind != right.kind for left, right in itertools.pairwise(side))


def test_a_changed_word_is_marked_whole() -> None:
    found = compare("Opitaan palvelusta.", "Opitaan palvelussa.")
    assert found.earlier == (Piece("same", "Opitaan "), Piece("removed", "palvelusta"), Piece("same", "."))
    assert found.later == (Piece("same", "Opitaan "), Piece("added", "palvelussa"), Piece("same", "."))


def test_neighbouring_changed_words_are_one_run() -> None:
    found = compare("kun maakunta järjestää palvelut", "kun kunta tuottaa palvelut")
    assert [piece.text for piece in found.earlier if piece.kind == "removed"] == ["maakunta järjestää"]
    assert [piece.text for piece in found.later if piece.kind == "added"] == ["kunta tuottaa"]


def test_the_same_text_has_no_change() -> None:
    assert compare("Sama, sama.", "Sama, sama.") == compare("Sama, sama.", "Sama, sama.")
    assert not compare("Sama, sama.", "Sama, sama.").changed
    assert not compare("", "").changed
