"""What a run is doing, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEPS: dict[str, str | Promise] = {
    "": _("waiting for a worker"),
    "data": _("reading the data"),
    "balance": _("comparing the groups as they were at the start"),
    "difference_in_means": _("comparing means"),
    "ols": _("adjusting with covariates"),
    "lin": _("adjusting with covariates"),
    "2sls": _("estimating for those who took part"),
    "wald": _("estimating for those who took part"),
    "randomisation_inference": _("repeating the draw"),
    "claims": _("weighing what may be said"),
}


def step_label(code: str) -> str:
    """The step in the reader's language; a code without words of its own is shown as work going on."""
    return str(STEPS.get(code, _("working")))
