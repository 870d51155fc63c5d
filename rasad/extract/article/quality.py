"""The verdict on a page: an article, or what stood in its place."""

from __future__ import annotations

import re

from rasad.extract.article.body import Body
from rasad.extract.article.extraction import Extraction, Quality
from rasad.extract.article.headline import site_words
from rasad.extract.barriers import CHECK_PAGE, CHECK_WORDS
from rasad.extract.html import jsonld
from rasad.extract.html.likeness import words
from rasad.extract.html.page import Page, clean
from rasad.outlets.addresses import split_url
from rasad.outlets.definitions import OutletSpec

_ERROR = re.compile(
    r"(?:error|خطای?)\s*[45۴۵][0-9۰-۹]{2}|^[45۴۵][0-9۰-۹]{2}\W*$|"
    r"^[45]\d\d\W+(?:not|bad|error|forbidden|internal|service|gateway|page|خطا|صفحه)|"
    r"(?:page|file) not found|^not found|bad gateway|service unavailable|internal server error|^خطا$|"
    r"(?:صفحه|خبر|مطلب|نشانی|آدرس)[^.]{0,40}(?:یافت نشد|پیدا نشد|وجود ندارد)|"
    r"(?:سایت|پایگاه|سامانه|صفحه|سرور)[^.]{0,40}(?:در دست|در حال) (?:تعمیر|به[\s‌]?روز[\s‌]?رسانی|بازسازی)|"
    r"^در دست (?:تعمیر|ساخت|به[\s‌]?روز[\s‌]?رسانی)|موقتا[ً]? (?:در دسترس نیست|از دسترس خارج)|"
    r"temporarily (?:un|not )available|under maintenance|scheduled maintenance|be back soon",
    re.I,
)
_REMOVED = re.compile(
    r"(?:خبر|مطلب|صفحه|محتوا|نوشته)\s+(?:مورد نظر\s+|درخواستی\s+)?(?:شما\s+)?(?:توسط\s+(?:\S+\s+){1,4})?"
    r"(?:حذف (?:شده|گردیده)|برداشته شده|منتشر نشده|غیر ?فعال شده|در دسترس نیست)"
)
_PAYWALL = re.compile(
    r"(?:برای|جهت)\s+(?:خواندن|مطالعه|مشاهده|دسترسی به)\s+(?:ادامه|متن کامل|نسخه کامل)"
    r"[^.]{0,60}(?:مشترک|اشتراک|ثبت‌?\s?نام|وارد|خریداری)|"
    r"(?:این مطلب|ادامه مطلب)[^.]{0,30}(?:ویژه مشترکان|مخصوص مشترکین)"
)
_SHELL = re.compile(
    r"<div[^>]{0,100}\bid\s*=\s*[\"']?(?:root|app|__next|__nuxt|main-app|q-app)[\"'\s>]|ng-app|<app-root|"
    r"data-reactroot|enable JavaScript|جاوا\s?‌?اسکریپت",
    re.I,
)
_FRONT = re.compile(r"^/?(?:(?:fa|en|ar|index|home|default|main)(?:\.\w{2,5})?/?)?$", re.I)
_THIN = 120
_ARTICLE_OG = {"article", "news", "newsarticle", "video.other", "video"}


def judge(page: Page, spec: OutletSpec, out: Extraction, body: Body | None) -> tuple[Quality, str | None]:
    """The verdict, and for what is no article the reason in one sentence."""
    length = len(body) if body is not None else 0
    text = _visible(page) if length < 2 * _THIN else ""
    if out.published is None and not _says_article(page) and (check := CHECK_PAGE.search(page.source)):
        return Quality.BLOCKED, f"a bot check stands in place of the page («{check.group()[:40]}»)"
    if length < _THIN and len(text) < 1500 and (blocked := CHECK_WORDS.search(page.source)):
        return Quality.BLOCKED, f"a bot check stands in place of the page («{blocked.group()[:40]}»)"
    if length < 2 * _THIN and len(text) < 3000:
        if removed := _REMOVED.search(text[:1500]):
            return Quality.REMOVED, f"the outlet says «{removed.group()[:60]}»"
        if error := (_ERROR.search(out.title[:100]) or (len(text) < 600 and _ERROR.search(text)) or None):
            return Quality.ERROR_PAGE, f"an error page («{error.group().strip()[:60]}»)"
    if length < _THIN and len(text) < 300 and "<script" in page.source and _SHELL.search(page.source):
        return Quality.JS_SHELL, "an application's shell without text: it needs the browser"
    if out.published is None and not page.article_ld and (error := _ERROR.match(out.title[:100])):
        return Quality.ERROR_PAGE, f"an error page («{error.group().strip()[:60]}»)"
    refusal = _not_article(page, spec, out, body, length)
    if refusal:
        return Quality.NOT_ARTICLE, refusal
    if _is_paid(page, out.body):
        return Quality.PAYWALL, None
    return (Quality.THIN if length + len(out.lead) < _THIN else Quality.OK), None


def is_shell(page: Page) -> bool:
    """Whether a page of any kind is an application without text, which only a browser fills."""
    return len(_visible(page)) < 300 and "<script" in page.source and bool(_SHELL.search(page.source))


def _visible(page: Page) -> str:
    """The page's text, as far as the verdicts look at it."""
    node = page.tree.body
    return clean(node.text(separator=" ")[:20_000]) if node is not None else ""


def _not_article(page: Page, spec: OutletSpec, out: Extraction, body: Body | None, length: int) -> str | None:
    path = split_url(page.url).path
    if not out.title:
        return "no headline"
    if length < _THIN and words(out.title) <= site_words(page, spec):
        return "the title is only the site's name"
    if _FRONT.match(path) and not split_url(page.url).query and spec.kind not in ("telegram", "eitaa"):
        return "the outlet's front page"
    known_address = bool(spec.id_pattern and re.search(spec.id_pattern, page.url))
    says_article = _says_article(page)
    by_family = body is not None and body.rule.startswith("selector:")
    if body is None:
        media = bool(out.images) and (known_address or says_article)
        return None if media and out.published else "no text that could be an article's body"
    if body.linked > 0.6 and not says_article:
        return f"{body.linked:.0%} of the text are links: a listing"
    if any(page.first(css) is not None for css in spec.rules.not_article) and not says_article:
        return "the page has the marks of a listing"
    if spec.id_pattern and not known_address and not says_article and not (by_family and out.published):
        return "neither address nor markup are an article's"
    if not spec.id_pattern and not says_article and not out.published and length < 600:
        return "no date, no article markup, little text"
    return None


def _says_article(page: Page) -> bool:
    """Whether the page's own markup calls it an article."""
    if page.article_ld or page.meta("og:type").lower() in _ARTICLE_OG:
        return True
    return page.first('[itemprop="articleBody"]') is not None


def _is_paid(page: Page, body: str) -> bool:
    free = page.article_ld.get("isAccessibleForFree")
    return jsonld.text(free).lower() == "false" or free is False or bool(_PAYWALL.search(body[-400:]))
