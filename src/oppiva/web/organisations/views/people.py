"""Inviting people into an organisation, and ending their memberships."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from oppiva.organisations.joining import end_membership, invite_person, invited_person, set_first_password
from oppiva.organisations.models import Role
from oppiva.organisations.permissions import require_decide_memberships
from oppiva.web.organisations.acting import NotDone, carry_out
from oppiva.web.organisations.forms import EndMembershipForm, FirstPasswordForm, InvitationForm
from oppiva.web.organisations.getters import membership_or_404, organisation_or_404, signed_in


@login_required
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """A new member. The one-time link is shown once, on the answer itself: it is stored nowhere."""
    person, organisation = signed_in(request), organisation_or_404(slug)
    require_decide_memberships(person, organisation)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invitation = carry_out(
                form,
                lambda: invite_person(
                    person,
                    organisation,
                    email=data["email"],
                    name=data["name"],
                    role=Role(data["role"]),
                    since=data["since"],
                ),
            )
        except NotDone:
            pass
        else:
            if invitation.token is None:
                name = invitation.membership.person.name
                messages.success(
                    request, _("%(name)s already has an account and now belongs here too.") % {"name": name}
                )
                return redirect("organisations:organisation", organisation.slug)
            address = reverse("password_from_link", args=[invitation.person_code, invitation.token])
            context = {
                "organisation": organisation,
                "membership": invitation.membership,
                "link": request.build_absolute_uri(address),
            }
            answer = render(request, "organisations/invited.html", context)
            answer["Cache-Control"] = "no-store"
            return answer
    return render(request, "organisations/invite.html", {"form": form, "organisation": organisation})


@login_required
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The last day of a membership."""
    person, organisation = signed_in(request), organisation_or_404(slug)
    require_decide_memberships(person, organisation)
    membership = membership_or_404(organisation, pk)
    form = EndMembershipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            carry_out(form, lambda: end_membership(membership, data["last_day"], person, data["reason"]))
        except NotDone:
            pass
        else:
            messages.success(request, _("The membership ends. What the person did stays theirs."))
            return redirect("organisations:organisation", organisation.slug)
    context = {"form": form, "organisation": organisation, "membership": membership}
    return render(request, "organisations/end_membership.html", context)


def password_from_link(request: HttpRequest, person_code: str, token: str) -> HttpResponse:
    """The first password, by whoever was handed the link. A used or old link gets a page that says so."""
    invited = invited_person(person_code, token)
    form = FirstPasswordForm(request.POST or None)
    if invited is not None and request.method == "POST" and form.is_valid():
        try:
            carry_out(form, lambda: set_first_password(person_code, token, form.cleaned_data["password"]))
        except NotDone:
            pass
        else:
            messages.success(request, _("Your password is set. Sign in with it."))
            return redirect("account_login")
    context = {"form": form, "invited": invited}
    answer = render(request, "account/password_from_link.html", context, status=200 if invited else 410)
    answer["Cache-Control"] = "no-store"
    return answer
