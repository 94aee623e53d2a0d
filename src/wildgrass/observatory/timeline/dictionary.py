"""What each column of each table means: the data dictionary, in English and Chinese, read from `dictionary.toml`."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from wildgrass.observatory.tables import Column


@cache
def columns(table: str) -> Sequence[Column]:
    """Return a table's columns: of `days`, `lives`, `events`, `items` or `published`."""
    file = resources.files("wildgrass.observatory.timeline") / "dictionary.toml"
    return tuple(Column(**one) for one in tomllib.loads(file.read_text(encoding="utf-8"))[table])
