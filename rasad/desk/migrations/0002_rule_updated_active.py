"""The consumer asks at each poll which active rules changed: that reads an index, not every rule."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="alertrule",
            index=models.Index(fields=["updated_at", "active"], name="rule_updated_active"),
        )
    ]
