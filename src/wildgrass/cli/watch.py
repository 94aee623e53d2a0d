"""`wildgrass watch`: is what was public still there, and by whom it went, as far as the platform says."""

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from typing import Any

from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.errors import EXIT_DECIDE, EXIT_STORE
from wildgrass.flows.watch import MOST, Watch, watch_client
from wildgrass.flows.watch_looking import Way
from wildgrass.flows.watch_panel import panel_line
from wildgrass.net import Client
from wildgrass.watch.book import PURPOSE, PURPOSES
from wildgrass.watch.outcome import ABSENT, HIDDEN, Verdict
from wildgrass.watch.within import told_within

_LONGEST_SLEEP_S = 3600.0
_EVERY = "all"


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
        "--also",
        action="append",
        default=[],
        metavar="[NAME=]URL",
        help="a second way out, asked about what the first does not show (repeatable)",
    )
    verb.add_argument(
        "--listing",
        action="store_true",
        help="compare with the owner's own public listing first, and look at what is no longer in it",
    )
    verb.add_argument(
        "--panel",
        type=int,
        metavar="N",
        help="look only at N items drawn at random, some of every year, and estimate which share of all is gone",
    )
    verb.add_argument(
        "--seed",
        default="",
        metavar="TEXT",
        help="what --panel is drawn by; without it, the watch's own secret",
    )
    verb.add_argument(
        "--notices",
        action="store_true",
        help="show the wordings that platforms used and Wildgrass does not know; looks at nothing",
    )
    verb.add_argument(
        "--consent", metavar="TEXT", help="note the owner's words of consent; they hold for a year"
    )
    verb.add_argument(
        "--for",
        dest="purpose",
        default=PURPOSE,
        choices=PURPOSES,
        metavar="PURPOSE",
        help="what the words of --consent agree to: watch, publish, infer or compare",
    )
    verb.add_argument(
        "--revoke",
        nargs="?",
        const=_EVERY,
        choices=(_EVERY, *PURPOSES),
        metavar="PURPOSE",
        help="take every consent back, or that to one purpose",
    )
    verb.add_argument(
        "--forget", metavar="ID", help="leave an item out from now on, and drop what was noted of it"
    )
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Note what was said about consent, then look."""
    watch = Watch(library_place(options, output), lambda: datetime.now(UTC))
    if options.revoke is not None:
        watch.book.revoke(watch.now(), None if options.revoke == _EVERY else options.revoke)
        output.say("ui.watch-revoked")
        return 0
    if options.notices:
        return _notices(watch, output)
    if options.forget:
        watch.book.forget(options.forget)
        output.say("ui.watch-forgotten", item=options.forget)
        return 0
    if options.consent and options.purpose != PURPOSE:
        consent = watch.book.agree(options.consent, watch.now(), options.purpose)
        until = consent.until.date().isoformat()
        output.say("ui.consent-noted", purpose=options.purpose, until=until)
        return 0
    if options.consent:
        consent = watch.book.agree(options.consent, watch.now())
        output.say("ui.watch-agreed", until=consent.until.date().isoformat())
    output.say("ui.watch-signal")
    with ExitStack() as closing:
        client = closing.enter_context(watch_client(options.proxy))
        also = [Way(name, closing.enter_context(watch_client(url))) for name, url in _ways(options.also)]
        return _rounds(watch, client, also, options, output)


def _ways(said: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the names and addresses of further ways out; one without a name gets a number."""
    for number, text in enumerate(said, 2):
        name, mark, url = text.partition("=")
        yield (name, url) if mark and name.isalnum() else (str(number), text)


def _notices(watch: Watch, output: Output) -> int:
    """Show the wordings that the table lacks."""
    found = watch.unread()
    for one in found:
        output.result(one.to_json(), f"{one.platform}  {one.items}  {one.words}")
    output.say("ui.watch-unread", count=len(found))
    return 0


def _rounds(
    watch: Watch, client: Client, also: Sequence[Way], options: argparse.Namespace, output: Output
) -> int:
    is_gone = False
    panel = None if options.panel is None else watch.panel(max(1, options.panel), options.seed)
    progress = partial(output.progress, "ui.watch-progress")
    while True:
        asked = watch.run(
            client, most=options.most, progress=progress, also=also, listing=options.listing, panel=panel
        )
        for verdict in asked:
            is_gone = is_gone or verdict.state in ABSENT
            output.result(verdict.to_json(), _line(verdict, output))
        if panel is not None:
            _say_panel(watch.panel_said(panel).to_json(), output)
        down = [way.name for way in also if way.is_down]
        for name in down:
            output.say("ui.watch-way-down", name=name)
        for host in watch.left_alone:
            output.say("ui.watch-left-alone", host=host)
        _say_rest(watch, output)
        due = watch.next_due(panel)
        if options.once or due is None:
            return EXIT_DECIDE if is_gone else EXIT_STORE if down else 0
        wait = (due - watch.now()).total_seconds()
        time.sleep(min(max(wait, 1.0), _LONGEST_SLEEP_S))


def _say_panel(said: dict[str, Any], output: Output) -> None:
    """Say what the panel tells of the whole archive."""
    output.result(said, panel_line(said, output.language))


def _say_rest(watch: Watch, output: Output) -> None:
    """Say what a person should read: wordings that nobody knows, and items that turned out to be somebody else's."""
    wordings, refused = len(watch.unread()), len(watch.book.refused())
    if wordings:
        output.say("ui.watch-unread", count=wordings)
    if refused:
        output.say("ui.watch-refused", count=refused)


def _line(verdict: Verdict, output: Output) -> str:
    said = output.phrase(f"ui.watch-{verdict.state}")
    by = verdict.by if verdict.state in HIDDEN else ""
    more = [output.phrase(f"ui.watch-needs-{one}") for one in verdict.needs]
    if verdict.blocked:
        there, seen = ", ".join(verdict.blocked.there), ", ".join(verdict.blocked.seen) or "-"
        more.append(output.phrase("ui.web-watch-blocked-where", there=there, seen=seen))
    more += [output.phrase(name, **details) for name, details in told_within(verdict)]
    rest = f"  ({', '.join(more)})" if more else ""
    return f"{said}  {verdict.item}  {by}  {verdict.notice}{rest}".rstrip()
