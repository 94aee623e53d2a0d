"""`wildgrass timeline`: what went when, by whom as platforms say, how long posts lived, and what coincides."""

import argparse
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.cli.places import add_passphrase_file
from wildgrass.cli.report_files import add_report_options, check_asked, write_asked
from wildgrass.cli.terminal import passphrase_asker
from wildgrass.flows.engine import EMBEDDED
from wildgrass.flows.timeline import (
    agree_to_publish,
    check_collection,
    timeline,
    timeline_bytes,
    write_own,
    write_published,
)
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.timeline.analysis import Timeline


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "timeline",
        parents=shared,
        help="what went when, by whom as platforms say, how long posts lived, and what coincides",
        epilog="example: wildgrass timeline LIBRARY --html timeline.html",
    )
    verb.add_argument(
        "places",
        nargs="+",
        metavar="LIBRARY-or-TABLE",
        help="libraries, tables of observations (.csv, .parquet, .jsonl), or table:NAME that the engine holds",
    )
    add_report_options(verb)
    verb.add_argument(
        "--tables", type=Path, metavar="DIR", help="write CSV, JSON Lines and Parquet for yourself"
    )
    verb.add_argument(
        "--publish", type=Path, metavar="DIR", help="write the one table that may go to strangers"
    )
    verb.add_argument(
        "--earlier",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="an earlier release of --publish, as often as needed: what it told otherwise is left out",
    )
    verb.add_argument(
        "--collection", metavar="TEXT", help="whose archives a table is of, and how they agreed: your words"
    )
    verb.add_argument("--consent", metavar="TEXT", help="note the owner's words of consent to publication")
    verb.add_argument(
        "--events", type=Path, metavar="FILE", help="your own events: a date, a comma, a title a line"
    )
    verb.add_argument(
        "--engine",
        default=EMBEDDED,
        metavar="URL",
        help="who counts: duckdb:// (here) or a server, without password",
    )
    verb.add_argument(
        "--seed", type=int, default=None, help="a number that decides what is drawn again (else chance)"
    )
    add_passphrase_file(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Print days, lives and coincidences, then write what was asked for."""
    check_asked(options)
    asker = passphrase_asker(output, options.passphrase_file, "ui.library-passphrase-enter")
    places = [LibraryPlace(Path(place), asker) for place in options.places]
    collection = options.collection or options.consent
    check_collection(places, collection)
    now = datetime.now(UTC)
    if options.publish is not None:
        agree_to_publish(places, options.consent, now)
    seed = secrets.randbits(32) if options.seed is None else abs(options.seed)
    found = timeline(
        places, seed=seed, language=output.language, engine=options.engine, own_events=options.events
    )
    _print(found, output)
    write_asked(options, output, lambda form: timeline_bytes(found, form, output.language))
    if options.tables is not None:
        write_own(found, options.tables, os.urandom, collection)
        output.say("ui.timeline-written", file=options.tables)
    if options.publish is not None:
        told = write_published(found, options.publish, now, options.earlier)
        output.say(
            "ui.timeline-published", cells=len(told.cells), withheld=told.withheld, file=options.publish
        )
    output.say("ui.timeline-limit-author")
    return 0


def _print(found: Timeline, output: Output) -> None:
    if output.as_json:  # people see neither the days nor the bounds of lives, which take long to draw
        for table in found.tables():
            for row in table.objects():
                output.result({"table": table.name, **row})
    else:
        for cause, posts in sorted(found.totals.items(), key=lambda pair: -pair[1]):
            output.line(f"{output.phrase(f'ui.timeline-by-{cause}')}  {posts}")
        for one in found.coincidences:
            said = output.phrase(f"ui.timeline-{one.why}") if one.p is None else f"q = {one.q:.3f}"
            output.line(f"{one.event.day}  {one.event.title}  {said}")
    summary = {
        "posts": dict(sorted(found.totals.items())),
        "ageless": found.counts.ageless,
        "seed": found.seed,
    }
    output.result({"summary": summary})
