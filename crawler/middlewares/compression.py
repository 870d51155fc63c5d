"""Scrapy's decompression, by our decoder: a torn body must not pass for a whole one."""

from __future__ import annotations

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

from crawler.errors import BodyError
from rasad.archive.frontier import FetchOutcome
from rasad.archive.warc import DecodedTooLargeError, DecodingError, decode_body


class StrictCompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's takes half a gzip for the page, and leaves an unknown encoding on: both end the request."""

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        """The decoded body, and no encoding that is left. Raises `BodyError`."""
        try:
            return decode_body(body, [value.decode("latin-1") for value in content_encoding], max_size), []
        except DecodedTooLargeError as error:
            raise BodyError(FetchOutcome.BOMB, str(error)) from error
        except DecodingError as error:
            raise BodyError(FetchOutcome.TORN, str(error)) from error
