"""The permissions are the desk's: their content type goes there, so that roles and grants stay as they are."""

from __future__ import annotations

from django.db import migrations


def _move(apps, schema_editor):
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    types.filter(app_label="search_api", model="access").update(app_label="desk")


class Migration(migrations.Migration):
    dependencies = [
        ("search_api", "0001_initial"),
        ("desk", "0005_access"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.DeleteModel("Access"),
        migrations.RunPython(_move, migrations.RunPython.noop),
    ]
