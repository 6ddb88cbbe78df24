"""Organisations, areas, people and memberships."""

from oppiva.organisations.models.area import Area
from oppiva.organisations.models.kind import OrganisationKind, OrganisationKindName
from oppiva.organisations.models.membership import Membership, Role
from oppiva.organisations.models.organisation import Organisation
from oppiva.organisations.models.person import Person, PersonManager

__all__ = [
    "Area",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "OrganisationKindName",
    "Person",
    "PersonManager",
    "Role",
]
