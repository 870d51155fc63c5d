"""One reader's way through the desk: a real browser against `manage.py serve` in a process of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.search_api.fill_data_folder import NAME, PASSWORD
from tests.search_api.records import TITLE
from tests.search_api.served_desk import ServedDesk


def enter(page: Page) -> None:
    page.get_by_label("نام کاربری").fill(NAME)
    page.get_by_label("گذرواژه").fill(PASSWORD)
    page.get_by_role("button", name="ورود").click()


def test_from_the_door_to_the_archived_copy(served_desk: ServedDesk, page: Page) -> None:
    problems: list[str] = []
    outside: list[str | None] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "requestfinished", lambda r: None if r.url.startswith(served_desk.address) else outside.append(r.url)
    )
    page.on(
        "requestfailed",
        lambda r: None if r.url.startswith(served_desk.address) else outside.append(r.failure),
    )

    page.goto(served_desk.address + "/?q=مترو&rows=article")
    expect(page).to_have_url(
        f"{served_desk.address}/login?next=/%3Fq%3D%25D9%2585%25D8%25AA%25D8%25B1%25D9%2588%26rows%3Darticle"
    )
    enter(page)
    expect(page.locator("mark").first).to_have_text("مترو")

    # The box by its key; the answer arrives by htmx, and the address says what was asked.
    page.locator("main").click(position={"x": 2, "y": 2})
    page.keyboard.press("/")
    page.keyboard.type("شهرداری")
    page.keyboard.press("Enter")
    expect(page.locator(".row-title mark").first).to_have_text("شهرداری\u200cهای")
    assert "q=شهرداری" in unquote(page.url)

    # The first row by j and Enter.
    page.locator("body").press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_contain_text(TITLE)
    frame = page.frame_locator("iframe[name=archived]")
    expect(frame.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert page.title() != "ran"

    page.keyboard.press("u")
    expect(page.locator("#q")).to_have_value("شهرداری")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert not problems
    assert set(outside) <= {"csp"}  # the archived page's beacon was asked for, and stopped before the network


def test_filters_and_back(served_desk: ServedDesk, page: Page) -> None:
    page.goto(served_desk.address + "/login?next=/search")
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


def test_rows_by_arrows_and_back_to_the_same_results(served_desk: ServedDesk, page: Page) -> None:
    """The way back keeps facets and page, which the address of the article does not know."""
    page.goto(served_desk.address + "/login?next=/%3Foutlet=payam")
    enter(page)
    page.locator("#q").fill("ترافیک")
    page.keyboard.press("Enter")
    expect(page.locator(".row-title mark").first).to_have_text("ترافیک")
    asked = page.url
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-link]").nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-link]").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_be_visible()
    page.keyboard.press("u")
    expect(page).to_have_url(asked)
    assert "outlet=payam" in asked


def test_a_table_folds_into_cards_on_a_telephone(served_desk: ServedDesk, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(served_desk.address + "/login?next=/outlets")
    enter(page)
    box = page.locator(".cards").first
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    label = box.locator("td[data-label]").first
    assert label.evaluate("cell => getComputedStyle(cell, '::before').content") == '"وضع"'


def test_the_newest_page_by_page(served_desk: ServedDesk, page: Page) -> None:
    page.goto(served_desk.address + "/login?next=/%3Frows=article")
    enter(page)
    first = page.locator(".row-title").first.text_content()
    page.get_by_role("link", name="صفحهٔ بعد").click()
    expect(page.locator(".row-title").first).not_to_have_text(first or "")
    page.get_by_role("link", name="صفحهٔ نخست").click()
    expect(page.locator(".row-title").first).to_have_text(first or "")


@pytest.mark.parametrize(("form", "name"), [("jsonl", "JSONL"), ("csv", "CSV"), ("xlsx", "XLSX")])
def test_an_export_shows_its_progress_and_hands_over_the_file(
    served_desk: ServedDesk, page: Page, tmp_path: Path, form: str, name: str
) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(served_desk.address + "/login?next=/%3Foutlet=payam")
    enter(page)
    page.locator(".tools summary").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name=name, exact=True).click()
    panel = page.locator("#export")
    expect(panel.get_by_role("status")).to_contain_text("آماده شد")
    assert panel.locator("progress").evaluate("bar => bar.position") == 1
    expect(panel.locator("[data-told]")).to_contain_text("۲۱ مطلب")
    assert re.fullmatch(rf"rasad-14\d\d-\d\d-\d\d\.{form}", waited.value.suggested_filename)
    waited.value.save_as(tmp_path / "file")
    whole = page.request.get(f"{served_desk.address}/export/{form}?outlet=payam")
    assert whole.headers["x-rasad-total"] == "21"
    if form == "xlsx":  # a workbook carries the second it was made in
        assert (tmp_path / "file").read_bytes()[:2] == b"PK"
    else:
        assert (tmp_path / "file").read_bytes() == whole.body()
    panel.get_by_role("button", name="بستن").click()
    expect(panel).to_be_hidden()
    assert not problems


def test_an_export_counts_and_can_be_cancelled(served_desk: ServedDesk, page: Page) -> None:
    """The stream is held open in the page: a small city's export is over before one can look."""
    lines = "".join(json.dumps({"body": "الف\nب"}) + "\n" for _ in range(1200))
    page.add_init_script(
        f"""const real = window.fetch;
        window.fetch = (to, more) => String(to).includes("/export/jsonl") ? Promise.resolve(new Response(
          new ReadableStream({{ start(out) {{
            out.enqueue(new TextEncoder().encode({json.dumps(lines)}));
            more.signal.addEventListener("abort", () => out.error(more.signal.reason));
          }} }}), {{ headers: {{ "X-Rasad-Total": "3400" }} }})) : real(to, more);"""
    )
    page.goto(served_desk.address + "/login?next=/search")
    enter(page)
    page.locator(".tools summary").click()
    page.get_by_role("link", name="JSONL", exact=True).click()
    panel = page.locator("#export")
    expect(panel.locator("[data-told]")).to_have_text("۱٬۲۰۰ از ۳٬۴۰۰ مطلب")
    assert panel.locator("progress").evaluate("bar => [bar.value, bar.max]") == [1200, 3400]
    panel.get_by_role("button", name="لغو").click()
    expect(panel).to_contain_text("لغو شد. فایلی ذخیره نشد.")


def test_an_export_that_fails_says_why(served_desk: ServedDesk, page: Page) -> None:
    page.goto(served_desk.address + "/login?next=/search")
    enter(page)
    panel = page.locator("#export")

    def export(answer: Route) -> None:
        answer.fulfill(status=503, body='<section class="fault"><h1>نمایه در دسترس نیست.</h1></section>')

    page.route("**/export/csv*", export)
    page.locator(".tools summary").click()
    page.get_by_role("link", name="CSV", exact=True).click()
    expect(panel).to_contain_text("نمایه در دسترس نیست.")
    page.route("**/export/xlsx*", lambda route: route.abort())
    page.locator(".tools summary").click()
    page.get_by_role("link", name="XLSX", exact=True).click()
    expect(panel).to_contain_text("فایلی ذخیره نشد.")
    page.route(
        "**/export/jsonl*", lambda route: route.fulfill(body="{}\n{}\n", headers={"X-Rasad-Total": "5"})
    )
    page.locator(".tools summary").click()
    page.get_by_role("link", name="JSONL", exact=True).click()
    expect(panel).to_contain_text("شاید ناقص است.")
    expect(panel).to_contain_text("۲ از ۵ مطلب رسید")
    page.unroute("**/export/jsonl*")
    page.context.clear_cookies()
    page.locator(".tools summary").click()
    page.get_by_role("link", name="JSONL", exact=True).click()
    expect(panel).to_contain_text("نشست شما پایان یافته است.")


def test_nothing_is_wider_than_a_telephone(served_desk: ServedDesk, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(served_desk.address + "/login")
    enter(page)
    wide = {}
    for place in ("/", "/?outlet=payam", "/a/" + "0" * 32, "/alerts", "/alerts/new", "/outlets", "/health"):
        page.goto(served_desk.address + place)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        # The body, not the window: the gutter kept for the scroll bar must not hide an overflow.
        width, room = page.evaluate("[document.documentElement.scrollWidth, document.body.offsetWidth]")
        if width > room:
            wide[place] = (width, room)
    assert not wide


def test_paper_says_what_was_asked_and_when(served_desk: ServedDesk, page: Page) -> None:
    page.goto(served_desk.address + "/login?next=/%3Fq=مترو%26outlet=payam")
    enter(page)
    expect(page.locator(".on-paper")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".on-paper")).to_contain_text("مترو")
    expect(page.locator(".on-paper")).to_contain_text("رسانه: پیام شهر")
    for tool in (".ask", ".tools", ".facets", ".bar"):
        expect(page.locator(tool).first).to_be_hidden()
    page.goto(served_desk.address + "/a/" + "0" * 32)
    expect(page.locator("#archived-copy")).to_be_hidden()
    shown = page.locator(".facts time").first.evaluate("one => getComputedStyle(one, '::after').content")
    assert "۱۴" in shown  # the year; on the screen it is «امروز»
