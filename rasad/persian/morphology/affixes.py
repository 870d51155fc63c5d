"""What is written after a word and belongs to it: plurals, degrees, possessives, as parts and as patterns."""

from __future__ import annotations

import re

# Suffixes that, written as a part of their own after a half-space, belong to the part before.
POSSESSIVE_ENDINGS = ("", "م", "ت", "ش", "مان", "تان", "شان", "مون", "تون", "شون")
PLURAL_PARTS = frozenset(
    (
        "جات",
        "های",
        "هایی",
        *(f"{plural}{ending}" for plural in ("ها", "های") for ending in POSSESSIVE_ENDINGS),
    )
)
DEGREE_PARTS = frozenset(["تر", "ترین", "تری", "ترینها", "ترها", "ترینش", "ترینشان"])
CLITIC_PARTS = frozenset(
    (
        *("ی", "ای", "یی", "م", "ام", "ت", "ات", "ش", "اش", "یم", "یت", "یش"),
        *("مان", "تان", "شان", "مون", "تون", "شون", "ان", "یان", "گان"),
        *("ایم", "اید", "اند", "ند"),
    )
)
SUFFIX_PARTS = PLURAL_PARTS | DEGREE_PARTS | CLITIC_PARTS
# Comparatives written whole, with their stems: too short to be cut by rule, or words of their own.
COMPARED = {
    "کمتر": "کم", "کمترین": "کم", "بدتر": "بد", "بدترین": "بد", "زودتر": "زود", "دیرتر": "دیر",
    "بیشتر": "بیشتر", "بیشترین": "بیشترین", "بهتر": "بهتر", "بهترین": "بهترین", "برتر": "برتر",
    "پیشتر": "پیشتر", "آنها": "آنها", "اینها": "اینها",
}  # fmt: skip

PLURAL = re.compile("^(.{2,}?)(ها(?:ی|یی|یم|یت|یش|یمان|یتان|یشان|م|ت|ش|مان|تان|شان|مون|تون|شون)?)$")
DEGREE = re.compile("^(.{2,}?)(تر(?:ین|ی)?)$")
POSSESSIVE = re.compile("^(.{2,}?)(ی?(?:مان|تان|شان)|مون|تون|شون)$")
# After ا or و a final ه is a consonant (راهش, گروهش); else it is a vowel and takes ‌اش.
SHORT_POSSESSIVE = re.compile("^(.{2,}[او])(ی[متش])$|^(.{2,}[^اوه]|.+[او]ه)([متش])$")
SPOKEN_POSSESSIVE = re.compile("^(.{2,}[او])(ش)$")  # هواش, خودروش
PERSONS = re.compile("^(.{2,}?)(گان|یان|ان)$")
# A plural that is no ها, and what may follow it: مدیران‌ش, رانندگان‌ی, مشکلات‌ی.
POSSESSED_PLURAL = re.compile("^(.{2,}(?:ان|ات|ین))(مان|تان|شان|مون|تون|شون|[یمتش])$")
# The same after a plural of the reviewed list or a verb's form: اعضایش, مدارسی, بردنش.
POSSESSED_PAIR = re.compile(
    "^(.{3,}[^اوی])(ی|ش|م|مان|تان|شان|مون|تون|شون)$|^(.{2,}[او])(ی|یی|یش|یم|یمان|یتان|یشان)$"
)
# Who does something, coined freely (گردش‌گر, پاک‌بان): the base need not be listed.
AGENT = re.compile(
    "^(.{2,}?)(?:گر|بان|کار|دار|مند|فروش|ساز|نشین|شناس|پزشک|نویس|خوان|پرداز|گذار|گزار|یار|آموز|پرست|خواه|دوست|سوار|باز|دوز)$"
)
COPULA = re.compile("^(.{3,}[^اوهی])(ند)$")
JOINED_MI = re.compile("^(بر|باز|در|فرا|فرو|وا|ور)?(ن?می)(.{2,})$")

PERFECT = frozenset(("اند", "ام", "ایم", "اید"))  # رفته‌اند
SHORT_BASES = frozenset(("سر", "دل", "پا"))
CONSONANT_W = ("اوی",)  # کنجکاوی is not "a کنجکاو": its و is a consonant
CONSONANT_WORDS = frozenset(("لغو", "نحو", "عفو", "محو", "هجو", "سرو", "پرتو", "دیو", "ولو"))
# Words that end so end in a sounded ه, which no ezafe follows as it follows خانه: راهی, گروهی, توجهی.
SOUNDED_H = (
    *("اه", "گروه", "کوه", "انبوه", "شکوه", "اندوه", "ستوه", "وجوه", "فقه", "وجه", "شبه", "مشابه", "فربه"),
    *("گره", "زره", "نبیه", "جیه", "شبیه", "فقیه", "سفیه", "کریه", "رفیه", "بازده", "گنه", "تبه"),
)
