"""An archived copy is shown in the charset in which its article was read, whatever the labels say."""

from __future__ import annotations

import pytest

from rasad.archive.warc.page_text import page_text
from rasad.extract.html.charset import to_text

PERSIAN = "<html><head>{}</head><body><p>شهردار تهران گفت که مترو رایگان است و همه می‌دانند.</p></body></html>"


@pytest.mark.parametrize("label", ["utf-8", "windows-1256", "iso-8859-1", "none-such", ""])
@pytest.mark.parametrize("header", ["utf-8", "windows-1256", "iso-8859-1", ""])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "utf-16"])
def test_what_is_shown_is_what_was_read(charset: str, header: str, label: str) -> None:
    meta = f'<meta charset="{label}">' if label else ""
    body = PERSIAN.format(meta).encode(charset, "replace")
    content_type = f"text/html; charset={header}" if header else "text/html"
    assert page_text(body, content_type) == to_text(body, content_type)[0]
    assert "شهردار تهران" in page_text(body, content_type)
