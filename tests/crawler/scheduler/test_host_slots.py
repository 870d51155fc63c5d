"""A host's slot: one request in flight, the delay from its end, the due ones in their order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scrapy import Request

from crawler.scheduler.host_slots import HostSlot, HostSlots
from rasad.archive.frontier import FetchOutcome, HostLease
from rasad.outlets.definitions import OutletSpec

NOW = datetime(2026, 11, 14, 10, 0, tzinfo=UTC)
SPEC = OutletSpec(key="a", name="a", kind="agency", home="http://a.example/")


def _held(slots: HostSlots, name: str, delay: float = 2.0, due: float = 0.0) -> HostSlot:
    at = NOW + timedelta(seconds=due)
    return slots.add(HostLease(name, "w", NOW + timedelta(seconds=90), delay, at, 0), NOW)


def _request(host: str, path: str = "") -> Request:
    return Request(f"http://{host}/{path}")


def _popped(slots: HostSlots, seconds: float = 0.0) -> str:
    found = slots.pop(NOW + timedelta(seconds=seconds))
    return found[1].url if found else ""


def test_a_host_has_one_request_in_flight_and_rests_its_delay() -> None:
    slots = HostSlots()
    slot = _held(slots, "a.example")
    for path in ("1", "2"):
        slots.push(slot, _request("a.example", path))
    assert _popped(slots) == "http://a.example/1"
    assert _popped(slots, 60) == "", "the first is still on its way"
    slot.record_request(NOW + timedelta(seconds=60))
    slots.free(slot)
    assert slots.next_time() == NOW + timedelta(seconds=62)
    assert _popped(slots, 61.9) == ""
    assert _popped(slots, 62) == "http://a.example/2"


def test_hosts_take_turns_in_the_order_in_which_they_come_due() -> None:
    slots = HostSlots()
    for name, due in (("late.example", 5.0), ("soon.example", 1.0)):
        slots.push(_held(slots, name, due=due), _request(name))
    assert _popped(slots, 0.5) == ""
    assert [_popped(slots, 9) for _ in range(3)] == ["http://soon.example/", "http://late.example/", ""]


def test_a_hop_goes_before_what_waits_already() -> None:
    slots = HostSlots()
    slot = _held(slots, "a.example")
    slots.push(slot, _request("a.example", "page"))
    slots.push(slot, _request("a.example", "hop"), first=True)
    assert _popped(slots) == "http://a.example/hop"


def test_what_a_host_asks_for_is_kept() -> None:
    slots = HostSlots()
    slot = _held(slots, "a.example", delay=0.0)
    slots.push(slot, _request("a.example"))
    slots.settle("a.example", FetchOutcome.RATE_LIMITED, SPEC, NOW, 30.0, "")
    assert _popped(slots, 29) == ""
    assert slot.rests(NOW)
    slots.slow_down("a.example", 5.0, NOW)
    slots.remove(slot)
    assert _held(slots, "a.example", delay=1.0).delay == 5.0, (
        "robots.txt is remembered when it is leased anew"
    )


def test_a_host_that_was_lost_or_given_back_is_asked_for_nothing() -> None:
    slots = HostSlots()
    lost, gone = _held(slots, "lost.example"), _held(slots, "gone.example")
    for slot in (lost, gone):
        slots.push(slot, _request(slot.name))
    lost.lost = True
    slots.remove(gone)
    assert _popped(slots, 99) == ""
