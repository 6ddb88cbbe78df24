"""The portfolio page: its answer, its rows, its filters, its file."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.portfolio import Cast, LearningGoalVersionFactory, PilotFactory, PilotPartnerFactory, step
from oppiva.portfolio.models import Pilot


def page_of(client: Client, around: Cast, query: str = "") -> str:
    return client.get(reverse("portfolio:programme", args=[around.programme.slug]) + query).content.decode()


@pytest.fixture
def three(around: Cast) -> Cast:
    """Beside the running pilot: one that ended and one that broke off, of other kinds."""
    step(PilotFactory(programme=around.programme, kind_code="business_services"), "running", "reporting", "ended")
    step(PilotFactory(programme=around.programme, kind_code="purchased_services"), "running", "discontinued")
    return around


def test_the_first_line_answers_how_far_along_the_pilots_are(client: Client, three: Cast) -> None:
    client.force_login(three.commissioner)
    page = page_of(client, three)
    assert "3 pilottia: 1 on päättynyt, 1 on käynnissä ja 1 keskeytettiin." in page
    assert "Yhdelläkään ei ole vertailuryhmää" in page


def test_filters_are_links_with_counts_that_narrow_the_rows(client: Client, three: Cast) -> None:
    client.force_login(three.commissioner)
    answer = client.get(reverse("portfolio:programme", args=[three.programme.slug]) + "?status=ended")
    shown = [row.pilot.status for group in answer.context["groups"] for row in group.rows]
    assert shown == ["ended"]
    facets = {str(facet.title): facet.choices for facet in answer.context["filtered"].facets}
    assert [choice.count for choice in facets["Vaihe"] if choice.here] == [1]
    assert [choice.count for choice in facets["Laji"]] == [1, 1]
    assert [choice.count for choice in facets["Vaihe"]] == [3, 1, 1, 1]


def test_a_filter_that_no_pilot_answers_to_is_passed_over(client: Client, three: Cast) -> None:
    client.force_login(three.commissioner)
    answer = client.get(reverse("portfolio:programme", args=[three.programme.slug]) + "?status=sideways&kind=%27")
    assert sum(len(group.rows) for group in answer.context["groups"]) == 3


def test_a_gap_is_a_door_to_the_form_for_who_may_mend_it(client: Client, around: Cast) -> None:
    client.force_login(around.manager)
    assert reverse("portfolio:preparation", args=[around.pilot.slug]) + "#id_money_after_fi" in page_of(client, around)
    client.force_login(around.evaluator)
    page = page_of(client, around)
    assert reverse("portfolio:preparation", args=[around.pilot.slug]) not in page
    assert reverse("portfolio:pilot", args=[around.pilot.slug]) + "#preparation" in page


def test_a_repeated_gap_of_partners_is_named_once(client: Client, around: Cast) -> None:
    PilotPartnerFactory(pilot=around.pilot)
    PilotPartnerFactory(pilot=around.pilot)
    client.force_login(around.commissioner)
    answer = client.get(reverse("portfolio:programme", args=[around.programme.slug]))
    (row,) = [row for group in answer.context["groups"] for row in group.rows]
    assert [door.count for door in row.gaps if door.code == "partner_agreement"] == [2]


def test_context_events_stand_in_the_key_and_on_the_axis(client: Client, around: Cast) -> None:
    client.force_login(around.commissioner)
    page = page_of(client, around)
    assert "Uudistus raukesi 8.3.2019" in page
    assert page.count('class="context"') >= 3  # key, head and row


def test_one_effect_of_all_pilots_is_refused_with_its_reason(client: Client, three: Cast) -> None:
    client.force_login(three.commissioner)
    page = page_of(client, three)
    assert "Voiko 3 pilotista laskea yhden vaikutuksen?" in page
    assert "Ei voi." in page


def test_more_pilots_take_no_more_queries(client: Client, around: Cast) -> None:
    client.force_login(around.commissioner)
    page_of(client, around)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page_of(client, around)
        return len(captured)

    PilotFactory(programme=around.programme, area="06")
    few = queries()
    for _ in range(5):
        pilot: Pilot = PilotFactory(programme=around.programme, area="06")
        PilotPartnerFactory(pilot=pilot)
    assert queries() == few


def test_the_table_opens_in_a_spreadsheet_and_holds_no_formula(client: Client, around: Cast) -> None:
    Pilot.objects.filter(pk=around.pilot.pk).update(name_fi="=1+1")
    client.force_login(around.evaluator)
    answer = client.get(reverse("portfolio:table", args=[around.programme.slug]))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][1] == "'=1+1"
    assert rows[1][5] == "2019-02-04"


def test_the_row_tells_when_goals_were_last_reworded(client: Client, around: Cast) -> None:
    goal = around.pilot.goals.get()
    LearningGoalVersionFactory(goal=goal, number=3, text_fi="Kolmas", reason_fi="Siksi", valid_from=date(2020, 2, 4))
    client.force_login(around.evaluator)
    assert "tavoitteet uudistettu 4.2.2020" in page_of(client, around)


def test_a_synthetic_programme_says_so(client: Client, around: Cast) -> None:
    around.programme.is_synthetic = True
    around.programme.save()
    client.force_login(around.evaluator)
    for path in ("portfolio:programme", "portfolio:settings"):
        assert 'class="synthetic"' in client.get(reverse(path, args=[around.programme.slug])).content.decode()
    for path in ("portfolio:pilot", "portfolio:story"):
        assert 'class="synthetic"' in client.get(reverse(path, args=[around.pilot.slug])).content.decode()
