"""The outlets' web sites: one module a CMS family, one class a theme."""

from __future__ import annotations

from .asam import Asam, AsamEconomic
from .base import Site
from .channels import Eitaa, Telegram
from .dated import DatedAgency
from .iransamaneh import Iransamaneh
from .iransamaneh_themes import IransamanehAnalytic, IransamanehOld, IransamanehSelect
from .jsapp import JsApp
from .nastooh import NastoohClassic
from .nastooh_themes import NastoohBare, NastoohModern
from .paper import Paper
from .units import DistrictPortal, PlainUnit, WastePortal
from .wordpress import WordPress, WordPressUnit

_THEMES: tuple[type[Site], ...] = (
    *(NastoohClassic, NastoohModern, NastoohBare),
    *(Iransamaneh, IransamanehAnalytic, IransamanehSelect, IransamanehOld),
    *(Asam, AsamEconomic, DatedAgency, WordPress, WordPressUnit, JsApp, Paper),
    *(DistrictPortal, WastePortal, PlainUnit, Telegram, Eitaa),
)
SITES: dict[str, type[Site]] = {theme.__name__: theme for theme in _THEMES}
