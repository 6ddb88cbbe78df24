"""What every refusal must be: a sentence of its own in each language, naming what a person has to find."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oppiva.impact.errors import Refusal
from oppiva.impact.text import LANGUAGES


def refusal_of(act: Callable[[], object], code: str, *named: str) -> Refusal:
    """The refusal that `act` ends in; in fi, sv and en it is one sentence or two that hold every text of `named`."""
    with pytest.raises(Refusal) as caught:
        act()
    refusal = caught.value
    assert refusal.code == code, refusal.text.en
    texts = [refusal.text.in_(language) for language in LANGUAGES]
    assert len(set(texts)) == len(LANGUAGES)
    for text in texts:
        assert "\n" not in text
        assert text.endswith((".", "?", "…", '"')) or code == "plan_syntax", text
        for name in named:
            assert name in text, f"{name!r} is not in {text!r}"
    return refusal
