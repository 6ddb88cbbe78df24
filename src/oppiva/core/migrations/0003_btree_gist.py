"""Periods that may not overlap need btree_gist; each 0001 with such a period depends on this by hand."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0002_history_context_only_grows")]
    operations = [BtreeGistExtension()]
