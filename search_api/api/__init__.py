"""The JSON API under `/api/v1`."""

from __future__ import annotations

from ninja import NinjaAPI

api = NinjaAPI(title="رصد (Rasad)", version="1", urls_namespace="api", docs_url="/docs", openapi_url="/openapi.json")
