"""`wildgrass restore`: publish a library again, at a place where people can read it."""

import argparse
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from wildgrass.cli.account import confirmer, deliverer, key_asker, name_shower, password_asker
from wildgrass.cli.hiding import add_hiding, hiding_of, look_teller, review_teller
from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.errors import EXIT_DECIDE, EXIT_STORE, EXIT_USAGE, WildgrassError
from wildgrass.flows.media_counts import MEDIA
from wildgrass.flows.restore import (
    check_target,
    is_held_by_key,
    publishes,
    publishing_means,
    restore,
    takes_token,
)
from wildgrass.targets.base import PrivateClass, RestoreOptions
from wildgrass.targets.means import Means, Progress

_EXAMPLE = "example: wildgrass restore LIBRARY site:SITE"
_LONG_WAIT_S = 60


class KeyFileNeededError(WildgrassError):
    """A new key was asked for, and no file to put it into."""

    code = "key-file-needed"
    exit_code = EXIT_USAGE
    message = "a new key needs a file to stand in"
    hint = "name it with --key FILE; the file must not exist yet"


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser("restore", parents=shared, help="publish a library again", epilog=_EXAMPLE)
    add_library(verb)
    verb.add_argument(
        "target",
        metavar="TARGET",
        help="site:DIR, bluesky:HANDLE@PDS-URL, nostr:WS-URL,…, mastodon:SERVER-URL; `targets` lists all",
    )
    either = verb.add_mutually_exclusive_group()
    either.add_argument("--simulate", action="store_true", help="say what would appear, write nothing there")
    either.add_argument(
        "--publish",
        action="store_true",
        help="really publish, after you confirmed the account; without it a target on the network is only simulated",
    )
    verb.add_argument(
        "--private",
        action="store_true",
        help="include conversations and posts for followers; others are named in them (targets on this machine)",
    )
    verb.add_argument(
        "--likes", action="store_true", help="include what the person liked: other people's words"
    )
    verb.add_argument(
        "--language", choices=("en", "zh-Hans", "zh-Hant"), help="language of the pages' own words"
    )
    verb.add_argument(
        "--base",
        metavar="URL",
        help="site, feed: the web address that the folder will stand under, for whole addresses",
    )
    add_hiding(verb)
    _add_publishing(verb)
    verb.set_defaults(run=run)


def _add_publishing(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--include",
        action="append",
        default=[],
        choices=[str(one) for one in PrivateClass],
        help="publish this class too (repeatable); without it only public posts go out",
    )
    verb.add_argument(
        "--mention-people", action="store_true", help="let mentions notify the people who are mentioned"
    )
    verb.add_argument(
        "--custody",
        action="store_true",
        help="bluesky: bring a whole copy into a fresh account at once, safe there but not shown in feeds",
    )
    verb.add_argument(
        "--no-origin",
        action="store_true",
        help="do not write into each post which account and post it comes from",
    )
    verb.add_argument(
        "--deliver",
        action="store_true",
        help="mastodon: a server that sends every post to your followers may do so (snac2), without asking",
    )
    _add_key(verb)
    verb.add_argument("--yes", action="store_true", help="do not ask whether the account is the right one")
    verb.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="read the account's password (or the key's passphrase) here",
    )
    verb.add_argument("--state", type=Path, metavar="DIR", help="where the record of what was posted is kept")
    verb.add_argument("--proxy", metavar="URL", help="go out only through it: tor, socks5h://… or http://…")


def _add_key(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="nostr: the secret key is in this file, plain or sealed with age; never one that you use every day",
    )
    verb.add_argument(
        "--new-key",
        action="store_true",
        help="nostr: make a new key, sealed with a passphrase, into --key FILE",
    )
    places = verb.add_mutually_exclusive_group()
    places.add_argument("--blossom", metavar="URL", help="nostr: send pictures to this Blossom server")
    places.add_argument(
        "--media-base",
        metavar="URL",
        help="nostr: write pictures into a folder and name them under this address, where you put them yourself",
    )


def run(options: argparse.Namespace, output: Output) -> int:
    """Restore to the target and report each item."""
    outcomes: Counter[str] = Counter()
    media: Counter[str] = Counter()
    means = None
    check_target(
        options.target,
        {
            "--key": options.key is not None,
            "--new-key": options.new_key,
            "--blossom": options.blossom is not None,
            "--media-base": options.media_base is not None,
        },
    )
    if publishes(options.target):
        means = _means(options, output)
    place = library_place(options, output)
    if place.is_locked:
        output.say("ui.locked-restore-readable")
    wishes, hiding = _wishes(options, output, means), hiding_of(options, output)
    left: list[str] = []
    reviewed, looked = review_teller(output), look_teller(output, left)
    outcomes_of = restore(
        place,
        options.target,
        wishes,
        hiding,
        reviewed=reviewed,
        looked=looked,
        named=lambda people: output.say("ui.names-shown", people=f"{people:,}") if people else None,
    )
    for outcome in outcomes_of:
        outcomes[outcome.status] += 1
        media.update(outcome.media or {})
        if output.as_json:
            output.result(outcome.to_json())
        elif outcome.status == "failed":
            output.tell(f"  {outcome.id}: {outcome.reason}")
    is_simulated = options.simulate or (means is not None and not options.publish)
    output.say(
        "ui.restored-simulated" if is_simulated else "ui.restored",
        done=outcomes["done"],
        skipped=outcomes["skipped"],
        failed=outcomes["failed"],
        target=options.target,
    )
    if is_simulated and media.total():
        output.say("ui.restored-media", **{name: media[name] for name in MEDIA})
    return EXIT_STORE if outcomes["failed"] else EXIT_DECIDE if left else 0


def _wishes(options: argparse.Namespace, output: Output, means: Means | None) -> RestoreOptions:
    return RestoreOptions(
        simulate=options.simulate,
        publish=options.publish,
        private=options.private,
        likes=options.likes,
        base=options.base,
        include=frozenset(map(PrivateClass, options.include)),
        mentions=options.mention_people,
        custody=options.custody,
        origin=not options.no_origin,
        media_server=options.blossom,
        media_base=options.media_base,
        deliver=options.deliver,
        language=options.language or output.language,
        shows_names=options.show_names,
        means=means,
    )


def _means(options: argparse.Namespace, output: Output) -> Means:
    return publishing_means(
        options.library,
        secret=_secret(options, output),
        deliver=deliverer(output),
        confirm=confirmer(output, is_sure=options.yes),
        show_names=name_shower(output, is_batch=options.yes),
        progress=_reporter(output),
        preview=lambda page: output.say("ui.publish-preview", page=str(page)),
        state=options.state,
        proxy=options.proxy,
        notice=_noticer(output),
    )


def _noticer(output: Output) -> Callable[[str, Mapping[str, object]], None]:
    """Return a function that says what each relay did: its own words, and what they mean where that is known."""

    def notice(name: str, details: Mapping[str, object]) -> None:
        words = str(details.get("words", ""))
        meaning = output.phrase_or(f"ui.publish-relay-{words.partition(':')[0]}", "")
        said = f"{words} ({meaning})" if meaning else words
        output.say(f"ui.{name}", **{**details, "words": said})

    return notice


def _secret(options: argparse.Namespace, output: Output) -> Callable[[str], str]:
    if options.new_key and options.key is None:
        raise KeyFileNeededError
    if is_held_by_key(options.target):
        return key_asker(output, options.key, options.password_file, is_new=options.new_key)
    return password_asker(output, options.password_file, is_token=takes_token(options.target))


def _reporter(output: Output) -> Callable[[Progress], None]:
    """Return a function that shows how far a run is, and says when it waits."""

    def report(progress: Progress) -> None:
        if progress.waiting_s >= _LONG_WAIT_S:
            output.say("ui.publish-waiting", minutes=round(progress.waiting_s / 60))
        left = progress.seconds_left
        more = "" if left is None else output.phrase("ui.publish-left", minutes=max(1, round(left / 60)))
        if progress.total:
            output.progress("ui.publish-doing", progress.done, progress.total, more)

    return report
