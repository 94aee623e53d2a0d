"""`wildgrass people`: who is in a library, and which accounts are one person's."""

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.flows import people

_EXAMPLE = "example: wildgrass people LIBRARY --merge x:account:12 weibo:account:77"


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser("people", parents=shared, help="people, joined across platforms", epilog=_EXAMPLE)
    add_library(verb)
    one = verb.add_mutually_exclusive_group()
    one.add_argument(
        "--merge",
        nargs="+",
        metavar="ID",
        help="make the persons of these accounts one; the first's name stays",
    )
    one.add_argument("--split", metavar="ID", help="take this account out of its person")
    one.add_argument(
        "--name",
        nargs=2,
        metavar=("ID", "TEXT"),
        help="name the account's person; an empty text takes it away",
    )
    one.add_argument("--undo", action="store_true", help="undo the last decision")
    one.add_argument("--redo", action="store_true", help="carry out again what was undone last")
    one.add_argument("--history", action="store_true", help="list the decisions, oldest first")
    one.add_argument(
        "--proposals",
        action="store_true",
        help="list accounts of which exports say that they belong together; joins nothing",
    )
    one.add_argument("--export", type=Path, metavar="FILE", help="write the decisions into a new file")
    one.add_argument("--import", type=Path, metavar="FILE", dest="take_in", help="add a file's decisions")
    verb.add_argument("--platform", metavar="NAME", help="list who has an account there")
    verb.add_argument("--sort", choices=people.ORDERS, default="count", help="what the list goes by")
    verb.add_argument("--limit", type=int, metavar="N", help="list at most N")
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Decide, or list."""
    options.library = library_place(options, output)
    if not _decided(options, output):
        _list(options, output)
    return 0


def _decided(options: argparse.Namespace, output: Output) -> bool:
    """Carry out a decision or move decisions; say whether that was asked."""
    place = options.library
    if options.merge:
        _tell(output, [people.merge(place, options.merge)])
    elif options.split is not None:
        _tell(output, people.split(place, options.split))
    elif options.name is not None:
        _tell(output, [people.name(place, *options.name)])
    elif options.undo or options.redo:
        done = people.undo(place) if options.undo else people.redo(place)
        output.result(done, " ".join(map(_decision, done.values())))
    elif options.export is not None:
        count = people.export(place, options.export)
        output.result({"decisions": count, "file": str(options.export)})
        output.say("ui.people-exported", count=count, file=options.export)
    elif options.take_in is not None:
        count = people.take_in(place, options.take_in)
        output.result({"new_decisions": count})
        output.say("ui.people-imported", count=count)
    else:
        return False
    return True


def _list(options: argparse.Namespace, output: Output) -> None:
    if options.history:
        for row in people.history(options.library):
            output.result(row, f"{'  ' if row['stands'] else '- '}{_decision(row)}")
    elif options.proposals:
        _propose(options, output)
    else:
        limit = None if options.limit is None else max(options.limit, 0)
        rows = people.listed(options.library, platform=options.platform, order=options.sort, limit=limit)
        for row in rows:
            output.result(row, _line(row))


def _propose(options: argparse.Namespace, output: Output) -> None:
    found = 0
    for row in people.proposed(options.library):
        found += 1
        why = output.phrase(f"ui.people-grounds-{row['grounds']}")
        output.result(row, f"{_all(row['accounts'])}\n    {why}: {_all(row['items'])}")
    output.say("ui.people-proposed", count=found)


def _tell(output: Output, persons: Iterable[Mapping[str, Any]]) -> None:
    for person in persons:
        output.result(person, f"{person['name'] or '-'}  {_all(person['accounts'])}")


def _line(row: Mapping[str, Any]) -> str:
    first, last = ((row[name] or "?")[:10] for name in ("first", "last"))
    accounts = _all(account["id"] for account in row["accounts"])
    return f"{row['items']:8} {row['named']:8}  {first} {last}  {row['name']}\n    {accounts}"


def _decision(row: Any) -> str:
    """Return one decision on a line."""
    told = [str(row["at"]), str(row["act"]), *row.get("accounts", ())]
    return " ".join(told) + (f" “{row['name']}”" if row.get("name") is not None else "")


def _all(parts: Any) -> str:
    return "  ".join(map(str, parts))
