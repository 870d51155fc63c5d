"""TLS and a login in front of a local server, with certificates made for the test."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

REFUSAL = (
    b"HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\nx-elastic-product: Elasticsearch\r\n"
    b"content-length: 54\r\nconnection: close\r\n\r\n"
    b'{"error":{"type":"security_exception","reason":"no"}} '
)


class TlsProxy:
    """Passes on what comes with the right `Authorization`; the rest gets 401.

    `.url`, `.ca` (a file), `.fingerprint` (SHA-256, hex).
    """

    def __init__(self, folder: Path, port: int, authorization: str) -> None:
        self._target = port
        self._line = f"authorization: {authorization}".lower().encode()
        self.ca, self.fingerprint = folder / "ca.pem", ""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._make_certificate(folder)
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        )
        self.port: int = self._server.sockets[0].getsockname()[1]
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address of the proxy."""
        return f"https://127.0.0.1:{self.port}"

    def _make_certificate(self, folder: Path) -> None:
        """A self-signed certificate for 127.0.0.1."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test cluster")])
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.ca.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        private = folder / "key.pem"
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self._context.load_cert_chain(self.ca, private)
        self.fingerprint = made.fingerprint(hashes.SHA256()).hex()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if self._line not in head.lower().split(b"\r\n"):
                writer.write(REFUSAL)
                await writer.drain()
                return
            back, forth = await asyncio.open_connection("127.0.0.1", self._target)
            forth.write(head)
            await asyncio.gather(_copy(reader, forth), _copy(back, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def close(self) -> None:
        """Stop listening."""
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65_536):
        target.write(data)
        await target.drain()
    target.close()
