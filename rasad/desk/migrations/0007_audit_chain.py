"""The audit log becomes a chain: what stands already is linked in the order in which it was written."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from django.db import migrations, models


def _digest(entry):
    """As `rasad.desk.audit.hash_chain.digest_of` on the day of this migration."""
    names = ("previous", "actor", "action", "subject", "detail", "address")
    words = {name: getattr(entry, name) for name in names}
    words["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _link(apps, schema_editor):
    using = schema_editor.connection.alias
    entries = apps.get_model("desk", "AuditEntry").objects.using(using)
    head = apps.get_model("desk", "AuditHead")(pk=1)
    linked = []
    for entry in entries.order_by("id").iterator():
        entry.previous = head.digest
        entry.digest = _digest(entry)
        head.entry, head.digest = entry.pk, entry.digest
        linked.append(entry)
        if len(linked) == 1000:
            entries.bulk_update(linked, ["previous", "digest"])
            linked = []
    entries.bulk_update(linked, ["previous", "digest"])
    head.save(using=using)


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_rule_version")]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry", models.BigIntegerField(default=0)),
                ("digest", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name="auditentry",
            name="digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="previous",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.RunPython(_link, migrations.RunPython.noop),
    ]
