"""Evidence on disk: whole, replayable, readable at any time, sealed after a crash."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from rasad.archive.warc import (
    DecodedTooLargeError,
    DecodingError,
    Exchange,
    Reference,
    WarcFiles,
    WarcMissingError,
    WarcStore,
    decode_body,
    dom_records,
    exchange_records,
    seal_leftovers,
)

AT = datetime(2026, 11, 14, 10, 15, 30, 123456, tzinfo=UTC)
URL = "http://a.example/news/1/%D8%AE?x=1"


def _exchange(
    body: bytes = b"<html>x</html>", status: int = 200, headers: dict[str, str] | None = None
) -> Exchange:
    given_headers = [("Content-Type", "text/html"), *(headers or {}).items()]
    request = [("User-Agent", "t"), ("Cookie", "id=1"), ("Authorization", "Basic x")]
    return Exchange(URL, AT, status, given_headers, body, request, address="192.0.2.1")


def _check(*paths: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_an_exchange_is_read_back_while_open_and_after_the_rename(tmp_path: Path) -> None:
    files, store = WarcFiles(tmp_path), WarcStore(tmp_path)
    packed = gzip.compress("خبر".encode() * 50)
    refs = files.append(exchange_records(_exchange(packed, headers={"Content-Encoding": "gzip"}), {"a": 1}))
    files.sync()
    before = store.read(refs[0].warc, refs[0].offset)
    files.close()
    after = store.read(refs[0].warc, refs[0].offset)
    assert before == after
    assert after.body == "خبر".encode() * 50
    assert (after.url, after.status, after.fetched_at) == (URL, 200, AT)
    assert [path.name for path in tmp_path.iterdir()] == [refs[0].warc]
    _check(tmp_path / refs[0].warc)


def test_what_was_sent_by_post_is_kept_with_the_request(tmp_path: Path) -> None:
    sent = Exchange(URL, AT, 200, [], b"x", [], b"from=1405%2F08", method="POST")
    block = exchange_records(sent, {})[1].block
    assert block.startswith(b"POST /news/1/")
    assert block.endswith(b"Content-Length: 14\r\n\r\nfrom=1405%2F08")


def test_secrets_and_framing_are_not_kept(tmp_path: Path) -> None:
    files = WarcFiles(tmp_path)
    answer = _exchange(headers={"Set-Cookie": "s=1", "Transfer-Encoding": "chunked", "X-Kept": "yes"})
    refs = files.append(exchange_records(answer, {}))
    files.close()
    text = gzip.decompress((tmp_path / refs[0].warc).read_bytes()).decode()
    assert "X-Kept: yes" in text
    assert f"Content-Length: {len(answer.body)}" in text
    for secret in ("s=1", "id=1", "Basic x", "chunked"):
        assert secret not in text


def test_revisits_refer_to_what_they_repeat(tmp_path: Path) -> None:
    files, store = WarcFiles(tmp_path), WarcStore(tmp_path)
    first = files.append(exchange_records(_exchange(), {}))[0]
    files.sync()
    reference = store.reference(first.warc, first.offset)
    same = files.append(exchange_records(_exchange(), {}, reference))[0]
    unmodified = files.append(exchange_records(_exchange(b"", 304), {}, reference))[0]
    dom = files.append(dom_records(URL, AT, "<html>\ud83dx</html>", {}))[0]
    files.close()
    _check(tmp_path / first.warc)
    with (tmp_path / first.warc).open("rb") as file:
        headers = [record.rec_headers for record in ArchiveIterator(file) if record.rec_type == "revisit"]
    assert [one.get_header("WARC-Profile").rsplit("/", 1)[-1] for one in headers] == [
        "identical-payload-digest",
        "server-not-modified",
    ]
    for one in headers:
        assert one.get_header("WARC-Refers-To-Target-URI") == URL
        assert one.get_header("WARC-Payload-Digest") == reference.payload_digest
    assert store.read(same.warc, same.offset).body == b""
    assert store.read(unmodified.warc, unmodified.offset).status == 304
    assert store.read(dom.warc, dom.offset).kind == "resource"


def test_files_rotate_by_size_and_day(tmp_path: Path) -> None:
    moment = [AT]
    files = WarcFiles(tmp_path, max_bytes=3000, now=lambda: moment[0])
    for number in range(3):
        files.append(exchange_records(_exchange(os.urandom(2000)), {}))
        files.sync()
        if number == 1:
            moment[0] = datetime(2026, 11, 15, tzinfo=UTC)
        files.rotate_if_due()
    files.close()
    found = sorted(tmp_path.glob("*.warc.gz"))
    assert len(found) >= 2
    assert not list(tmp_path.glob("*.open"))
    _check(*found)


def test_a_torn_file_is_sealed_and_its_records_stay_where_they_were(tmp_path: Path) -> None:
    code = (
        "import os,sys,signal; from pathlib import Path; from rasad.archive.warc import *\n"
        "from datetime import datetime,UTC\n"
        "f=WarcFiles(Path(sys.argv[1]))\n"
        "e=Exchange('http://a.example/',datetime.now(UTC),200,[],b'kept'*100)\n"
        "r=f.append(exchange_records(e,{})); f.sync(); print(r[0].warc, r[0].offset, flush=True)\n"
        "f.append(exchange_records(Exchange('http://b.example/',datetime.now(UTC),200,[],os.urandom(90000)),{}))\n"
        "f._file.flush(); f._file.truncate(f._end-40000)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    name, offset = done.stdout.split()
    store = WarcStore(tmp_path)
    assert store.read(name, int(offset)).body == b"kept" * 100, "readable before it is sealed"
    assert seal_leftovers(tmp_path) == [name]
    assert store.read(name, int(offset)).body == b"kept" * 100
    assert (tmp_path / f"{name}.torn").exists()
    _check(tmp_path / name)
    assert seal_leftovers(tmp_path) == []


def test_a_living_writers_file_is_left_alone(tmp_path: Path) -> None:
    files = WarcFiles(tmp_path)
    files.append(exchange_records(_exchange(), {}))
    files.sync()
    assert seal_leftovers(tmp_path) == []
    files.close()


def test_a_full_disk_loses_nothing_that_was_promised(tmp_path: Path) -> None:
    files, store = WarcFiles(tmp_path), WarcStore(tmp_path)
    first = files.append(exchange_records(_exchange(b"first"), {}))[0]
    files.sync()
    files.append(exchange_records(_exchange(b"half"), {}))
    files.give_up()
    second = files.append(exchange_records(_exchange(b"second"), {}))[0]
    files.close()
    assert second.warc != first.warc
    assert store.read(first.warc, first.offset).body == b"first"
    assert store.read(second.warc, second.offset).body == b"second"
    _check(tmp_path / first.warc, tmp_path / second.warc)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", ".hidden", "absent.warc.gz"])
def test_only_files_of_the_folder_are_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(WarcMissingError):
        WarcStore(tmp_path).read(name, 0)


def test_an_offset_that_is_no_record_is_said_so(tmp_path: Path) -> None:
    files = WarcFiles(tmp_path)
    ref = files.append(exchange_records(_exchange(), {}))[0]
    files.close()
    with pytest.raises(WarcMissingError):
        WarcStore(tmp_path).read(ref.warc, ref.offset + 3)


@given(st.binary(max_size=5000), st.sampled_from(["gzip", "deflate", "raw"]))
def test_what_was_encoded_is_decoded(body: bytes, how: str) -> None:
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(body),
        "deflate": zlib.compress(body),
        "raw": raw.compress(body) + raw.flush(),
    }
    coding = "gzip" if how == "gzip" else "deflate"
    assert decode_body(packed[how], [coding], limit=6000) == body
    if len(body) > 10:
        with pytest.raises(DecodedTooLargeError):
            decode_body(packed[how], [coding], limit=len(body) - 1)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_a_torn_or_false_encoding_is_no_body(coding: str) -> None:
    with pytest.raises(DecodingError):
        decode_body(b"<html>plain</html>", [coding])


def test_a_reference_is_what_a_revisit_needs() -> None:
    reference = Reference(URL, AT, "sha1:X", "urn:uuid:1")
    kinds = [record.kind for record in exchange_records(_exchange(b"", 304), {"a": 1}, reference)]
    assert kinds == ["revisit", "request", "metadata"]
