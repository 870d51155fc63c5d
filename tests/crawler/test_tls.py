"""TLS is verified; an outlet's recorded exception marks its captures."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.crawler.local_sites import article, rss
from tests.crawler.project import Project, project_on_sites


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Project]:
    """Local sites that speak TLS with a certificate nobody knows."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("a.example"), x509.DNSName("b.example")]), False
        )
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with project_on_sites(tmp_path, context) as project:
        yield project


def test_an_unknown_certificate_is_refused_unless_the_outlet_says_so(secure: Project) -> None:
    for key, insecure in (("a", False), ("b", True)):
        secure.outlet(key, home=f"https://{key}.example/", fetch={"insecure_tls": insecure})
        secure.sites.page(f"{key}.example", "/rss", rss([(f"https://{key}.example/news/1/x", "t")]))
        secure.sites.page(f"{key}.example", "/news/1/x", article("خبر"))
    secure.prepare()
    secure.crawl()
    captures = secure.rows("SELECT outlet_id, verified FROM archive_capture")
    assert captures
    assert {(row["outlet_id"], row["verified"]) for row in captures} == {("b", 0)}
    feed = secure.rows("SELECT last_outcome FROM archive_feed WHERE outlet_id='a'")[0]
    assert feed["last_outcome"] == "tls"
    assert not [one for one in secure.sites.log if one.host == "a.example"]
