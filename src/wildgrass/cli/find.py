"""`wildgrass search` and `wildgrass show`: look into a library."""

import argparse
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.flows import find
from wildgrass.model import Kind


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add both verbs to the parser."""
    search = verbs.add_parser("search", parents=shared, help="find items by their words", epilog=_EXAMPLE)
    add_library(search)
    search.add_argument("query", metavar="QUERY", help=_QUERY)
    search.add_argument("--source", metavar="NAME", help="only this platform")
    search.add_argument(
        "--kind", choices=[str(kind) for kind in Kind], metavar="KIND", help="only this kind of item"
    )
    search.add_argument("--person", metavar="WHO", help="only items of this account: handle, name or id")
    search.add_argument("--after", metavar="DATE", help="from this day on (UTC), such as 2019-06-04")
    search.add_argument("--before", metavar="DATE", help="before this day (UTC)")
    search.add_argument("--limit", type=int, metavar="N", help="at most N items")
    search.add_argument("--best", action="store_true", help="best first, not newest first")
    search.add_argument("--count", action="store_true", help="only say how many are found")
    search.add_argument(
        "--loose", action="store_true", help="also words whose characters stand apart, as in 六·四 for 六四"
    )
    search.add_argument(
        "--synonyms",
        type=Path,
        metavar="FILE",
        help="also what stands for a word: a line for each group of words",
    )
    search.set_defaults(run=run_search)
    show = verbs.add_parser("show", parents=shared, help="one item with its thread")
    add_library(show)
    show.add_argument("id", metavar="ID")
    show.set_defaults(run=run_show)


_EXAMPLE = "example: wildgrass search LIBRARY '白纸 -上海 has:image since:2022-11'"
_QUERY = (
    'words that must all occur; "a phrase", -without, one OR another; from: with: on: kind: since: until: '
    "has:image|video|media|file|link is:removed, also in Chinese (来自: 平台: 类型: 自: 至: 有:图片 已删)"
)
_COUNTED = 10_000  # further, "10000+" says enough to a person


def run_search(options: argparse.Namespace, output: Output) -> int:
    """Print what matches, newest first."""
    found = 0
    filters = find.Filters(
        source=options.source,
        kind=options.kind,
        person=options.person,
        after=options.after,
        before=options.before,
        limit=options.limit,
        loose=options.loose,
        synonyms=options.synonyms,
    )
    if options.count:
        return _count(options, output, filters)
    for row in find.search(
        library_place(options, output), options.query, filters, best_first=options.best, notice=output.notice
    ):
        found += 1
        when = str(row["published"] or "?")[:16].replace("T", " ")
        output.result(row, f"{when}  {row['kind']:8} {row['id']}\n    {' '.join(str(row['text']).split())}")
    output.say("ui.found", count=found)
    return 0


def _count(options: argparse.Namespace, output: Output, filters: find.Filters) -> int:
    limit = None if output.as_json else _COUNTED + 1
    number = find.count(library_place(options, output), options.query, filters, limit=limit)
    output.result({"count": number}, f"{_COUNTED}+" if number == limit else str(number))
    return 0


def run_show(options: argparse.Namespace, output: Output) -> int:
    """Print one item in canonical JSON with its thread."""
    output.canonical(find.show(library_place(options, output), options.id))
    return 0
