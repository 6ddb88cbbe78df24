"""The people who can sign in to the demonstration: memorable names, known passwords, invented all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oppiva.organisations.models import Membership, Organisation, Person, Role


@dataclass(frozen=True, slots=True)
class CastMember:
    """Who signs in, with what, and what they may do. `organisation` is a slug of the demonstration."""

    key: str
    name: str
    email: str
    password: str
    role_code: Role
    organisation: str
    may: str | Promise
    since: date

    @property
    def role(self) -> str | Promise:
        """The role's name in the reader's language."""
        return self.role_code.label


CAST = (
    CastMember(
        key="evaluator",
        name="Elina Arvio",
        email="elina.arvio@havainto.example",
        password="arvio-elinan-oma-avain",  # noqa: S106 - public on purpose, refused outside the demonstration
        role_code=Role.EVALUATOR,
        organisation="havainto",
        may=_("evaluator: sees every programme of the demonstration, plans studies, runs them and writes findings"),
        since=date(2018, 11, 5),
    ),
    CastMember(
        key="second_reader",
        name="Tuomas Tarkka",
        email="tuomas.tarkka@havainto.example",
        password="tarkka-tuomaan-oma-avain",  # noqa: S106
        role_code=Role.EVALUATOR,
        organisation="havainto",
        may=_("evaluator: the second person, who looks again at words that the gate doubts"),
        since=date(2018, 11, 19),
    ),
    CastMember(
        key="pilot_manager",
        name="Pekka Luotsi",
        email="pekka.luotsi@te-keski-suomi.example",
        password="luotsi-pekan-oma-avain",  # noqa: S106
        role_code=Role.PILOT_MANAGER,
        organisation="te-toimisto-keski-suomi",
        may=_("pilot manager: changes Vierelläkulkija, words its learning goals anew and says what was prepared"),
        since=date(2018, 10, 22),
    ),
    CastMember(
        key="commissioner",
        name="Kaisa Kehys",
        email="kaisa.kehys@keha.example",
        password="kehys-kaisan-oma-avain",  # noqa: S106
        role_code=Role.COMMISSIONER,
        organisation="keha",
        may=_("commissioner: sees the whole portfolio, changes the programme, adds pilots"),
        since=date(2018, 9, 17),
    ),
    CastMember(
        key="outsider",
        name="Ulla Ulkonen",
        email="ulla.ulkonen@syrjasta.example",
        password="ulkonen-ullan-oma-avain",  # noqa: S106
        role_code=Role.EVALUATOR,
        organisation="syrjasta",
        may=_("evaluator of another programme: sees none of this, and gets 404 where others get a page"),
        since=date(2019, 1, 14),
    ),
)


def people() -> tuple[CastMember, ...]:
    """Who can sign in, in the order in which a reader wants to meet them."""
    return CAST


def member(key: str) -> CastMember:
    return next(person for person in CAST if person.key == key)


def load_people() -> dict[str, Person]:
    """The accounts of the cast with their memberships, made where missing. Organisations must be there."""
    accounts: dict[str, Person] = {}
    for person in CAST:
        account = Person.objects.filter(email__iexact=person.email).first()
        if account is None:
            account = Person.objects.create_user(person.email, person.password, name=person.name, is_demonstration=True)
        accounts[person.key] = account
        organisation = Organisation.objects.get(slug=person.organisation)
        Membership.objects.get_or_create(
            person=account, organisation=organisation, role=person.role_code, defaults={"since": person.since}
        )
    return accounts
