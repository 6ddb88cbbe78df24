"""Who last changed a row and why, on the row itself, so that each row of its history carries its own reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Changed(models.Model):
    """`change_reason` is rewritten with each change; the event table keeps every one of them."""

    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )
    change_reason = models.TextField(_("why it was last changed"), blank=True)

    class Meta:
        abstract = True
