"""One reader's way through the desk: a real browser against `manage.py serve` in a process of its own."""

from __future__ import annotations

from urllib.parse import unquote

from playwright.sync_api import Page, expect

from tests.search_api.city import TITLE
from tests.search_api.served import Desk
from tests.search_api.standing import NAME, PASSWORD


def enter(page: Page) -> None:
    page.get_by_label("نام کاربری").fill(NAME)
    page.get_by_label("گذرواژه").fill(PASSWORD)
    page.get_by_role("button", name="ورود").click()


def test_from_the_door_to_the_archived_copy(desk: Desk, page: Page) -> None:
    problems: list[str] = []
    outside: list[str | None] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfinished", lambda r: None if r.url.startswith(desk.address) else outside.append(r.url))
    page.on("requestfailed", lambda r: None if r.url.startswith(desk.address) else outside.append(r.failure))

    page.goto(desk.address + "/?q=مترو")
    expect(page).to_have_url(f"{desk.address}/login?next=/%3Fq%3D%25D9%2585%25D8%25AA%25D8%25B1%25D9%2588")
    enter(page)
    expect(page.locator("mark").first).to_have_text("مترو")

    # The box by its key; the answer arrives by htmx, and the address says what was asked.
    page.locator("main").click(position={"x": 2, "y": 2})
    page.keyboard.press("/")
    page.keyboard.type("شهرداری")
    page.keyboard.press("Enter")
    expect(page.locator(".row-title mark")).to_have_text("شهرداری\u200cهای")
    assert "q=شهرداری" in unquote(page.url)

    # The first row by j and Enter.
    page.locator("body").press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    frame = page.frame_locator("iframe[name=archived]")
    expect(frame.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert page.title() != "ran"

    page.keyboard.press("u")
    expect(page.locator("#q")).to_have_value("شهرداری")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert not problems
    assert set(outside) <= {"csp"}  # the archived page's beacon was asked for, and stopped before the network


def test_filters_and_back(desk: Desk, page: Page) -> None:
    page.goto(desk.address + "/login")
    enter(page)
    page.get_by_role("link", name="پیام شهر ۲۱").click()
    expect(page.locator(".total")).to_contain_text("۲۱")
    assert "outlet=payam" in page.url
    page.locator("#q").fill("ترافیک")
    page.keyboard.press("Enter")
    expect(page.locator(".total")).not_to_contain_text("۲۱")
    assert "outlet=payam" in page.url
    page.go_back()
    expect(page.locator(".total")).to_contain_text("۲۱")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
