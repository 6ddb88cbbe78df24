"""Forms of studies, data and runs. Rules live in `oppiva.studies`; here they are only asked kindly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from oppiva.core.language import current_language, sort_key
from oppiva.impact.plan.model import DataSpec
from oppiva.impact.text import LANGUAGES, Text
from oppiva.organisations.models import Membership, Organisation, Person, Role
from oppiva.organisations.models.membership import MembershipQuerySet
from oppiva.portfolio.models import Pilot
from oppiva.studies.models import Dataset, Study, StudyOutcome
from oppiva.studies.models.study import Unit
from oppiva.studies.starting import TEXTS, Declared
from oppiva.studies.uploading import Terms
from oppiva.web.studies.parts import Part, in_three_languages

LANGUAGE_LABELS = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}
LONG = {"entitlement"}


def language_field(stem: str, language: str, *, rows: int = 0, max_length: int = 300) -> forms.CharField:
    """One language of a text; at least one of the three is asked for by the domain."""
    widget = forms.Textarea(attrs={"rows": rows, "lang": language}) if rows else forms.TextInput({"lang": language})
    return forms.CharField(
        label=LANGUAGE_LABELS[language], required=False, max_length=None if rows else max_length, widget=widget
    )


class StudyForm(forms.Form):
    """What is tried, against what, on whom."""

    evaluator = forms.ModelChoiceField(label=_("Who evaluates?"), queryset=Organisation.objects.none())
    pilots = forms.ModelMultipleChoiceField(
        label=_("Which pilots does it tell of?"),
        queryset=Pilot.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    unit = forms.ChoiceField(label=_("What is drawn or compared?"), choices=Unit.choices)

    def __init__(self, *args: Any, person: Person, study: Study | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stem in TEXTS:
            for language in LANGUAGES:
                self.fields[f"{stem}_{language}"] = language_field(stem, language, rows=3 if stem in LONG else 0)
        visible = Pilot.objects.visible_to(person)
        self._choices("pilots").queryset = visible
        self._choices("pilots").choices = [
            (pilot.pk, pilot.name) for pilot in sorted(visible, key=lambda pilot: sort_key(pilot.name))
        ]
        if study is None:
            own = Organisation.objects.filter(memberships__in=evaluating().filter(person=person))
            self._choices("evaluator").queryset = own.distinct()
            if own.distinct().count() == 1:
                self.fields["evaluator"].initial = own.get()
        else:
            del self.fields["evaluator"]

    def _choices(self, name: str) -> forms.ModelChoiceField[Any]:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field

    def parts(self) -> list[Part]:
        whose = [self[name] for name in ("evaluator", "pilots", "unit") if name in self.fields]
        return [
            Part(_("Whose study it is"), whose),
            in_three_languages(self, "title", _("Title")),
            in_three_languages(
                self,
                "measure",
                _("The measure"),
                _("The delimited thing that differs between the groups. Sentences about effects name it."),
            ),
            in_three_languages(self, "alternative", _("The alternative"), _("What the comparison group gets instead.")),
            in_three_languages(
                self,
                "entitlement",
                _("What the law gives everyone"),
                _("One sentence: what the law gives everyone, and that the alternative gives no less."),
            ),
            in_three_languages(self, "amount", _("How much of the measure (optional)"), folded=True),
            in_three_languages(self, "given_by", _("Who gives it (optional)"), folded=True),
        ]

    def texts(self) -> dict[str, str]:
        """The wordings, as the domain takes them."""
        return {f"{stem}_{code}": self.cleaned_data[f"{stem}_{code}"] for stem in TEXTS for code in LANGUAGES}


class OutcomeForm(forms.Form):
    """One declared outcome."""

    column = forms.CharField(label=_("Column in the file"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=StudyOutcome.Kind.choices)
    better = forms.ChoiceField(label=_("Which way is better?"), choices=StudyOutcome.Better.choices, required=False)
    smallest_relevant = forms.FloatField(
        label=_("Smallest difference that matters"),
        required=False,
        localize=True,
        help_text=_("In the outcome's unit; for yes or no as a share: 0.03 is three percentage points."),
    )
    primary = forms.BooleanField(label=_("This outcome decides (primary)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[f"label_{language}"] = language_field("label", language, max_length=200)
            self.fields[f"unit_{language}"] = language_field("unit", language, max_length=60)

    def parts(self) -> list[Part]:
        names = ["column", "kind", "smallest_relevant", "better", "primary"]
        if "DELETE" in self.fields:
            names.append("DELETE")
        return [
            Part("", [self[name] for name in names]),
            in_three_languages(self, "label", _("Name"), _("In the nominative: it stands before a colon.")),
            in_three_languages(
                self, "unit", _("Unit"), _("For amounts: euros, days. Finnish in the partitive: euroa.")
            ),
        ]

    @property
    def known_name(self) -> str:
        """The declared outcome's name as it stands in the database, in the reader's language."""
        return Text.from_mapping({code: self.initial[f"label_{code}"] for code in LANGUAGES}).in_(current_language())

    @property
    def known_as(self) -> str:
        """Its kind, its column and whether it decides, in one line."""
        said = [str(StudyOutcome.Kind(self.initial["kind"]).label), str(self.initial["column"])]
        return " · ".join([*said, say("primary")] if self.initial["primary"] else said)

    def declared(self) -> Declared:
        """The answers, as the domain takes them."""
        return Declared(**{name: self.cleaned_data[name] for name in Declared.__slots__})


class _Outcomes(forms.BaseFormSet):  # type: ignore[type-arg]
    """All outcomes of a study; an emptied one is left out."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this outcome")

    def clean(self) -> None:
        """A column is one outcome: the second of two would take the place of the first."""
        seen: set[str] = set()
        for form in self.forms:
            column = form.cleaned_data.get("column") if hasattr(form, "cleaned_data") else None
            if column in seen and not form.cleaned_data.get("DELETE"):
                form.add_error("column", _("This column has been declared as an outcome above."))
                raise forms.ValidationError(_("Two outcomes name the same column."))
            if column and not form.cleaned_data.get("DELETE"):
                seen.add(column)


def declared_in(formset: forms.BaseFormSet[OutcomeForm]) -> list[Declared]:
    """The outcomes of a valid formset; emptied and removed ones are left out."""
    kept = [form for form in formset.forms if form.cleaned_data.get("column") and not form.cleaned_data.get("DELETE")]
    return [form.declared() for form in kept]


OutcomeFormSet = forms.formset_factory(OutcomeForm, formset=_Outcomes, extra=1, can_delete=True)


TERMS = ("controller", "delete_by", "purpose", "ground", "ground_text", "readers")


class UploadForm(forms.Form):
    """A file, how it is read, and on what terms it is here."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, Excel, Parquet, SPSS or Stata, at most 50 MB."))
    delimiter = forms.ChoiceField(
        label=_("Columns are separated by"),
        choices=[("auto", _("found out by itself")), (",", ","), (";", ";"), ("tab", _("tab"))],
    )
    decimal = forms.ChoiceField(
        label=_("Decimals are written with"), choices=[("auto", _("found out by itself")), (".", "."), (",", ",")]
    )
    sheet = forms.CharField(label=_("Sheet of the workbook"), initial="1", max_length=100)
    header_row = forms.IntegerField(label=_("Row of the column names"), initial=1, min_value=1)
    controller = forms.ModelChoiceField(
        label=_("Whose data are they (controller)?"), queryset=Organisation.objects.none()
    )
    purpose = forms.CharField(label=_("What are they used for?"), widget=forms.Textarea(attrs={"rows": 2}))
    ground = forms.ChoiceField(label=_("On what ground?"), choices=Dataset.Ground.choices)
    ground_text = forms.CharField(label=_("Which law and section, or which permit?"), max_length=500)
    delete_by = forms.DateField(
        label=_("On which day do the rows go at the latest?"),
        help_text=_("Rows go on that day; results, plans and hashes stay."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    readers = forms.ModelMultipleChoiceField(
        label=_("Who besides you may open them?"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, study: Study, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("controller", "readers"):
            assert isinstance(self.fields[name], forms.ModelChoiceField)
        self.fields["controller"].queryset = Organisation.objects.order_by("name_fi")  # type: ignore[attr-defined]
        self.fields["readers"].queryset = colleagues(study).exclude(pk=person.pk)  # type: ignore[attr-defined]
        if not colleagues(study).exclude(pk=person.pk).exists():
            del self.fields["readers"]
        self.fields["delete_by"].initial = timezone.localdate() + timedelta(days=2 * 365)
        last = study.datasets.order_by("-number").first()
        if last is not None:  # the next delivery mostly comes on the same terms
            for name in ("controller", "purpose", "ground", "ground_text"):
                self.fields[name].initial = getattr(last, name)

    def parts(self) -> list[Part]:
        return [
            Part(_("The file"), [self["file"]]),
            Part(
                _("How it is read"),
                [self[name] for name in ("delimiter", "decimal", "sheet", "header_row")],
                _("Leave as they are unless a message says that the file was misread."),
                folded=True,
            ),
            Part(_("On what terms it is here"), [self[name] for name in TERMS if name in self.fields]),
        ]

    def clean_delete_by(self) -> date:
        day: date = self.cleaned_data["delete_by"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("The day when the rows are deleted must lie ahead."))
        return day

    def terms(self) -> Terms:
        """The terms, as the domain takes them."""
        return Terms(**{name: self.cleaned_data[name] for name in Terms.__slots__})

    def spec(self) -> DataSpec:
        """How the file is read."""
        sheet = self.cleaned_data["sheet"]
        return DataSpec(
            delimiter=self.cleaned_data["delimiter"],
            decimal=self.cleaned_data["decimal"],
            sheet=int(sheet) if sheet.isdigit() else sheet,
            header_row=self.cleaned_data["header_row"],
        )


def colleagues(study: Study) -> QuerySet[Person]:
    """Evaluators who work today for the organisation that evaluates the study."""
    current = evaluating().filter(organisation=study.evaluator)
    return Person.objects.filter(memberships__in=current, is_active=True).distinct().order_by("name")


def evaluating() -> MembershipQuerySet:
    """Memberships of today's evaluators."""
    return Membership.objects.current(timezone.localdate()).filter(role=Role.EVALUATOR)
