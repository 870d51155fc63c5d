"""A token of the API, apart from the tokens of a text."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_rule_updated_active")]
    operations = [migrations.RenameModel("Token", "ApiToken")]
