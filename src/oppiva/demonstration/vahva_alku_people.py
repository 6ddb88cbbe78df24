"""Synthetic people of Vahva alku: a generator with a known truth.

What is true here, by construction: a first talk within five working days with a named worker raises a person's chance
of being in work after six months by EFFECT_OF_TALK. Of those drawn to the measure SHARE_MET had that talk, of the
comparison group SHARE_MET_ANYWAY had one all the same, so that the true difference between the groups as drawn is
TRUE_DIFFERENCE, in both trials. The seeds were chosen: the large trial's so that its result allows the word effect, the
sister's so that hers cannot tell. By themselves 105 of 120 trials of the large size allowed it and 93 of 120 of the
small size could not tell. The demonstration shows what the gate says in each case, not how often.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

EFFECT_OF_TALK = 0.155
SHARE_MET = 0.84
SHARE_MET_ANYWAY = 0.07
TRUE_DIFFERENCE = EFFECT_OF_TALK * (SHARE_MET - SHARE_MET_ANYWAY)
"""In the share in work after six months: 0.119, that is 11.9 percentage points."""

COLUMNS = (
    "tunnus", "toimisto", "maaraika_pv", "arvottu", "ika", "nainen", "koulutus", "tyottomana_kk",
    "tavattu_5pv", "tyossa_6kk", "tyokuukaudet", "luottamus",
)  # fmt: skip
SCHOOLING = ("perusaste", "toinen aste", "korkea-aste")


@dataclass(frozen=True, slots=True)
class Trial:
    """Offices with the number of people drawn in each, and the seed of everything."""

    offices: Mapping[str, int]
    seed: int
    first_draw: date
    prefix: str
    days: int = 63
    """Days over which people came."""


LARGE = Trial({"Harjula": 214, "Koskela": 178, "Niemelä": 142, "Salmi": 106}, 4, date(2026, 1, 12), "VA")
SISTER = Trial({"Kaisla": 61, "Mäntylä": 53}, 2, date(2026, 1, 19), "VS", days=41)


def trial_csv(trial: Trial, *, outcomes_known: bool = True) -> bytes:
    """The file as the office would send it: semicolons, decimal commas, Windows-1252, an empty cell for unknown.

    `outcomes_known` false: the file as it was before the six months had passed.
    """
    rng = np.random.default_rng(trial.seed)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    number = 0
    for office, count in trial.offices.items():
        within_five = rng.permutation(np.arange(count) < (count + 1) // 2)
        for drawn_to_five in within_five:
            number += 1
            row = _person(rng, bool(drawn_to_five), trial)
            if not outcomes_known:
                row |= dict.fromkeys(("tyossa_6kk", "tyokuukaudet", "luottamus"), "")
            writer.writerow([f"{trial.prefix}{number:04d}", office, *(row[column] for column in COLUMNS[2:])])
    return out.getvalue().encode("cp1252")


def _person(rng: np.random.Generator, drawn_to_five: bool, trial: Trial) -> dict[str, str]:
    age = int(np.clip(rng.normal(39, 12), 18, 63))
    schooling = int(rng.choice(3, p=(0.24, 0.53, 0.23)))
    unemployed = round(float(np.clip(rng.gamma(1.3, 6.2), 0, 24)), 1)
    met = bool(rng.random() < (SHARE_MET if drawn_to_five else SHARE_MET_ANYWAY))
    chance = 0.36 + 0.05 * (schooling - 1) - 0.007 * (unemployed - 8) - 0.002 * (age - 39) + EFFECT_OF_TALK * met
    in_work = bool(rng.random() < min(0.95, max(0.05, chance)))
    months = float(np.clip(rng.gamma(3.0, 1.2) if in_work else rng.gamma(0.6, 1.4), 0, 6))
    trust = float(np.clip(rng.normal(5.6 + 0.9 * met, 2.1), 0, 10))
    # People move away or withdraw their consent; the questionnaire comes back from the measure's group far more often.
    followed = rng.random() > (0.052 if drawn_to_five else 0.067)
    answered = rng.random() < (0.71 if drawn_to_five else 0.44)
    return {
        "maaraika_pv": "5" if drawn_to_five else "10",
        "arvottu": (trial.first_draw + timedelta(days=int(rng.integers(0, trial.days)))).strftime("%d.%m.%Y"),
        "ika": str(age),
        "nainen": str(int(rng.random() < 0.47)),
        "koulutus": SCHOOLING[schooling],
        "tyottomana_kk": _decimal(unemployed),
        "tavattu_5pv": str(int(met)),
        "tyossa_6kk": str(int(in_work)) if followed else "",
        "tyokuukaudet": _decimal(round(months, 1)) if followed else "",
        "luottamus": str(round(trust)) if answered else "",
    }


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
