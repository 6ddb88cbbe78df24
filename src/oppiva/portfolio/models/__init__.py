"""Programmes, pilots, partners, learning goals, preparation and context events."""

from oppiva.portfolio.models.context import ContextEvent
from oppiva.portfolio.models.goal import GoalAgreement, LearningGoal, LearningGoalVersion
from oppiva.portfolio.models.kind import PilotKind
from oppiva.portfolio.models.partner import PilotPartner
from oppiva.portfolio.models.pilot import Pilot, PilotArea, PilotStatusChange, Status
from oppiva.portfolio.models.preparation import EarlierPilot, Preparation
from oppiva.portfolio.models.programme import Programme, ProgrammeParty

__all__ = [
    "ContextEvent",
    "EarlierPilot",
    "GoalAgreement",
    "LearningGoal",
    "LearningGoalVersion",
    "Pilot",
    "PilotArea",
    "PilotKind",
    "PilotPartner",
    "PilotStatusChange",
    "Preparation",
    "Programme",
    "ProgrammeParty",
    "Status",
]
