"""Loads the kinds of organisation and the areas from their dated files."""

from django.db import migrations

from oppiva.organisations.reference import areas, kinds


def load(apps, schema_editor):
    Kind = apps.get_model("organisations", "OrganisationKind")
    KindName = apps.get_model("organisations", "OrganisationKindName")
    Area = apps.get_model("organisations", "Area")
    for position, kind in enumerate(kinds(), start=1):
        row = Kind.objects.create(
            code=kind.code,
            valid_from=kind.valid_from,
            valid_to=kind.valid_to,
            position=position,
            source=kind.source,
        )
        KindName.objects.bulk_create(
            KindName(
                kind=row,
                name_fi=name.fi,
                name_sv=name.sv,
                name_en=name.en,
                valid_from=name.valid_from,
                valid_to=name.valid_to,
                source=name.source,
            )
            for name in kind.names
        )
    Area.objects.bulk_create(
        Area(
            kind=area.kind,
            code=area.code,
            name_fi=area.name_fi,
            name_sv=area.name_sv,
            name_en=area.name_en,
            valid_from=area.valid_from,
            source=area.source,
        )
        for area in areas()
    )


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
