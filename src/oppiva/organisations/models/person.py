"""People who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from oppiva.core.history import tracked
from oppiva.core.personal_data import PersonalData


class PersonManager(BaseUserManager["Person"]):
    """Makes people who sign in by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


# A history is never taken back, so it must not hold what has to be forgettable: who the person is.
@tracked(exclude=("password", "last_login", "email", "name"))
class Person(AbstractBaseUser):
    """Someone who signs in. What they may do follows from their memberships."""

    personal_data: ClassVar[dict[str, PersonalData]] = {
        "email": PersonalData("e-mail address", "sign-in and messages", "while the account exists"),
        "emailaddress": PersonalData("e-mail address", "the sign-in's own copy of it", "while the account exists"),
        "name": PersonalData("name", "shown to colleagues beside what the person decided", "while the account exists"),
    }

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_superuser = models.BooleanField(_("looks after the installation"), default=False)
    is_demonstration = models.BooleanField(default=False, editable=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="person_email_once", violation_error_message=_("This e-mail is already in use.")
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name
