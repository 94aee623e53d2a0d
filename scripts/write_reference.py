"""Write docs/reference.md: every verb, option, exit code, error code and problem code, from the code itself."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import wildgrass
from wildgrass.cli.main import build_parser
from wildgrass.errors import all_errors
from wildgrass.text.catalogue import catalogue

TARGET = Path(__file__).parent.parent / "docs" / "reference.md"

HEAD = """\
# Every verb, option and code

Written by `scripts/write_reference.py`; a test fails when it is out of date. `--json` (one object per line on standard
output) and `--lang en|zh-Hans|zh-Hant` work with every verb. There is no configuration file and no setting in the
environment but the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`), which chooses the language.

| exit code | meaning |
|---|---|
| 0 | fine |
| 1 | a person must decide or act |
| 2 | usage |
| 3 | input damaged or not recognised |
| 4 | a check failed |
| 5 | a store or network failed |
"""


def reference() -> str:
    """Return the whole page."""
    for module in pkgutil.walk_packages(wildgrass.__path__, "wildgrass."):
        importlib.import_module(module.name)
    return "\n".join([HEAD, *_verbs(), *_errors(), *_problems()]) + "\n"


def _verbs() -> Iterator[str]:
    yield "## Verbs\n"
    for name, parser in _parsers("wildgrass", build_parser()):
        yield f"### `{name}`\n"
        yield f"{_usage(parser)}\n"
        for action in parser._actions:  # noqa: SLF001 - argparse has no public list of its options
            if action.help and not isinstance(action, argparse._HelpAction | argparse._SubParsersAction):  # noqa: SLF001
                yield f"- `{', '.join(action.option_strings) or action.metavar or action.dest}`: {action.help}"
        yield ""


def _parsers(name: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001
    if not inner:
        yield name, parser
    for action in inner:
        for verb, child in action.choices.items():
            yield from _parsers(f"{name} {verb}", child)


def _usage(parser: argparse.ArgumentParser) -> str:
    positional = [action for action in parser._actions if not action.option_strings]  # noqa: SLF001
    shape = " ".join(
        str(action.metavar or action.dest) + ("…" if action.nargs in ("+", "*") else "")
        for action in positional
    )
    return f"`{parser.prog} {shape}`".replace(" `", "`")


def _errors() -> Iterator[str]:
    yield "## Errors\n"
    yield "| code | exit | what is said | what to do |"
    yield "|---|---|---|---|"
    for error in all_errors():
        yield f"| `{error.code}` | {error.exit_code} | {error.message} | {error.hint} |"
    yield ""


def _problems() -> Iterator[str]:
    yield "## Problems\n"
    yield "Counted and named in reports; none of them stops the work.\n"
    for name, sentences in sorted(catalogue().items()):
        if name.startswith("problem."):
            yield f"- `{name.removeprefix('problem.')}`: {sentences.get('en') or sentences['zh-Hans']}"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(TARGET.read_text(encoding="utf-8") != reference())
    TARGET.write_text(reference(), encoding="utf-8")
