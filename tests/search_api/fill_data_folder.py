"""Fill a data folder with the sample records and one editor, and print a token of hers.

`python -m tests.search_api.fill_data_folder FOLDER`
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

NAME, PASSWORD = "sara", "correct horse battery"


def fill(folder: Path) -> None:
    """Migrate, then write records, evidence and index. `RASAD_DATA` must name the folder already."""
    import django

    django.setup()
    from django.contrib.auth.models import User

    from rasad.desk.accounts import tokens
    from rasad.desk.accounts.staff import put_account
    from rasad.desk.audit.actor import CONSOLE
    from tests.desk.people import token_of
    from tests.search_api import records
    from tests.services import migrated

    migrated.copy_file(folder / "rasad.sqlite3")
    records.create_records(folder)
    records.build_index(folder / "index")
    put_account(CONSOLE, NAME, "editor", PASSWORD)
    _, secret = token_of(User.objects.get(username=NAME), list(tokens.SCOPES))
    print(secret)


if __name__ == "__main__":
    os.environ["RASAD_DATA"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings.django"
    fill(Path(sys.argv[1]))
