"""What a multi-word rule sees and answers, and whether tokens stand side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from rasad.persian.text.normalizer import MARKS, ZWNJ
from rasad.persian.text.token import Token, is_persian

# How many tokens are replaced, and what stands in their place.
Rewrite = tuple[int, list[Token]]
# (tokens joined so far, all tokens, index, folded text); it may change the last of those joined so far
Handler = Callable[[list[Token], list[Token], int, str], Rewrite | None]
_GAPS = {" ", ZWNJ, "", "_", f" {ZWNJ}", f"{ZWNJ} ", ZWNJ * 2}
# What is written joined to any word: «وگفت و گو», «به‌رفت و آمد».
_PARTICLES = frozenset(("و", "در", "به", "از", "با", "تا", "بر", "هر", "که", "این", "آن"))
_GAP_MARKS = re.compile(f"[{MARKS}]+")  # of the word before: خطِ سه, ناحیهٔ چهار


def adjacent(tokens: list[Token], folded: str) -> bool:
    """Whether nothing but one space, half-space or a hashtag's `_` stands between the tokens."""
    for a, b in pairwise(tokens):
        gap = folded[a.end : b.start]
        if gap not in _GAPS and _GAP_MARKS.sub("", gap) not in _GAPS:
            return False
    return True


def is_torn(joined: list[Token], group: list[Token], folded: str) -> bool:
    """Whether a group over a space would begin within a written word: «معامله‌گر چه …» holds no گرچه.

    `joined` ends with what stands before the group.
    """
    if not joined or joined[-1].exact in _PARTICLES or not is_persian(joined[-1].exact):
        return False
    gap = folded[joined[-1].end : group[0].start]
    return not _GAP_MARKS.sub("", gap).strip(ZWNJ) and " " in folded[group[0].start : group[-1].end]
