"""`wildgrass follow`: keep accounts current that are open to read; this machine can only write."""

import argparse
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from wildgrass.cli.add import added_text
from wildgrass.cli.output import Output
from wildgrass.errors import EXIT_INPUT
from wildgrass.flows.catching_up import exit_code, place_notes
from wildgrass.flows.follow import (
    Followed,
    Following,
    consent_text,
    every_seconds,
    follow,
    follow_client,
    keep_following,
)

_EXAMPLE = (
    'example: wildgrass follow vault.card bluesky:me.bsky.social --consent "Li Na, who asked us" --proxy tor'
)


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "follow",
        parents=shared,
        help="fetch open accounts and seal them; never on the device at risk",
        epilog=_EXAMPLE,
    )
    verb.add_argument("card", type=Path, metavar="CARD")
    verb.add_argument(
        "target",
        nargs="+",
        metavar="TARGET",
        help="bluesky:HANDLE-or-DID[@PDS-URL], feed:URL, mastodon:ACCOUNT@SERVER, activitypub:ACTOR-URL, "
        "nostr:NPUB@wss://RELAY[,wss://RELAY…], telegram:CHANNEL",
    )
    verb.add_argument(
        "--consent",
        metavar="TEXT|FILE",
        help="whose account it is and on whose behalf you keep it; required, and sealed with it",
    )
    verb.add_argument("--proxy", metavar="URL", help="go out only through it: tor, socks5h://… or http://…")
    often = verb.add_mutually_exclusive_group()
    often.add_argument("--every", metavar="TIME", help="again and again, this far apart: 30m, 6h, 1d")
    often.add_argument("--once", action="store_true", help="once (the default)")
    verb.add_argument(
        "--pace",
        type=float,
        default=2.0,
        metavar="N",
        help="at most so many requests a second to one server (default 2)",
    )
    verb.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help="where revisions and ETags are kept, so that only what is new is fetched; without it nothing is",
    )
    verb.add_argument(
        "--index",
        choices=("none", "sealed", "local"),
        default="none",
        help="what is kept in --state to store less next time; none (the default) stores everything again",
    )
    verb.add_argument(
        "--no-media", action="store_true", help="do not fetch the files that posts name by their address"
    )
    verb.add_argument(
        "--media-host",
        action="append",
        default=[],
        metavar="HOST[:PORT]",
        help="a host in a network of your own where such files may lie; without it none there is asked",
    )
    verb.add_argument(
        "--no-report", action="store_true", help="seal only, do not count items; counts are null"
    )
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Follow, and say what became of each account."""
    code = 0
    for one in _results(options, output):
        output.result(one.to_json(), _text(one, output))
        sys.stdout.flush()  # the next may be hours away
        if one.error is not None:
            output.error(one.error)
            code = one.error.exit_code
        elif not one.is_whole:
            code = code or EXIT_INPUT
        elif one.added is not None:
            code = code or exit_code(one.added.receipt.places)
            for note in place_notes(one.added.receipt.places, output.language):
                output.tell(note)
    return code


def _results(options: argparse.Namespace, output: Output) -> Iterator[Followed]:
    def on_wait(host: str, seconds: float) -> None:
        output.say("ui.follow-waiting", host=host, seconds=round(seconds))

    following = Following(
        card=options.card,
        targets=options.target,
        consent=consent_text(options.consent),
        client=follow_client(options.proxy, options.pace, on_wait=on_wait),
        state=options.state,
        index=options.index,
        report=not options.no_report,
        media=not options.no_media,
        media_hosts=options.media_host,
        progress=output.progress,
    )
    if options.every is None:
        return follow(following)
    return keep_following(following, every_seconds(options.every), sleep=time.sleep, jitter=_jitter())


def _jitter() -> Callable[[], float]:
    return lambda: secrets.randbelow(1000) / 1000


def _text(one: Followed, output: Output) -> str | None:
    if one.status == "unchanged":
        return output.phrase("ui.follow-unchanged", target=one.target)
    if one.added is None:
        return None
    lines = [output.phrase("ui.followed", target=one.target), added_text(one.added, output)]
    if one.gaps:
        lines.append(output.phrase("ui.follow-gaps", reasons="; ".join(one.gaps)))
    if one.media is not None and (one.media.fetched or one.media.failed):
        counts = {"fetched": one.media.fetched, "known": one.media.known, "failed": len(one.media.failed)}
        lines.append(output.phrase("ui.follow-media", **counts, reasons=one.media.reasons()))
    lines += [f"  {note}" for note in one.notes]
    return "\n".join(lines)
