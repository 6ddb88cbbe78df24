"""The four kinds of pilot that every programme has."""

from django.db import migrations

GIVEN = (
    ("guidance", "ohjaus työhön", "vägledning till arbete", "guidance towards work"),
    ("business_services", "yrityspalvelut", "företagstjänster", "business services"),
    ("purchased_services", "ostopalvelut", "köpta tjänster", "purchased services"),
    ("own_process", "oma prosessi", "egen process", "own process"),
)


def load(apps, schema_editor):
    PilotKind = apps.get_model("portfolio", "PilotKind")
    for position, (code, fi, sv, en) in enumerate(GIVEN, start=1):
        PilotKind.objects.create(code=code, name_fi=fi, name_sv=sv, name_en=en, position=position)


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
