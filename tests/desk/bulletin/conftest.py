"""The template of the tests of bulletins."""

from __future__ import annotations

import pytest

from rasad.desk.bulletin.models import BulletinTemplate
from rasad.desk.bulletin.templates import ensure_templates
from tests.search_api.records import SampleRecords


@pytest.fixture
def template(archive: SampleRecords) -> BulletinTemplate:
    """The template of a whole day."""
    ensure_templates()
    return BulletinTemplate.objects.get(kind="special")
