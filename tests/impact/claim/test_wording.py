import csv
from pathlib import Path

import pytest

from oppiva.impact.claim.wording import check_wording

LANGUAGES = ("fi", "sv", "en")
MOST_STOPPED = 0.10
"""Of the fitting sentences, the share that may be stopped or sent to a second person."""


def labelled(language: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(f"sentences_{language}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter=";"))


def answer(row: dict[str, str], language: str) -> str:
    verdict, better = row["verdict"] or None, row["better"] or None
    return check_wording(row["sentence"], language, row["level"], verdict=verdict, better=better).answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_120_labelled_sentences_half_of_them_too_strong(language):
    rows = labelled(language)
    assert len(rows) == len({tuple(row.values()) for row in rows}) == 120
    assert sum(row["label"] == "too_strong" for row in rows) == 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_that_is_too_strong_is_caught(language):
    rows = [row for row in labelled(language) if row["label"] == "too_strong"]
    assert [row["sentence"] for row in rows if answer(row, language) != "too_strong"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_most_one_in_ten_fitting_sentences_is_stopped(language):
    rows = [row for row in labelled(language) if row["label"] == "fits"]
    stopped = [row["sentence"] for row in rows if answer(row, language) != "fits"]
    assert len(stopped) <= MOST_STOPPED * len(rows), stopped


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("fi", "Ohjaus ei vaikuttanut työllisyyteen.", "negation"),
        ("fi", "Ohjaus saattoi lisätä työllisyyttä.", "hedge"),
        ("fi", "Asiakas sanoi: ”Ohjaus auttoi minua.”", "quotation"),
        ("fi", "Työllisyys kasvoi viisi prosenttia.", "intransitive"),
        ("fi", "Palvelu lisäsi työllisyyttä, mutta syystä ei voi sanoa mitään.", "disclaimer"),
        ("sv", "Insatsen påverkade inte sysselsättningen.", "negation"),
        ("sv", "Insatsen kan ha ökat sysselsättningen.", "hedge"),
        ("sv", "En klient sade: ”Vägledningen hjälpte mig.”", "quotation"),
        ("sv", "Sysselsättningen ökade med fem procent.", "intransitive"),
        ("en", "The measure did not affect employment.", "negation"),
        ("en", "The measure may have raised employment.", "hedge"),
        ("en", "One client said: “Guidance helped me.”", "quotation"),
        ("en", "Employment increased by five per cent.", "intransitive"),
    ],
)
def test_a_softened_word_of_cause_is_looked_at_again(language, text, reason):
    verdict = check_wording(text, language, "lesson")
    assert (verdict.answer, verdict.found[0].reason) == ("look_again", reason)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Pilotti lisäsi työllisyyttä."),
        ("fi", "Kumppanuushankkeen vaikutus työllisyyteen oli selvä."),
        ("sv", "Piloten ökade sysselsättningen."),
        ("en", "The pilots raised employment."),
    ],
)
def test_a_pilot_is_never_what_had_the_effect(language, text):
    verdict = check_wording(text, language, "effect", verdict="favourable", better="higher")
    assert (verdict.answer, verdict.found[0].reason) == ("too_strong", "pilot")


def test_a_measure_tried_in_a_pilot_may_have_had_the_effect():
    text = "Pilotissa kokeiltu varhainen tapaaminen lisäsi työllisyyttä."
    assert check_wording(text, "fi", "effect", verdict="favourable", better="higher").answer == "fits"


@pytest.mark.parametrize(
    ("text", "verdict", "better", "expected"),
    [
        ("Ohjaus lisäsi työllisyyttä.", "favourable", "higher", "fits"),
        ("Ohjaus lisäsi työllisyyttä.", "unfavourable", "higher", "too_strong"),
        ("Ohjaus lyhensi työttömyyttä.", "favourable", "lower", "fits"),
        ("Ohjaus lyhensi työttömyyttä.", "unfavourable", "lower", "too_strong"),
        ("Ohjaus vähensi työttömyyttä.", "favourable", "higher", "look_again"),
        ("Ohjaus paransi tilannetta.", "unfavourable", "lower", "too_strong"),
        ("Ohjaus lisäsi yhteydenottoja.", "higher", None, "fits"),
        ("Ohjaus lisäsi yhteydenottoja.", "lower", None, "too_strong"),
        ("Ohjaus lisäsi työllisyyttä.", "small_at_most", "higher", "too_strong"),
    ],
)
def test_at_level_effect_a_word_of_cause_must_go_the_way_of_the_result(text, verdict, better, expected):
    assert check_wording(text, "fi", "effect", verdict=verdict, better=better).answer == expected


def test_each_word_found_has_its_place_and_its_reason_in_three_languages():
    text = "Asiakkaat olivat tyytyväisiä. Ohjaus LISÄSI työllisyyttä."
    (found,) = check_wording(text, "fi", "lesson").found
    assert text[found.start : found.end] == found.words == "LISÄSI"
    assert found.because.fi.startswith("sana väittää syytä")
    assert found.because.sv != found.because.en


def test_what_one_aims_for_is_not_a_claim_but_what_follows_it_may_be():
    text = "Tavoitteena oli lisätä työllisyyttä, ja ohjaus lisäsi sitä."
    (found,) = check_wording(text, "fi", "lesson").found
    assert (found.words, found.answer) == ("lisäsi", "too_strong")


def test_the_whole_text_is_as_strong_as_its_strongest_sentence():
    text = "Employment may have been affected. Guidance raised earnings. Clients were content."
    verdict = check_wording(text, "en", "lesson")
    assert verdict.answer == "too_strong"
    assert [item.answer for item in verdict.found] == ["look_again", "too_strong"]


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="unknown language 'no'"):
        check_wording("Tiltaket virket.", "no", "lesson")
