"""The web application for granian (`manage.py serve`)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from settings.logs import name_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.django")
name_process("web")

application = get_wsgi_application()
