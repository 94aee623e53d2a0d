"""The sentences people read, in each language, from `catalogue/*.toml`.

A file's tables are `[error.<code>]` and `[problem.<code>]`, whose English stands in the code, and
`[ui.<name>]`, which has `en`. Each has `zh-Hans` and `zh-Hant`, and where there is a hint the same keys
with `-hint`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, TypeAlias

Sentences: TypeAlias = Mapping[str, str]
"""Language, or language and "-hint" -> template."""

SECTIONS: Final = ("error", "problem", "ui")


@cache
def catalogue() -> Mapping[str, Sentences]:
    """Return every entry by its full id, such as "ui.found" or "error.member-damaged".

    Raises:
        ValueError: two files hold one id, or a file has a section of another name.
    """
    entries: dict[str, Sentences] = {}
    folder = resources.files("wildgrass.text") / "catalogue"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".toml"):
            continue
        for section, sentences in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if section not in SECTIONS:
                raise ValueError(f"{file.name}: no section is named {section}")
            for name, by_language in sentences.items():
                if entries.setdefault(f"{section}.{name}", by_language) is not by_language:
                    raise ValueError(f"{file.name}: {section}.{name} stands in another file too")
    return MappingProxyType(entries)
