"""What the database holds of findings."""

from oppiva.evaluation.models.finding import Finding, FindingConfirmation, FindingVersion

__all__ = ["Finding", "FindingConfirmation", "FindingVersion"]
