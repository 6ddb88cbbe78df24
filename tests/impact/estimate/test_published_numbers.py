"""Numbers that others have published, or that R's t.test gives, for trials that everyone knows."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from impact.estimate.from_references import frame
from impact.estimate.samples import rows
from oppiva.impact.estimate.difference_in_means import difference_in_means
from shared_data import shared_data

HALF_A_CENT = 0.005
FOURTH_DECIMAL = 0.00005


def test_national_supported_work_445_people_gained_1794_dollars() -> None:
    data = frame("nsw445")
    found = difference_in_means(rows(data["train"], 1000 * data["re78"].to_numpy(float)), "HC2")
    assert found.estimate == pytest.approx(1794.34, abs=HALF_A_CENT)
    assert found.std_error == pytest.approx(671.00, abs=HALF_A_CENT)


def test_national_supported_work_all_722_people_gained_886_dollars() -> None:
    data = frame("nsw722")
    found = difference_in_means(rows(data["trt"], data["re78"]), "HC2")
    assert found.estimate == pytest.approx(886.30, abs=HALF_A_CENT)
    assert found.std_error == pytest.approx(488.20, abs=HALF_A_CENT)


@pytest.mark.parametrize(
    ("outcome", "estimate", "std_error"), [("depress2", -0.0633, 0.0469), ("job_seek", 0.0675, 0.0503)]
)
def test_jobs_ii_workshop(outcome: str, estimate: float, std_error: float) -> None:
    data = frame("jobs2")
    found = difference_in_means(rows(data["treat"], data[outcome]), "HC2")
    assert found.estimate == pytest.approx(estimate, abs=FOURTH_DECIMAL)
    assert found.std_error == pytest.approx(std_error, abs=FOURTH_DECIMAL)


def test_the_published_file_of_the_445_gives_the_same_as_the_package() -> None:
    with (shared_data("nsw_lalonde") / "ldw.csv").open(encoding="utf-8") as lines:
        table = list(csv.DictReader(lines))
    treated = np.array([float(row["treat"]) for row in table])
    earnings = np.array([float(row["re78"]) for row in table])
    found = difference_in_means(rows(treated, earnings), "HC2")
    assert found.estimate == pytest.approx(1794.34, abs=HALF_A_CENT)
    assert found.std_error == pytest.approx(671.00, abs=HALF_A_CENT)
