import pytest

from oppiva.impact.claim.grounds import ground
from oppiva.impact.claim.level import practice_level
from oppiva.impact.claim.sentences import Said, lesson, nothing, promising_practice, strongest_sentence
from oppiva.impact.claim.wording import check_wording
from oppiva.impact.plan.model import Measure
from oppiva.impact.text import LANGUAGES, Text

from .studies import IN_WORK, an_estimate

FINDING = Text(
    "Sama työntekijä kulki asiakkaan rinnalla alusta loppuun.",
    "Samma arbetstagare följde klienten från början till slut.",
    "The same worker went along with the client from start to end.",
)


@pytest.mark.parametrize(
    ("grade", "supported", "described", "counter", "level"),
    [
        (2, True, True, False, "promising_practice"),
        (0, True, True, False, "promising_practice"),
        (2, False, True, False, "lesson"),
        (2, True, False, False, "lesson"),
        (2, True, True, True, "lesson"),
    ],
)
def test_a_finding_is_a_promising_practice_only_if_supported_described_and_unopposed(
    grade, supported, described, counter, level
):
    found = practice_level(
        grade=grade, supported=supported, model_described=described, unanswered_counter_evidence=counter
    )
    assert found == level


def test_a_graded_estimate_decides_its_own_level():
    with pytest.raises(ValueError, match="grade 3"):
        practice_level(grade=3, supported=True, model_described=True, unanswered_counter_evidence=False)


def test_a_promising_practice_says_how_many_sources_it_rests_on():
    text = promising_practice(FINDING, 5)
    assert text.fi.startswith("Lupaava käytäntö: Sama työntekijä")
    assert "Havainto perustuu 5 toisistaan riippumattomaan lähteeseen." in text.fi
    assert "Iakttagelsen bygger på 5 av varandra oberoende källor." in text.sv
    assert "This rests on 5 independent sources." in text.en


def test_one_source_is_said_in_the_singular():
    text = promising_practice(FINDING, 1)
    assert "perustuu yhteen lähteeseen" in text.fi
    assert "bygger på en enda källa" in text.sv
    assert "rests on one source" in text.en


def test_a_lesson_says_why_nothing_is_known_of_effect():
    text = lesson(FINDING, (ground("no_estimate"),))
    assert text.fi.startswith("Oppi: Sama työntekijä")
    assert "Vaikutuksesta ei voi sanoa mitään, koska" in text.fi
    assert "Ingenting kan sägas om effekten, eftersom" in text.sv
    assert "Nothing can be said about effect, because" in text.en


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_findings_fit_their_own_level(language):
    practice = promising_practice(FINDING, 5).in_(language)
    assert check_wording(practice, language, "promising_practice").answer == "fits"
    learned = lesson(FINDING, (ground("no_estimate"),)).in_(language)
    assert check_wording(learned, language, "lesson").answer == "fits"


def test_refused_data_carry_no_statement():
    reason = Text("tiedosto on tyhjä", "filen är tom", "the file is empty")
    assert nothing(reason).fi == "Aineistosta ei voi esittää väitettä: tiedosto on tyhjä."


def test_groups_that_were_not_drawn_are_spoken_of_as_participants():
    row = an_estimate(IN_WORK, 0.041, 0.02)
    text = strongest_sentence(Said(row, IN_WORK, Measure(), "association", "favourable", drawn=False))
    assert "osallistuneilla 4,1\N{NO-BREAK SPACE}prosenttiyksikköä yleisempää kuin samankaltaisilla" in text.fi
    assert "Ryhmiä ei arvottu, joten ero voi johtua muustakin kuin toimenpiteestä." in text.fi
    assert "Grupperna lottades inte, så skillnaden kan bero på annat än insatsen." in text.sv
    assert check_wording(text.en, "en", "association").answer == "fits"
