"""The documents name only what is there: links, paths, commands, and the same things in both languages."""

import re
from pathlib import Path

import pytest

from wildgrass.cli.main import VERBS, build_parser

PROJECT = Path(__file__).parent.parent.parent
PAGES = sorted(PROJECT.glob("*.md")) + sorted((PROJECT / "docs").rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    broken = [link for link in links if link and not (page.parent / link).exists()]
    paths = re.findall(r"`((?:tests|docs|scripts|demo|benchmarks)/[\w./-]+)`", text)
    broken += [path for path in paths if not (PROJECT / path).exists()]
    assert broken == []


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_every_command_of_the_readme_parses(name: str) -> None:
    """Whoever follows the README word by word must not meet an option that does not exist."""
    text = (PROJECT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    commands = re.findall(r"^\s+wildgrass (.+?)(?: > .*)?$", text, flags=re.MULTILINE)
    assert len(commands) >= 8
    for command in commands:
        words = command.split()
        build_parser(words[0]).parse_args(words)


def test_both_readmes_show_the_same_commands() -> None:
    def shown(name: str) -> list[str]:
        text = (PROJECT / name).read_text(encoding="utf-8")
        return re.findall(r"^ +(?:wildgrass|--threshold).*$", text, flags=re.MULTILINE)

    assert shown("README.md") == shown("README.zh.md")


def test_the_readme_begins_with_what_matters() -> None:
    """First screen: what it is, two commands, what it does not protect against."""
    screen = "\n".join((PROJECT / "README.md").read_text(encoding="utf-8").splitlines()[:25])
    for needed in ("make demo", "make test", "does not protect against", "threat-model.md"):
        assert needed in screen


def test_every_verb_is_in_the_reference() -> None:
    text = (PROJECT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert not [verb for verb in VERBS if f"wildgrass {verb}" not in text]


@pytest.mark.parametrize("page", ["guardrails.md", "threat-model.md"])
def test_every_test_that_a_promise_rests_on_is_there(page: str) -> None:
    """A promise whose test was renamed or dropped rests on nothing."""
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert len(named) > 15
    for file, name in named:
        assert (PROJECT / file).is_file(), file
        assert f"def {name}" in (PROJECT / file).read_text(encoding="utf-8"), (file, name)
