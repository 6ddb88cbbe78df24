from __future__ import annotations

from pathlib import Path

import pytest

from oppiva.impact.estimate.sizes import nearest_design, simulated_designs

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "standard-errors.md"


@pytest.mark.parametrize("design", simulated_designs(), ids=lambda design: str(design.counts))
def test_the_page_shows_what_the_warning_reads(design) -> None:  # type: ignore[no-untyped-def]
    cells = " | ".join(f"{100 * share:.1f}" for share in design.size.values())
    assert f"| {' and '.join(map(str, design.counts))} | {cells} |" in PAGE.read_text("utf-8")


@pytest.mark.parametrize(
    ("counts", "clustered", "expected"),
    [
        ((20, 40), False, (20, 40)),
        ((41, 19), False, (20, 40)),
        ((4, 5), False, (10, 10)),
        ((3,), True, (6,)),
        ((24,), True, (20,)),
        ((400, 400), False, None),
        ((15, 900), False, None),
        ((200,), True, None),
    ],
)
def test_a_trial_is_told_of_the_nearest_simulated_design(
    counts: tuple[int, ...], clustered: bool, expected: tuple[int, ...] | None
) -> None:
    found = nearest_design(counts, clustered=clustered)
    assert (found.counts if found else None) == expected


def test_the_default_errors_mislead_nowhere_in_the_table() -> None:
    for design in simulated_designs():
        better = "CR2" if design.clustered else "HC2"
        assert not design.misleads(better, better)
        assert design.size[better] < 0.075
