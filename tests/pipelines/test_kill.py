"""`kill -9` of consume at random moments: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from rasad.archive.models import Article, Job, Quarantine, StageCount
from rasad.desk.models import AlertRule, Delivery, Match, Target
from rasad.operation.verification.verify import VerifyReport, check_captures, check_index, check_warcs
from rasad.search.engines import open_engine
from settings.env import ROOT
from tests.pipelines.installation import Installation, prose
from tests.services.database import database_url
from tests.services.smtp import Mailbox
from tests.services.waiting import PATIENCE

PAGES = 120


def consume(installation: Installation, smtp: str, *words: str) -> subprocess.Popen[bytes]:
    log = os.open(installation.folder / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "consume", *words],
        cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=log,
        env={
            **os.environ, "DATABASE_URL": database_url(), "SMTP_URL": smtp, "RASAD_ALLOW_NETS": "127.0.0.0/8",
            "RASAD_DATA": str(installation.folder), "INDEX_URL": installation.index_url,
            "RASAD_OUTLETS": str(installation.folder / "outlets"),
        },
    )  # fmt: skip
    os.close(log)
    return process


@pytest.mark.timeout(300)
def test_kill_nine_loses_and_doubles_nothing(installation: Installation, smtp_server: Mailbox) -> None:
    chance = random.Random()
    target = Target.objects.create(name="میز", kind="mail", address="desk@city.example")
    rule = AlertRule.objects.create(name="همه", query="title:سرخط", per_article=True)
    rule.channels.add(target)
    for number in range(PAGES):
        installation.article(chance.choice(["alef", "be"]), number, f"سرخط {number}", prose(number % 80, 60))
    kills = 0
    while kills < 6 and Job.objects.exists():
        process = consume(installation, smtp_server.url)
        start = Counter(Job.objects.values_list("stage", flat=True))
        while process.poll() is None and Counter(Job.objects.values_list("stage", flat=True)) == start:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.5) if kills >= 2 else 0)
        assert process.poll() is None, (installation.folder / "log").read_text()[-3000:]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
    last = consume(installation, smtp_server.url, "--until-empty")
    assert last.wait(PATIENCE) == 0, (installation.folder / "log").read_text()[-3000:]
    assert kills >= 2
    assert Article.objects.count() == PAGES
    assert not Job.objects.exists()
    assert not Quarantine.objects.exists()
    assert StageCount.objects.get(stage="parse", outcome="new").count == PAGES
    assert Match.objects.count() == Delivery.objects.filter(state="sent").count() == PAGES
    keys = Counter(str(message["Message-ID"]) for message in smtp_server.messages)
    assert len(keys) == PAGES
    assert sum(keys.values()) - PAGES <= kills  # what was on its way
    report = VerifyReport()
    index = open_engine(installation.index_url)
    check_index(index, report)
    index.close()
    places = check_warcs(installation.folder / "warc", report)
    from rasad.archive.warc import WarcStore

    check_captures(WarcStore(installation.folder / "warc"), places, report)
    assert report.clean, report.faults
    assert report.counts["documents"] == PAGES
