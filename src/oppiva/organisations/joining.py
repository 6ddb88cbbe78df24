"""Joining and leaving: invitations with a link that works once, and memberships that end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from oppiva.core.refusal import Refused
from oppiva.core.saving import save_or_refuse
from oppiva.organisations.models import Membership, Organisation, Person, Role
from oppiva.organisations.permissions import may_decide_memberships, require_decide_memberships


class InvitationTokens(PasswordResetTokenGenerator):
    """Tokens of their own kind: one that was mailed to reset a password does not open an invitation."""

    key_salt = "oppiva.organisations.joining.InvitationTokens"


TOKENS = InvitationTokens()


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new membership. `person_code` and `token` make the link to the first password; None where one exists."""

    membership: Membership
    person_code: str | None
    token: str | None


@transaction.atomic
def invite_person(
    by: Person, organisation: Organisation, *, email: str, name: str, role: Role, since: date | None = None
) -> Invitation:
    """Give someone a role in the organisation, with an account where they have none.

    Raises PermissionDenied, or Refused where the same role already holds then or the e-mail is no address.
    """
    require_decide_memberships(by, organisation)
    person = Person.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        person = Person(email=Person.objects.normalize_email(email.strip()), name=name.strip())
        person.set_unusable_password()
        save_or_refuse(person)
    elif not person.is_active:
        raise Refused(_("This person's account has been closed."))
    membership = Membership(
        person=person, organisation=organisation, role=role, since=since or timezone.localdate(), changed_by=by
    )
    save_or_refuse(membership)
    # The link opens the account with all that it may do: none for who invites somebody that others invited first.
    if person.has_usable_password() or not _may_open_account(by, person):
        return Invitation(membership, None, None)
    return Invitation(membership, urlsafe_base64_encode(force_bytes(person.pk)), TOKENS.make_token(person))


def _may_open_account(by: Person, person: Person) -> bool:
    """Whether `by` decides over every membership of the person: only then does the account give them nothing new."""
    if person.is_superuser:
        return by.is_superuser
    held = Organisation.objects.filter(memberships__person=person).distinct()
    return all(may_decide_memberships(by, organisation) for organisation in held)


def invited_person(person_code: str, token: str) -> Person | None:
    """Whom a link invites; None where it was used, has expired, or was never given."""
    try:
        key = int(force_str(urlsafe_base64_decode(person_code)))
    except (ValueError, OverflowError):
        return None
    person = Person.objects.filter(pk=key, is_active=True).first()
    return person if person is not None and TOKENS.check_token(person, token) else None


@transaction.atomic
def set_first_password(person_code: str, token: str, password: str) -> Person:
    """Use the link: the account gets its password and the link stops working. Raises Refused."""
    found = invited_person(person_code, token)
    # Read again under a lock: of two people with one link, the second finds it used.
    person = Person.objects.select_for_update(of=("self",)).get(pk=found.pk) if found else None
    if person is None or not TOKENS.check_token(person, token):
        raise Refused(_("This link has been used or has expired. Ask for a new one."))
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    person.set_password(password)
    person.save(update_fields=["password"])
    return person


@transaction.atomic
def end_membership(membership: Membership, last_day: date, by: Person, reason: str) -> Membership:
    """The membership holds until `last_day`. Raises PermissionDenied, or Refused where it ended before."""
    require_decide_memberships(by, membership.organisation)
    held = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if held.until is not None and held.until <= last_day:
        raise Refused(_("This membership has already ended."))
    if not reason.strip():
        raise Refused(_("Say why the membership ends."))
    held.until, held.changed_by, held.change_reason = last_day, by, reason.strip()
    save_or_refuse(held)
    return held
