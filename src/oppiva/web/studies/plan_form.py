"""The plan as a form that offers the file's columns. What comes out is the plan file, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oppiva.core.language import sort_key
from oppiva.web.studies.parts import Part

NO_COLUMN = ("", _("none"))


class ColumnsField(forms.MultipleChoiceField):
    """Some of the file's columns."""

    widget = forms.CheckboxSelectMultiple


class PlanForm(forms.Form):
    """Questions in the order in which a trial is thought of: groups, draw, covariates, uncertainty, timing."""

    arm = forms.ChoiceField(
        label=_("Which column says the group each was drawn to?"),
    )
    control = forms.CharField(
        label=_("Which value in it is the comparison group?"),
        help_text=_("Exactly as in the file, for example 0 or control."),
        max_length=100,
    )
    outcomes = ColumnsField(
        label=_("Which outcomes are studied?"),
        help_text=_("The outcomes that the study has declared. Their values stay sealed until a locked plan is run."),
    )
    strata = ColumnsField(label=_("Was the draw made within blocks? Which columns tell the block?"), required=False)
    cluster = forms.ChoiceField(label=_("Were offices or other groups drawn instead of people?"), required=False)
    weight = forms.ChoiceField(label=_("Is there a sampling weight?"), required=False)
    take_up = forms.ChoiceField(
        label=_("Which column says who took part (1) and who did not (0)?"),
        required=False,
        help_text=_("Gives the effect among those who took part because they were drawn, beside the main estimate."),
    )
    unit = forms.ChoiceField(
        label=_("Which column identifies each row?"),
        required=False,
        help_text=_("A study pseudonym. The same value twice is refused."),
    )
    where = forms.CharField(
        label=_("Which rows are studied?"),
        required=False,
        max_length=500,
        help_text=_("All, or a condition such as: age >= 18 and office in ['A', 'B']."),
    )
    draw = forms.ChoiceField(
        label=_("How were the groups drawn?"),
        choices=[
            ("complete", _("fixed numbers to each group")),
            ("bernoulli", _("each one apart, as by a coin")),
        ],
    )
    drawn_by = forms.ChoiceField(
        label=_("What shows that they were drawn?"),
        choices=[
            ("stated", _("we say so")),
            ("documented", _("a document or a publication")),
        ],
    )
    reference = forms.CharField(label=_("Which document?"), required=False, max_length=500)
    recruited = forms.ChoiceField(
        label=_("When were people taken in?"),
        choices=[
            ("before_draw", _("before the draw")),
            ("after_draw_blind", _("after it, by someone who did not know what their group had drawn")),
            ("after_draw_known", _("after it, by someone who knew")),
        ],
    )
    measured = forms.ChoiceField(
        label=_("Were the outcomes measured alike in all groups?"),
        choices=[("same", _("yes")), ("different", _("no")), ("unknown", _("not known"))],
    )
    analysed_as = forms.ChoiceField(
        label=_("Does the group column hold what was drawn, or what they took part in?"),
        choices=[("drawn", _("what was drawn")), ("took_part", _("what they took part in"))],
    )
    drawn_numbers = forms.CharField(
        label=_("How many were drawn to each group, where the file holds fewer?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One group a line: 0 = 425. Without these numbers losses cannot be told."),
    )
    covariates = ColumnsField(
        label=_("Which columns, measured before the draw, are used to sharpen the estimate?"),
        required=False,
    )
    categorical = ColumnsField(label=_("Which columns with numbers are categories?"), required=False)
    method = forms.ChoiceField(
        label=_("How are they used?"),
        choices=[
            ("lin", _("regression with interactions (Lin)")),
            ("plain", _("plain regression")),
            ("none", _("only shown, not used")),
        ],
    )
    missing = forms.ChoiceField(
        label=_("And where one of them is missing?"),
        choices=[
            ("refuse", _("stop and say which row")),
            ("indicator", _("mark it as missing and keep the row")),
            ("drop", _("leave the row out and count it")),
        ],
    )
    std_error = forms.ChoiceField(
        label=_("Standard error"),
        required=False,
        choices=[("", _("as advised: HC2, or CR2 where groups were drawn"))]
        + [(name, name) for name in ("HC0", "HC1", "HC2", "HC3", "CR0", "CR1", "CR2")],
    )
    level = forms.ChoiceField(
        label=_("Level of the interval"), choices=[("0.95", "95 %"), ("0.9", "90 %"), ("0.99", "99 %")]
    )
    randomisation_draws = forms.IntegerField(
        label=_("How many times is the draw repeated in the randomisation test?"), min_value=0, max_value=100_000
    )
    written = forms.ChoiceField(
        label=_("When was this plan written?"),
        choices=[
            ("before_outcomes", _("before the outcomes existed")),
            ("before_opened_here", _("before the outcomes were opened here")),
            ("after_outcomes_known", _("when the outcomes were already known")),
        ],
        help_text=_("The report never claims more than the lock in Oppiva can vouch for."),
    )
    registered = forms.CharField(
        label=_("Number in a public registry"),
        required=False,
        max_length=100,
    )
    registered_on = forms.DateField(
        label=_("Registered on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    ASKED = (
        (_("Groups and outcomes"), ("arm", "control", "unit", "outcomes")),
        (_("The draw"), ("strata", "drawn_by", "reference", "drawn_numbers")),
        (_("What was known before the draw"), ("covariates", "method", "missing")),
        (_("When the plan was made"), ("written",)),
    )
    SELDOM = (
        (_("An unusual draw"), ("draw", "cluster", "recruited", "weight")),
        (_("Measurement and taking part"), ("measured", "analysed_as", "take_up")),
        (_("Rows and categories"), ("where", "categorical")),
        (_("Uncertainty"), ("std_error", "level", "randomisation_draws")),
        (_("Public registration"), ("registered", "registered_on")),
    )

    def __init__(self, *args: Any, columns: Iterable[str], outcomes: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        """`columns` are the file's column names; `outcomes` the study's declared (column, label) pairs."""
        super().__init__(*args, **kwargs)
        declared = list(outcomes)
        sealed = {column for column, _label in declared}
        offered = [(name, name) for name in sorted(columns, key=sort_key) if name not in sealed]
        for name in ("cluster", "weight", "take_up", "unit"):
            self._choice(name).choices = [NO_COLUMN, *offered]
        self._choice("arm").choices = [("", _("choose a column")), *offered]
        for name in ("strata", "covariates", "categorical"):
            self._choice(name).choices = offered
        self._choice("outcomes").choices = declared

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def parts(self) -> list[Part]:
        """What every trial answers, and below it, folded, what a usual trial leaves as it is."""
        asked = [Part(heading, [self[name] for name in names]) for heading, names in self.ASKED]
        return asked + [Part(heading, [self[name] for name in names], folded=True) for heading, names in self.SELDOM]

    def clean_drawn_numbers(self) -> dict[str, int]:
        """Lines "arm = number" as a mapping."""
        numbers: dict[str, int] = {}
        for place, line in enumerate(self.cleaned_data["drawn_numbers"].splitlines(), start=1):
            if not line.strip():
                continue
            arm, _sign, count = line.partition("=")
            cleaned = count.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
            if not arm.strip() or not cleaned.isdigit():
                raise forms.ValidationError(
                    _("Line %(place)s is “%(found)s”; expected a group, an equals sign and a whole number: 0 = 425."),
                    params={"place": place, "found": line.strip()},
                )
            numbers[arm.strip()] = int(cleaned)
        return numbers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("drawn_by") == "documented" and not cleaned.get("reference"):
            self.add_error("reference", _("Say which document shows the draw."))
        return cleaned
