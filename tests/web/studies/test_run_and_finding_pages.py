"""Runs that are stopped or refused, and findings that say more than the gate allows."""

from __future__ import annotations

from factories.studies import World, trial_file
from oppiva.evaluation.models import Finding
from oppiva.studies.carrying_out import carry_out
from oppiva.studies.models import Run
from oppiva.studies.running import request_run
from web.studies.conftest import Told, signed_in

TOO_STRONG = "The measure increased earnings."
REASON = "A register study of the same people, published in May, finds the same."


def on_earnings(told: Told) -> str:
    return str(told.run.claims[1]["estimate"])


def written(told: Told, text: str = TOO_STRONG) -> Finding:
    """A finding on the outcome for which the trial cannot carry an effect, through the page."""
    address = f"/en/studies/{told.study.slug}/runs/1/findings/{on_earnings(told)}/new/"
    signed_in(told.world.evaluator).post(address, {"text_en": text})
    return Finding.objects.order_by("number").last()  # type: ignore[return-value]


def page_of(told: Told, finding: Finding) -> str:
    return f"/en/studies/{told.study.slug}/findings/{finding.number}/"


def test_a_stopped_run_stays_on_the_list_and_is_not_carried_out(told: Told) -> None:
    run = request_run(told.world.evaluator, told.study, told.version, told.dataset)
    client, address = signed_in(told.world.evaluator), f"/en/studies/{told.study.slug}/runs/{run.number}/"
    page = client.post(address + "stop/", follow=True).content.decode()
    assert "The run was stopped" in page
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, run.result) == (Run.State.STOPPED, None)
    assert "stopped" in client.get(f"/en/studies/{told.study.slug}/").content.decode()


def test_a_run_that_has_ended_cannot_be_stopped(told: Told) -> None:
    address = f"/en/studies/{told.study.slug}/runs/{told.run.number}/stop/"
    page = signed_in(told.world.evaluator).post(address, follow=True).content.decode()
    assert "This run has already ended." in page
    told.run.refresh_from_db()
    assert told.run.state == Run.State.DONE


def test_progress_asks_the_browser_to_load_the_result_when_done(told: Told) -> None:
    waiting = request_run(told.world.evaluator, told.study, told.version, told.dataset)
    client, address = signed_in(told.world.evaluator), f"/en/studies/{told.study.slug}/runs/"
    assert "HX-Refresh" not in client.get(f"{address}{waiting.number}/progress/")
    assert client.get(f"{address}1/progress/")["HX-Refresh"] == "true"


def test_a_run_of_another_studys_plan_is_not_found(told: Told) -> None:
    address = f"/en/studies/{told.study.slug}/runs/"
    for sent in ({}, {"version": "9", "dataset": "1"}, {"version": "1", "dataset": "9"}, {"version": "x"}):
        assert signed_in(told.world.evaluator).post(address, sent).status_code == 404
    assert told.study.runs.count() == 1


def test_words_that_are_too_strong_are_marked_and_cannot_be_published(told: Told) -> None:
    finding = written(told)
    client = signed_in(told.world.evaluator)
    page = client.get(page_of(told, finding)).content.decode()
    assert '<mark class="too_strong">' in page
    assert "Use the gate’s sentence" in page
    for act in ("confirm", "publish"):
        assert "told error" in client.post(f"{page_of(told, finding)}{act}/", follow=True).content.decode(), act
    finding.refresh_from_db()
    assert finding.state == Finding.State.DRAFT
    report = client.get(f"/en/studies/{told.study.slug}/runs/1/report.html").content.decode()
    assert TOO_STRONG not in report


def test_an_override_needs_a_second_person_and_prints_the_gates_sentence_beside(told: Told) -> None:
    finding = written(told)
    author, second = signed_in(told.world.evaluator), signed_in(told.world.colleague)
    author.post(page_of(told, finding) + "confirm/", {"reason": REASON})
    finding.refresh_from_db()
    assert finding.state == Finding.State.DRAFT
    second.post(page_of(told, finding) + "confirm/", {"reason": REASON})
    second.post(page_of(told, finding) + "publish/")
    finding.refresh_from_db()
    assert finding.state == Finding.State.PUBLISHED
    page = second.get(page_of(told, finding)).content.decode()
    assert "Published against the gate." in page
    assert str(finding.claim["en"]) in page.replace("&#x27;", "'")
    report = second.get(f"/en/studies/{told.study.slug}/runs/1/report.html").content.decode()
    assert TOO_STRONG in report
    assert REASON in report


def test_a_finding_without_words_is_refused_above_the_form(told: Told) -> None:
    address = f"/en/studies/{told.study.slug}/runs/1/findings/{on_earnings(told)}/new/"
    page = signed_in(told.world.evaluator).post(address, {"text_en": "  "}).content.decode()
    assert 'role="alert"' in page
    assert Finding.objects.count() == 1


def test_new_words_need_a_reason_and_the_old_ones_stay_readable(told: Told) -> None:
    finding = written(told)
    client, address = signed_in(told.world.evaluator), page_of(told, finding) + "reword/"
    unsaid = client.post(address, {"text_en": "Earnings were alike.", "reason": "", "seen": 1}).content.decode()
    assert "Earnings were alike." in unsaid
    assert finding.versions.count() == 1
    client.post(address, {"text_en": "Earnings were alike.", "reason": "Shorter.", "seen": 1})
    page = client.get(page_of(told, finding)).content.decode()
    assert TOO_STRONG in page
    assert "Shorter." in page


def test_words_that_somebody_changed_meanwhile_are_not_overwritten(told: Told) -> None:
    finding = written(told)
    address = page_of(told, finding) + "reword/"
    signed_in(told.world.colleague).post(address, {"text_en": "Kimmo’s words.", "reason": "Clearer.", "seen": 1})
    late = signed_in(told.world.evaluator).post(address, {"text_en": "Eila’s words.", "reason": "Clearer.", "seen": 1})
    page = late.content.decode()
    assert "Somebody worded this finding anew" in page
    assert "Eila’s words." in page
    assert finding.current.text_en == "Kimmo’s words."


def test_who_may_not_open_the_rows_reads_the_released_result(world: World) -> None:
    """Two of 80 people lack an outcome: a count that could point at someone."""
    study = world.study()
    version = world.lock(study)
    rows = trial_file().decode().split("\r\n")
    for line in (1, 4):
        cells = rows[line].split(";")
        rows[line] = ";".join([*cells[:4], "", cells[5]])
    run = world.run(study, version, world.upload(study, "\r\n".join(rows).encode()))
    address = f"/en/studies/{study.slug}/runs/{run.number}/"
    own = signed_in(world.evaluator).get(address).content.decode()
    read = signed_in(world.commissioner).get(address).content.decode()
    assert "have not been withheld" in own
    assert "have not been withheld" not in read
    assert "withheld" in read
