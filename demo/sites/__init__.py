"""The outlets' web sites: one module a CMS family, one class a theme."""

from .base import Site
from .nastooh import NastoohClassic

SITES: dict[str, type[Site]] = {theme.__name__: theme for theme in (NastoohClassic,)}
