"""No two entries of the audit log follow the same one; wrong passwords are counted."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_audit_chain")]

    operations = [
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.UniqueConstraint(fields=["previous"], name="audit_follows_once"),
        ),
        migrations.CreateModel(
            name="LoginCounter",
            fields=[
                ("key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField(db_index=True)),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                ("noted_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
