"""What the database holds of studies: the study, its data, its plans and its runs."""

from oppiva.studies.models.dataset import Dataset, DatasetContent, DatasetOpening, DatasetReader
from oppiva.studies.models.plan import Deviation, OutcomeOpening, PlanVersion
from oppiva.studies.models.run import Run
from oppiva.studies.models.study import Study, StudyOutcome, StudyPilot

__all__ = [
    "Dataset",
    "DatasetContent",
    "DatasetOpening",
    "DatasetReader",
    "Deviation",
    "OutcomeOpening",
    "PlanVersion",
    "Run",
    "Study",
    "StudyOutcome",
    "StudyPilot",
]
