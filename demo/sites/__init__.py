"""The outlets' web sites: one module a CMS family, one class a theme."""

from __future__ import annotations

from demo.sites.asam import Asam, AsamEconomic
from demo.sites.base import Site
from demo.sites.channels import Eitaa, Telegram
from demo.sites.dated import DatedAgency
from demo.sites.iransamaneh import Iransamaneh
from demo.sites.iransamaneh_themes import IransamanehAnalytic, IransamanehOld, IransamanehSelect
from demo.sites.jsapp import JsApp
from demo.sites.nastooh import NastoohClassic
from demo.sites.nastooh_themes import NastoohBare, NastoohModern
from demo.sites.paper import Paper
from demo.sites.units import DistrictPortal, PlainUnit, WastePortal
from demo.sites.wordpress import WordPress, WordPressUnit

_THEMES: tuple[type[Site], ...] = (
    *(NastoohClassic, NastoohModern, NastoohBare),
    *(Iransamaneh, IransamanehAnalytic, IransamanehSelect, IransamanehOld),
    *(Asam, AsamEconomic, DatedAgency, WordPress, WordPressUnit, JsApp, Paper),
    *(DistrictPortal, WastePortal, PlainUnit, Telegram, Eitaa),
)
SITES: dict[str, type[Site]] = {theme.__name__: theme for theme in _THEMES}
