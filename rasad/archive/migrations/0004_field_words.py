"""The field's words: a heartbeat, a job, a named lock."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_feed_day_gaps")]
    operations = [
        migrations.RenameModel("Beat", "Heartbeat"),
        migrations.RenameModel("Work", "Job"),
        migrations.RenameModel("Lease", "NamedLock"),
    ]
