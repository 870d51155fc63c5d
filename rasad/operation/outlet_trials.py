"""Outlets tried without a trace: proposals from home pages, checks of entries, each in a folder of its own.

What fetches runs in child processes, for a reactor runs once, and what is tried must not reach the records.
Commands and pages call the same functions; they return values.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rasad.operation.processes.child_process import child_environment, manage
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.loading import load_outlets
from rasad.outlets.proposal import Finding, Proposal
from rasad.outlets.verdict import OutletProblem, OutletVerdict, ProblemKind
from settings.env import env

#: Outlets that one child process checks at once.
TOGETHER = 24
#: Seconds for which a child may take longer than its crawl: it starts, and reads what came.
_SPARE = 120.0
_SURVEY_SECONDS = 900.0
_CHECK_SECONDS = 240.0
_TAIL = 600  # characters of a child's complaint that are passed on


class TrialError(Exception):
    """A trial could not be made; the message says why, and what to do."""


def propose_outlet(home: str, *, delay: float | None = None, pages: int = 15, most: int = 90) -> Proposal:
    """Look at a site, propose its entry, and check that by a crawl. Raises `TrialError`.

    `delay`: seconds between two requests to a host, for the trial and in the entry; `pages`: requests of the
    check, `most` those of the survey before it.
    """
    address = whole_address(home)
    with tempfile.TemporaryDirectory(prefix="rasad-propose-") as name:
        folder = Path(name)
        words = [address, "--delay", str(2.0 if delay is None else delay), "--most", str(most)]
        proposal = Proposal.from_json(_child(folder, "propose_outlet", words, {}, _SURVEY_SECONDS + _SPARE))
        proposal = replace(proposal, key=_free_key(proposal.key))
        if delay is not None:
            said = Finding("fetch.delay", delay, 1.0, "as it was given")
            proposal = replace(proposal, findings=_before_rules(proposal.findings, said))
        if not proposal.usable:
            return proposal
        outlets = folder / "outlets"
        outlets.mkdir()
        (outlets / f"{proposal.key}.yaml").write_text(proposal.to_yaml(), encoding="utf-8")
        own = {"RASAD_OUTLETS": str(outlets)}
        words = [proposal.key, "--pages", str(pages)]
        verdicts = _child(folder, "check_outlet", words, own, _CHECK_SECONDS + _SPARE)
        return replace(proposal, verdict=OutletVerdict.from_json(verdicts[0]))


def whole_address(home: str) -> str:
    """The address of a home page; a bare host is one, too. Raises `TrialError`."""
    text = home.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        usable = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text and parts.port != 0
        )
    except ValueError:
        parts, usable = urlsplit(""), False
    if not usable or any(map(str.isspace, text)):
        raise TrialError(f"«{home}» is no home page: write its whole address, https://…")
    return text if parts.path else f"{text}/"


def _before_rules(findings: tuple[Finding, ...], one: Finding) -> tuple[Finding, ...]:
    place = next((n for n, other in enumerate(findings) if other.field.startswith("rules")), len(findings))
    return (*findings[:place], one, *findings[place:])


def _free_key(key: str) -> str:
    """The key, with a number if an outlet has it already."""
    known = load_outlets(env().outlets) if env().outlets.is_dir() else {}
    numbered = (key if n == 1 else f"{key}_{n}" for n in range(1, len(known) + 2))
    return next(one for one in numbered if one not in known)


def check_outlets(
    specs: Sequence[OutletSpec], *, pages: int = 15, together: int = TOGETHER
) -> Iterator[OutletVerdict]:
    """The verdict on each outlet, in batches of `together` that one process crawls at once, politely.

    An outlet whose batch failed gets a verdict that says so: nothing is passed over.
    """
    with tempfile.TemporaryDirectory(prefix="rasad-check-") as name:  # one database, made once
        for start in range(0, len(specs), together):
            batch = specs[start : start + together]
            words = [*(spec.key for spec in batch), "--pages", str(pages)]
            try:
                found = _child(Path(name), "check_outlet", words, {}, _CHECK_SECONDS + _SPARE)
            except TrialError as error:
                yield from (_not_checked(spec, str(error)) for spec in batch)
                continue
            verdicts = {one.outlet: one for one in map(OutletVerdict.from_json, found)}
            for spec in batch:
                yield verdicts.get(spec.key) or _not_checked(spec, "the check gave no verdict on it")


def _not_checked(spec: OutletSpec, why: str) -> OutletVerdict:
    problem = OutletProblem(
        ProblemKind.NOT_CHECKED, spec.key, f"could not be checked: {why}", "Check it again by itself"
    )
    return OutletVerdict(spec.key, spec.name, (problem,))


def _child(folder: Path, command: str, words: Sequence[str], own: dict[str, str], seconds: float) -> Any:
    """What a command says into a file, run with a data folder of its own. Raises `TrialError`."""
    answer = folder / "answer.json"
    answer.unlink(missing_ok=True)
    variables = child_environment(RASAD_DATA=str(folder), DATABASE_URL="", **own)
    try:
        done = subprocess.run(
            manage(command, *words, "--answer", str(answer)),
            env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TrialError(f"{command} took more than {seconds:.0f} s and was ended") from error
    if not answer.exists():
        complaint = (done.stderr or done.stdout).strip()[-_TAIL:]
        raise TrialError(f"{command} ended with {done.returncode}: {complaint or 'it said nothing'}")
    return json.loads(answer.read_text(encoding="utf-8"))
