"""Write docs/sources.md and docs/sources.zh.md: what can be read, from the readers themselves."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from wildgrass.sources.base import SourceInfo
from wildgrass.sources.registry import SOURCES
from wildgrass.text import say, say_or

DOCS: Final = Path(__file__).parent.parent / "docs"
PAGES: Final = {"en": "sources.md", "zh-Hans": "sources.zh.md"}


def page(language: str) -> str:
    """Return the page in one language."""
    return "\n".join(
        [
            say(language, "ui.sources-page"),
            *(line for source in SOURCES for line in _section(source.info, language)),
        ]
    )


def _section(info: SourceInfo, language: str) -> Iterator[str]:
    vintage, what, getting, reading = say(language, "ui.sources-page-words").split(" | ")
    yield f"## {say_or(language, f'source.{info.name}', info.title)}\n"
    links = [(getting, f"getting/{info.name}.{'md' if language == 'en' else 'zh.md'}")]
    links.append((reading, f"formats/{info.name}.md"))
    there = [f"[{title}]({name})" for title, name in links if (DOCS / name).exists()]
    if there:
        yield " · ".join(there) + "\n"
    yield f"| {vintage} | {what} |\n|---|---|"
    for name, dates in info.vintages.items():
        yield f"| `{name}` | {say_or(language, f'vintage.{info.name}.{name}', dates)} |"
    yield ""


def main() -> int:
    """Write the pages."""
    for language, name in PAGES.items():
        (DOCS / name).write_text(page(language), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
