"""The pages of what can be read are those that the readers give, and none lacks Chinese or its guide."""

from pathlib import Path

import pytest
from scripts.write_sources import DOCS, PAGES, page

from wildgrass.sources.base import Source
from wildgrass.sources.registry import SOURCES
from wildgrass.text.catalogue import catalogue

every_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.info.name)


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_up_to_date(language: str) -> None:
    """`python scripts/write_sources.py` writes it again."""
    assert (DOCS / PAGES[language]).read_text(encoding="utf-8") == page(language)


@every_source
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_titles_and_vintages_have_chinese(source: Source, language: str) -> None:
    ids = [
        f"source.{source.info.name}",
        *(f"vintage.{source.info.name}.{one}" for one in source.info.vintages),
    ]
    assert [one for one in ids if language not in catalogue().get(one, {})] == []


@every_source
@pytest.mark.parametrize("name", ["formats/{}.md", "getting/{}.md", "getting/{}.zh.md"])
def test_each_platform_has_its_pages(source: Source, name: str) -> None:
    """How it is read, and how a frightened person gets it."""
    assert Path(DOCS / name.format(source.info.name)).stat().st_size > 1000
