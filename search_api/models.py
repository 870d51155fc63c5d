"""No table of its own: only the names of what a person may do, for Django's permission system."""

from __future__ import annotations

from django.db import models


class Access(models.Model):
    """Holds the permissions of `search_api.accounts.roles`; has no table."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("export", "Take results out as files and feeds"),
            ("alert", "Keep alert rules"),
            ("correct", "Correct units and topics of an article"),
            ("operate", "Pause outlets, replay the quarantine, retry deliveries"),
            ("target", "Add and remove alert destinations"),
            ("import", "Bring articles in"),
            ("people", "Make accounts, read the audit log"),
        ]
