"""The port that the web part listens on: free, or freed from what a killed server left, or refused."""

from __future__ import annotations

import errno
import os
import socket

import psutil
import structlog

from rasad.archive.jobs.lease_holders import PARENT

log = structlog.get_logger("rasad.ports")

#: Seconds that remains get to end by themselves before they are killed.
REMAINS_SECONDS = 3.0


class PortError(Exception):
    """The port cannot be listened on; the message says why and what to do."""


def claim(host: str, port: int) -> None:
    """Make sure that nobody listens there: granian would share the port (SO_REUSEPORT) with another server.

    Web workers of Rasad whose server was killed are ended. Raises `PortError`.
    """
    if not 1 <= port <= 65535:
        raise PortError(f"port {port} is none: give --port a number from 1 to 65535")
    if _bindable(host, port):
        return
    remains = [process for process in _listeners(port) if _is_remains(process)]
    _, alive = psutil.wait_procs(remains, timeout=REMAINS_SECONDS)
    alive = [process for process in alive if _is_remains(process)]
    for process in alive:
        try:
            log.warning("remains_killed", pid=process.pid, port=port)
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(alive, timeout=REMAINS_SECONDS)
    if not _bindable(host, port):
        raise PortError(
            f"port {port} is taken by another program{_names(port)}: end it, or give --port another one"
        )


def _bindable(host: str, port: int) -> bool:
    """Whether the port is free. Raises `PortError` where it could not be had even so."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise PortError(f"--host {host} is no address: give one of this machine's") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            if error.errno == errno.EACCES:
                raise PortError(
                    f"this account may not listen on port {port}: give --port a number above 1023, "
                    "and put a proxy in front (deploy/Caddyfile)"
                ) from error
            raise PortError(f"--host {host} is not an address of this machine: {error.strerror}") from error
    return True


def _listeners(port: int) -> list[psutil.Process]:
    """Who listens there, as far as this account may know."""
    found = []
    for one in psutil.net_connections(kind="tcp"):
        if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr.port == port and one.pid:
            try:
                found.append(psutil.Process(one.pid))
            except psutil.NoSuchProcess:
                continue
    return found


def _is_remains(process: psutil.Process) -> bool:
    """Whether this is a web worker of Rasad, of this account, whose server is gone.

    A worker is forked, so it has its server's command line; a server has workers.
    """
    try:
        words = process.cmdline()
        ours = any(word.endswith(("manage.py", "rasad.operation.processes.run_child")) for word in words)
        if not ours or "serve" not in words or process.uids().real != os.getuid():
            return False
        named = process.environ().get(PARENT, "")
        if named.isdigit() and not psutil.pid_exists(int(named)):
            return True
        family = [*filter(None, [process.parent()]), *process.children()]
        return not any(one.cmdline() == words for one in family)
    except psutil.Error:
        return False


def _names(port: int) -> str:
    try:
        names = sorted(f"{process.name()}, pid {process.pid}" for process in _listeners(port))
    except psutil.Error:
        return ""
    return f" ({'; '.join(names)})" if names else ""
