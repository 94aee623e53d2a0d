"""What publishing works with, passed in: where to keep its books, whom to ask, how to go out, the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wildgrass.errors import EXIT_DECIDE, WildgrassError

if TYPE_CHECKING:
    from wildgrass.net import Client


class NotConfirmedError(WildgrassError):
    """The person did not say that this account is meant."""

    code = "publish-not-confirmed"
    exit_code = EXIT_DECIDE
    message = "nothing was published: {account} was not confirmed"
    hint = "type the account's name exactly as it is shown; in scripts, --yes confirms it"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: items of `total`, the seconds that are left, None before there is a rate."""

    done: int
    total: int
    seconds_left: float | None = None
    waiting_s: float = 0.0  # a wait that begins now, for a quota or because the server asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a publishing target is given.

    `state` is the folder of ledgers and previews, made when needed. `secret` asks for the password or key of the
    named account: its answer is never kept, shown or logged. `confirm` is told the account and how many items, and
    says whether to go on. `client` opens the network, on the way that the person chose; it is first called when
    something is really sent.
    `show_names` is told how many posts would name how many other people, and says whether they may.
    `deliver` is told how many followers would get how many posts, and says whether they may.
    `preview` is told the page that a rehearsal wrote, `notice` a sentence of the catalogue and its details. `now` is
    the time of day in UTC, `sleep` takes seconds.
    """

    state: Path
    secret: Callable[[str], str] = field(repr=False)
    confirm: Callable[[str, int], bool]
    client: Callable[[], "Client"]
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    show_names: Callable[[int, int], bool] = lambda _posts, _people: False
    deliver: Callable[[int, int], bool] = lambda _followers, _count: False
    progress: Callable[[Progress], None] = lambda _progress: None
    preview: Callable[[Path], None] = lambda _page: None
    notice: Callable[[str, Mapping[str, object]], None] = lambda _name, _details: None


def needed(means: Means | None) -> Means:
    """Return the means that a publishing target was given; whoever calls one without has made a mistake."""
    if means is None:
        raise ValueError("a target that publishes needs means")
    return means
