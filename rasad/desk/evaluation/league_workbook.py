"""The league as a workbook: numbers, what they were made of, and formulas that make them anew."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from rasad.desk.documents.fonts import FAMILY
from rasad.desk.evaluation.estimates import Estimate
from rasad.desk.evaluation.formula_versions import COMPONENTS, FULL_POINTS, FormulaValues
from rasad.desk.evaluation.periods import Period
from rasad.desk.evaluation.scorecards import CityMeans, Scorecard
from rasad.desk.evaluation.unit_facts import UnitFacts
from rasad.desk.transfer.exports import safe_cell
from rasad.persian.dates.jalali import format_jalali

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HOW = {"whole": "کامل", "edited": "با ویرایش", "quoted": "نقل بخشی"}
_PLAIN = (
    "رتبه", "واحد", "امتیاز", "کران پایین", "کران بالا", "خبر تولیدشده", "خبر بازتاب‌یافته", "بازتاب در رسانه",
    "بازتاب در رسانه‌های شهرداری", "رسانه", "ردهٔ ۱", "ردهٔ ۲", "ردهٔ ۳", "صفحهٔ نخست", "بازنشر کامل", "نقض شده",
    "خاستگاه مستقل", "رویداد بازتاب‌یافته", "تولید و انتشار", "رتبهٔ تولید و انتشار", "رتبهٔ بازتاب",
    "جمع رسایی", "میانهٔ تأخیر (ساعت)", "مثبت", "منفی", "بررسی‌شده", "بازتاب با پیام", "بازتاب سنجیده",
    "جوابیه در مهلت", "جوابیه", "ساعت پاسخ",
)  # fmt: skip
_AGAIN = ("نرخ بازتاب*", "رسایی*", "تندی*", "لحن*", "پیام*", "پاسخ*", "امتیاز*")


def league_workbook(
    cards: Sequence[Scorecard],
    facts: Sequence[UnitFacts],
    means: CityMeans,
    formula: FormulaValues,
    period: Period,
) -> bytes:
    """The file. Columns with a star are formulas over the plain ones and the sheet of parameters."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None, "a new workbook has a sheet"
    sheet.title = "رده‌بندی"
    _head(sheet, [*_PLAIN, *_AGAIN])
    for row, card in enumerate(cards, 2):
        for column, value in enumerate([*_plain(card), *_again(row)], 1):
            sheet.cell(row=row, column=column, value=value).number_format = "General"
    _parameters(book.create_sheet("فرمول"), means, formula, period)
    _releases(book.create_sheet("خبرها"), facts)
    _coverage(book.create_sheet("بازتاب‌ها"), facts)
    for one in book.worksheets:
        _finish(one)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _head(sheet: Any, names: Sequence[str]) -> None:
    sheet.append(list(names))
    for cell in sheet[1]:
        cell.font = Font(name=FAMILY, bold=True)
        cell.fill = PatternFill("solid", fgColor="E2EEF0")
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right")


def _finish(sheet: Any) -> None:
    sheet.sheet_view.rightToLeft = True
    sheet.freeze_panes = "C2" if sheet.title == "رده‌بندی" else "A2"
    for number in range(1, sheet.max_column + 1):
        longest = max(
            (len(str(cell.value or "")) for cell in sheet[get_column_letter(number)][1:200]), default=8
        )
        sheet.column_dimensions[get_column_letter(number)].width = min(60, max(10, longest + 2))


def _plain(card: Scorecard) -> list[Any]:
    def one(value: float | None) -> float | None:
        return None if value is None else round(value, 4)

    judged = sum(card.tones.values())
    reach = (card.reach.raw or 0.0) * card.releases
    return [
        card.rank, safe_cell(card.name), one(card.score.value), one(card.score.low), one(card.score.high),
        card.releases, card.carried, card.publications, card.municipal_publications, card.outlets,
        *(card.tiers.get(tier, 0) for tier in (1, 2, 3)), card.front_pages, card.how.get("whole", 0),
        card.contradicted, card.origins, card.reflected, card.produced_published,
        card.produced_published_rank, card.reflected_rank, one(reach), one(card.lag.value),
        card.tones.get("positive", 0), card.tones.get("negative", 0), judged,
        _hits(card.messages), card.messages.n, _hits(card.replies), card.replies.n,
        one(card.reply_hours.value),
    ]  # fmt: skip


def _hits(estimate: Estimate) -> int:
    return round((estimate.raw or 0.0) * estimate.n)


def _letter(name: str) -> str:
    return get_column_letter([*_PLAIN, *_AGAIN].index(name) + 1)


#: Rows of the sheet of parameters that the formulas name.
_PARAMETERS = {"m": 2, "H": 3, "pickup": 4, "reach": 5, "tone": 6}
_WEIGHTS = {key: 8 + place for place, key in enumerate(COMPONENTS)}


def _again(row: int) -> list[str]:
    """The formulas of a row: each component as the sheet of parameters says, then the score."""
    n, hits, reach = (f"{_letter(name)}{row}" for name in ("خبر تولیدشده", "خبر بازتاب‌یافته", "جمع رسایی"))
    lag, good, bad, judged = (
        f"{_letter(name)}{row}" for name in ("میانهٔ تأخیر (ساعت)", "مثبت", "منفی", "بررسی‌شده")
    )
    message, of, early, replies = (
        f"{_letter(name)}{row}" for name in ("بازتاب با پیام", "بازتاب سنجیده", "جوابیه در مهلت", "جوابیه")
    )
    m, hours, pickup0, reach0, tone0 = (f"'فرمول'!$B${place}" for place in _PARAMETERS.values())
    found = [
        f'=IF({n}=0,"",({hits}+{m}*{pickup0})/({n}+{m}))',
        f'=IF({n}=0,"",({reach}+{m}*{reach0})/({n}+{m}))',
        f'=IF({lag}="","",{hours}/({hours}+{lag}))',
        f'=IF({judged}=0,"",(({judged}+{good}-{bad})/2+{m}*{tone0})/({judged}+{m}))',
        f'=IF({of}=0,"",{message}/{of})',
        f'=IF({replies}=0,"",{early}/{replies})',
    ]
    cells = [f"{_letter(name)}{row}" for name in _AGAIN[:-1]]
    weights = [f"'فرمول'!$B${_WEIGHTS[key]}" for key in COMPONENTS]
    above = "+".join(f"N({cell})*{weight}" for cell, weight in zip(cells, weights, strict=True))
    below = "+".join(f"IF(ISNUMBER({cell}),{weight},0)" for cell, weight in zip(cells, weights, strict=True))
    return [*found, f'=IF({n}=0,"",100*({above})/({below}))']


def _parameters(sheet: Any, means: CityMeans, formula: FormulaValues, period: Period) -> None:
    _head(sheet, ["نام", "مقدار", "توضیح"])
    rows: list[tuple[Any, Any, Any]] = [
        (
            "m",
            formula.prior_releases,
            "قدرت نزدیک‌سازی: شمار خبرهایی از میانگین شهر که به هر واحد افزوده می‌شود",
        ),
        ("H", formula.lag_hours, "میانهٔ تأخیری (ساعت) که تندی آن نیم است"),
        ("میانگین نرخ بازتاب شهر", means.pickup or 0.0, "همهٔ واحدها با هم"),
        ("میانگین رسایی شهر", means.reach or 0.0, f"هر خبر تا {FULL_POINTS:g} امتیاز"),
        ("میانگین لحن شهر", means.tone or 0.0, "۰ منفی، ۱ مثبت"),
        ("وزن‌ها", None, "سنجه‌ای که داده ندارد کنار می‌رود و وزن‌های دیگر به همان نسبت می‌مانند"),
    ]
    rows += [
        (str(name), formula.weights.get(key, 0.0), str(how))
        for key, (name, how, _usual) in COMPONENTS.items()
    ]
    rows += [(f"امتیاز ردهٔ {tier}", points, "") for tier, points in sorted(formula.tier_points.items())]
    rows += [
        ("نسخهٔ فرمول", formula.number or "نسخهٔ آغازین", f"از {format_jalali(formula.valid_from)}"),
        ("دوره", period.name, f"{format_jalali(period.first_day)} تا {format_jalali(period.last_day)}"),
        ("کمترین خبر برای رتبه", formula.least_releases, ""),
        ("کران‌ها", "۹۵٪", "ویلسون برای نسبت‌ها؛ خطای امتیاز از خطای مستقل سنجه‌ها"),
        ("ارزش تبلیغاتی", "ندارد", "AMEC، اصول بارسلونا: هزینهٔ آگهی سنجهٔ روابط عمومی نیست"),
    ]
    for row in rows:
        sheet.append([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])


def _releases(sheet: Any, facts: Sequence[UnitFacts]) -> None:
    _head(sheet, ["واحد", "شناسهٔ خبر", "عنوان", "زمان", "در رسانه‌ها", "در رسانه‌های شهرداری", "شمار رسانه"])
    for one in facts:
        for release in one.releases:
            sheet.append([
                safe_cell(one.name), release.article, safe_cell(release.title),
                format_jalali(release.at, with_time=release.precision != "day"),
                len(release.media), len(release.municipal), len({c.outlet for c in release.media}),
            ])  # fmt: skip


def _coverage(sheet: Any, facts: Sequence[UnitFacts]) -> None:
    _head(sheet, [
        "واحد", "شناسهٔ خبر", "رسانه", "رسانهٔ شهرداری", "رده", "چگونگی", "سهم متن", "زمان", "تأخیر (ساعت)",
        "صفحهٔ نخست", "نقض شده", "عنوان", "شناسهٔ مطلب",
    ])  # fmt: skip
    for one in facts:
        for release in one.releases:
            for carrier in release.carriers:
                sheet.append([
                    safe_cell(one.name), release.article, safe_cell(carrier.outlet_name),
                    int(carrier.municipal), carrier.tier, _HOW.get(carrier.how, carrier.how),
                    round(carrier.containment, 4),
                    format_jalali(carrier.at, with_time=carrier.precision != "day"),
                    carrier.lag, int(carrier.front_page), int(carrier.contradicted), safe_cell(carrier.title),
                    carrier.article,
                ])  # fmt: skip
