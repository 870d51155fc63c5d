"""A text as it is set for reading: one form of each letter, Persian digits, half-spaces.

For eyes alone: evidence, search and comparison go by the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata

from rasad.persian.dates.jalali import persian_digits

_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ە": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "هٔ", "ـ": "", "٪": "٪"}
)
_HALF_SPACES = re.compile("[\u00ac\u00ad\u200b\u200c\u2060\ufeff]+")
_USELESS = re.compile("(?<![\u0600-\u06ff])\u200c|\u200c(?![\u0600-\u06ff])")  # beside no letter
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")  # letters drawn one by one, as old systems store them
_LATIN_WORD = re.compile(r"\S*[A-Za-z@/#]\S*")
_VERB = re.compile(r"(?<![^\s«(])(ن?می) (?=[\u0600-\u06ff]{2})")
_PLURAL = re.compile(r"(?<=[\u0600-\u06ff]) (ها|های|هایی|هایش|هایشان)(?![\w\u200c])")
_BEFORE_SIGN = re.compile(r" +(?=[،؛؟!:»)])")


def readable(text: str) -> str:
    """The text for reading."""
    plain = _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).translate(_LETTERS)
    plain = _USELESS.sub("", _HALF_SPACES.sub("\u200c", plain))
    plain = _VERB.sub("\\1\u200c", _PLURAL.sub("\u200c\\1", plain))
    plain = _BEFORE_SIGN.sub("", plain)
    parts: list[str] = []
    here = 0
    for word in _LATIN_WORD.finditer(plain):  # addresses, names of models
        parts += [persian_digits(plain[here : word.start()]), word[0]]
        here = word.end()
    return "".join([*parts, persian_digits(plain[here:])])
