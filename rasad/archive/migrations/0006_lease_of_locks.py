from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0005_kinds"),
    ]

    operations = [
        migrations.RenameField(model_name="namedlock", old_name="owner", new_name="lease_owner"),
        migrations.RenameField(model_name="namedlock", old_name="until", new_name="lease_until"),
        migrations.AlterField(
            model_name="namedlock",
            name="lease_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
