"""Files that people send: to a temporary file each, and no more together than may be kept."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from rasad.desk.submissions.files import LARGEST_TOGETHER


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Django's, which ends the request where its files outgrow the bound, before any page sees them."""

    _received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        """Write a piece."""
        self._received += len(raw_data)
        if self._received > LARGEST_TOGETHER:
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)
