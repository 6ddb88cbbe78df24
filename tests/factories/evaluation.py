"""Findings for tests: words that fit, words to look at again, words that are too strong, and runs to put them on."""

from __future__ import annotations

from factories.studies import PLAN, World, trial_file
from oppiva.evaluation.writing import Sources
from oppiva.studies.models import Run

TOO_STRONG = {"fi": "Varhainen tapaaminen lisäsi työllisyyttä.", "en": "The early meeting increased employment."}
LOOK_AGAIN = {"fi": "Varhainen tapaaminen ei lisännyt työllisyyttä."}
FITS = {
    "fi": "Tapaaminen viidessä päivässä onnistui molemmissa toimistoissa.",
    "sv": "Mötet inom fem dagar lyckades på båda byråerna.",
    "en": "Meeting within five days was possible in both offices.",
}
SEVERAL = Sources(strength="supported", sources=3, model_described=True, counter_evidence_answered=True)


def done(world: World, plan: str = PLAN, *, effect: float = 0.0) -> Run:
    study = world.study()
    version = world.lock(study, plan)
    return world.run(study, version, world.upload(study, trial_file(effect=effect)))
