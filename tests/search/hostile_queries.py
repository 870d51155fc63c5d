"""A thousand queries that nobody means well with, the same each time."""

from __future__ import annotations

import random

HANDWRITTEN = (
    "*",
    "**",
    "*:*",
    "?",
    "a*b*c*",
    "/.*/",
    "/(a+)+$/",
    "(((((((((((((((((((((((",
    "))))))))",
    '"' * 512,
    "«" * 300,
    "-" * 512,
    "- " * 256,
    "NOT " * 128,
    "NOT " * 127 + "a",
    "(" * 5 + "a" + ")" * 5,
    "a OR " * 102 + "a",
    " OR ".join(f"w{n}*" for n in range(32)),
    " OR ".join(f"-w{n}" for n in range(32)),
    " ".join(f'"الف ب{n}"~50' for n in range(31)),
    " OR ".join(f'"شهر خط ن{n}"~20' for n in range(28)),
    '"در به از"~20',
    '"در به از که"~6',
    '"و در به از که این"~2',
    "خط*",
    "شه* می* در* به*",
    "ا" * 512,
    "ش" * 400,
    "م" * 130,
    "ا‌" * 256,
    "\u200c" * 512,
    "\u202e\u202d" * 100 + "شهر",
    "\u0640" * 511 + "ش",
    "ش" + "\u064b" * 511,
    "\x00\x01\x02",
    "\ud800\udfff",
    "\udc80شهر",
    "شهر\x00دار",
    "\ufdfa" * 512,
    "ﷲ" * 256,
    "😀" * 512,
    "شهر 😀 OR 👩‍👩‍👧‍👦",
    "title:title:title:a",
    "-" + " -".join(f"شه{n}*" for n in range(30)),
    "از:9999y",
    "از:بهمن 9999",
    "رسانه:،،،",
    "رسانه:(" + "،".join(f"x{n}" for n in range(60)) + ")",
    "title:(title:(title:(a)))",
    "outlet:" + "x" * 500,
    "outlet:«" + "x" * 500 + "»",
    "outlet:؟",
    "از:9999/99/99",
    "از:0000/00/00",
    "از:-1",
    "از:" + "9" * 400,
    "از:«" + "۹" * 20 + " روز پیش»",
    "از:«9999 سال پیش»",
    "تا:«" + "هفته " * 100 + "»",
    "از:۱۴۰۵/۰۸/۲۳ تا:۱۳۰۰/۰۱/۰۱",
    '"a b"~999999999999999999999',
    '"a b"~-1',
    '"a b"~۱٫۵',
    '"a b"~~~~',
    "a~2",
    "a^9999999999",
    "{a TO b}",
    "[* TO *]",
    "_exists_:id",
    "id:*",
    "terms:outlet:irna",
    '{"match_all":{}}',
    '"}},"script":{"source":"1"}',
    "'; DROP TABLE archive_article; --",
    "<script>alert(1)</script>",
    "${jndi:ldap://x/a}",
    "%00%0a",
    "a && || ! b",
    "AND",
    "OR OR OR",
    "AND NOT",
    "یا یا یا یا",
    "|||||",
    "&&&&",
    "a|",
    "|a",
    ":",
    "::::",
    "a:b:c:d",
    "عنوان : مترو",
    "عنوان:‌مترو",
    "http://" + "a" * 500,
    "http://***",
    "www.*",
    "‘’‚‛",
    "\u2028\u2029",
    "ＯＲ ａ",
    "１２３",
    "Ⅷ ½ ①",
    "İ ı ſ K",
    "e\u0301" * 200,
    "\u1160" * 500,
)
PIECES = (
    *"()«»\"-*|&~:؛،؟!.@#_/\\'",
    *("OR", "AND", "NOT", "یا", "و", "عنوان:", "رسانه:", "از:", "تا:", "title:", "unit:", "~5", "~20", "*"),
    *("شهردار", "مترو", "تهران", "خط", "۷", "کتاب‌ها", "می‌رود", "a", "irna", "دیروز", "۱۴۰۵/۰۸/۲۳"),
    *(" ", " ", " ", "\u200c", "\u202e", "\x00", "\t", "\n", "😀", "ﷺ", "\ud83d"),
)


def hostile(count: int = 1_000, seed: int = 7) -> list[str]:
    """The handwritten ones, then heaps of pieces and pieces of heaps."""
    rnd = random.Random(seed)
    made = list(HANDWRITTEN)
    while len(made) < count:
        kind = rnd.random()
        if kind < 0.6:
            text = "".join(rnd.choices(PIECES, k=rnd.randint(1, 30)))
        elif kind < 0.8:
            text = " ".join(rnd.choices(PIECES, k=rnd.randint(1, 90)))
        elif kind < 0.9:
            text = "".join(
                chr(rnd.choice((rnd.randrange(0x20, 0x700), rnd.randrange(0x10FFFF)))) for _ in range(60)
            )
        else:
            text = rnd.choice(HANDWRITTEN) + rnd.choice(PIECES) + rnd.choice(HANDWRITTEN)
        made.append(text[: rnd.choice((512, 512, 600))])
    return made
