"""What the demo's review unit has set up before the run: people, targets and alert rules."""

from __future__ import annotations

import secrets

import yaml
from django.contrib.auth import get_user_model

from demo.run.folder import RunFolder
from rasad.desk.models import AlertRule, Target
from settings.env import env

NAME = "demo"


def prepare(webhook_port: int) -> None:
    """A rule a topic by mail, a rule for every third unit by webhook; done twice it changes nothing."""
    mail, _ = Target.objects.get_or_create(
        name="صندوق نمایشی", kind=Target.Kind.MAIL, defaults={"address": "desk@city.example", "shared": True}
    )
    hook, _ = Target.objects.update_or_create(
        name="قلاب نمایشی",
        kind=Target.Kind.WEBHOOK,
        defaults={
            "address": f"http://127.0.0.1:{webhook_port}/alerts",
            "secret": secrets.token_urlsafe(24),
            "shared": True,
        },
    )
    with env().city.open(encoding="utf-8") as file:
        city = yaml.safe_load(file)
    for topic in city.get("topics", []):
        _rule(f"موضوع: {topic['name']}", topic["query"], mail)
    for unit in city.get("units", [])[::3]:
        _rule(f"واحد: {unit['name']}", f"واحد:«{unit['name']}»", hook)


def _rule(name: str, query: str, target: Target) -> None:
    rule, _ = AlertRule.objects.get_or_create(name=name[:200], defaults={"query": query, "shared": True})
    rule.channels.add(target)


def password_of(folder: RunFolder) -> str:
    """The password of the demo's people, the same at every start of this folder."""
    file = folder.folder / "login"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9), encoding="ascii")
    return file.read_text(encoding="ascii").strip()


def show_login(folder: RunFolder) -> str:
    """The demo's own login, kept beside the demo's data; its staff have the same password."""
    password = password_of(folder)
    people = get_user_model()
    user = people.objects.filter(username=NAME).first()
    if user is None:
        user = people.objects.create_superuser(NAME, "", password)
    elif not user.check_password(password):
        user.set_password(password)
        user.save()
    staff = "negar, omid (analyst)   sara (editor)   mehdi (admin)"
    return f"\n  login / ورود:   name {NAME}   password {password}\n  staff / کارکنان:   {staff}\n"
