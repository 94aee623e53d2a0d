"""Whether other people may be named where something is published: decided by a person, once for each account."""

from dataclasses import dataclass
from typing import Final

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.targets.base import Archive, Hides, RestoreOptions
from wildgrass.targets.ledger import Ledger
from wildgrass.targets.means import Means
from wildgrass.targets.outgoing import Selection

NOTE: Final = "other-people"
SHOWN: Final = "shown"


class NamesNotDecidedError(WildgrassError):
    """Other people would be named, and nobody said that they may."""

    code = "names-not-decided"
    exit_code = EXIT_DECIDE
    message = (
        "{posts} of the posts would name {people} other people, and nobody decided whether they may be named"
    )
    hint = (
        "nothing was published; give --hide-names with --names-map, --redact, or --show-names: "
        "it is asked once for each account"
    )


class NamesHiddenBeforeError(WildgrassError):
    """Earlier runs hid other people at this account, and this one would name them."""

    code = "names-hidden-before"
    exit_code = EXIT_DECIDE
    message = "earlier runs hid other people here ({how}), and this one would name {people} of them"
    hint = "nothing was published; hide them as before, with the same --names-map, or say --show-names"


@dataclass(frozen=True, slots=True)
class Named:
    """How many of the posts that go out name somebody else, and how many people."""

    posts: int
    people: int


def named_in(archive: Archive, selection: Selection) -> Named:
    """Count whom the chosen items name by their own fields; names inside a text without a mark are not counted."""
    people: set[str] = set()
    posts = 0
    for item in archive.items():
        if item.id in selection.chosen:
            named = [*item.mentions, item.in_reply_to_author, item.author]
            others = {one.key for one in named if one is not None and not selection.is_own(one)}
            people |= others
            posts += bool(others)
    return Named(posts, len(people))


def decide_names(
    archive: Archive, selection: Selection, options: RestoreOptions, ledger: Ledger, means: Means
) -> None:
    """Have it decided whether other people may be named, before anything goes out; what was decided is remembered.

    Raises:
        NamesNotDecidedError, NamesHiddenBeforeError: nobody decided, or decided otherwise before.
    """
    before = ledger.notes.get(NOTE)
    chosen = SHOWN if options.shows_names else None if options.hides is Hides.NOBODY else str(options.hides)
    if chosen is None and before != SHOWN:
        named = named_in(archive, selection)
        if not named.people:
            return
        if before is not None:
            raise NamesHiddenBeforeError(how=before, people=named.people)
        if not means.show_names(named.posts, named.people):
            raise NamesNotDecidedError(posts=named.posts, people=named.people)
        chosen = SHOWN
    if chosen is not None and chosen != before:
        ledger.note(NOTE, chosen)
