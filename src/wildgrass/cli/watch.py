"""`wildgrass watch`: is what was public still there, and by whom it went, as far as the platform says."""

import argparse
import time
from datetime import UTC, datetime
from functools import partial

from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.errors import EXIT_DECIDE
from wildgrass.flows.watch import MOST, Watch, watch_client
from wildgrass.net import Client
from wildgrass.watch.verdicts import Verdict

_LONGEST_SLEEP_S = 3600.0


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "watch",
        parents=shared,
        help="is what was public still there; only the owner's own items, with her consent",
        epilog="example: wildgrass watch LIBRARY --once --proxy tor",
    )
    add_library(verb)
    verb.add_argument("--once", action="store_true", help="look at what is due now, then stop")
    verb.add_argument(
        "--most", type=int, default=MOST, metavar="N", help="look at most at N items in a round"
    )
    verb.add_argument("--proxy", metavar="URL", help="go out only through it: tor, socks5h://… or http://…")
    verb.add_argument(
        "--consent", metavar="TEXT", help="note the owner's words of consent; they hold for a year"
    )
    verb.add_argument("--revoke", action="store_true", help="take the consent back")
    verb.add_argument(
        "--forget", metavar="ID", help="leave an item out from now on, and drop what was noted of it"
    )
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Note what was said about consent, then look."""
    watch = Watch(library_place(options, output), lambda: datetime.now(UTC))
    if options.revoke:
        watch.book.revoke(watch.now())
        output.say("ui.watch-revoked")
        return 0
    if options.forget:
        watch.book.forget(options.forget)
        output.say("ui.watch-forgotten", item=options.forget)
        return 0
    if options.consent:
        consent = watch.book.agree(options.consent, watch.now())
        output.say("ui.watch-agreed", until=consent.until.date().isoformat())
    output.say("ui.watch-signal")
    with watch_client(options.proxy) as client:
        return _rounds(watch, client, options, output)


def _rounds(watch: Watch, client: Client, options: argparse.Namespace, output: Output) -> int:
    is_gone = False
    progress = partial(output.progress, "ui.watch-progress")
    while True:
        for verdict in watch.run(client, most=options.most, progress=progress):
            is_gone = is_gone or verdict.state in {"gone", "tombstone"}
            output.result(verdict.to_json(), _line(verdict, output))
        due = watch.next_due()
        if options.once or due is None:
            return EXIT_DECIDE if is_gone else 0
        wait = (due - watch.now()).total_seconds()
        time.sleep(min(max(wait, 1.0), _LONGEST_SLEEP_S))


def _line(verdict: Verdict, output: Output) -> str:
    said = output.phrase(f"ui.watch-{verdict.state}")
    by = verdict.by if verdict.state in {"gone", "tombstone"} else ""
    return f"{said}  {verdict.item}  {by}  {verdict.notice}".rstrip()
