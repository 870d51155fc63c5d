"""A feed's state in a column of its own kind: 200 characters could not hold a poll on its way."""

import json
from datetime import UTC, date, datetime

from django.db import migrations, models


def carry_over(apps, schema_editor):
    Feed = apps.get_model("archive", "Feed")
    for feed in Feed.objects.exclude(cursor="").iterator():
        try:
            old = json.loads(feed.cursor)
            state = {
                "unmodified": int(old.get("n", 0)),
                "signature": str(old.get("s", "")),
                "older": [str(old["u"])] if old.get("u") else [],
                "covered": datetime.fromtimestamp(int(old["c"]), UTC).isoformat() if old.get("c") else "",
                "missing": [date.fromordinal(int(day)).isoformat() for day in old.get("m", ())],
            }
        except (ValueError, TypeError, AttributeError, OverflowError):
            continue  # what cannot be read is no memory
        Feed.objects.filter(pk=feed.pk).update(state={name: value for name, value in state.items() if value})


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_outlet_kinds")]
    operations = [
        migrations.AddField("feed", "state", models.JSONField(blank=True, default=dict)),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField("feed", "cursor"),
    ]
