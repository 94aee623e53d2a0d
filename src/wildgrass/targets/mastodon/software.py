"""Which software a server runs, told by the server itself, and what that software does with a date in the past.

Asked before anything else, because the same request that GoToSocial files quietly under its old date is a new post to
every follower on Mastodon (mastodon#9706). What is not known here for certain is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from wildgrass.errors import EXIT_DECIDE, WildgrassError


class Way(StrEnum):
    """What becomes of a post with a date in the past."""

    QUIET = "quiet"  # it stands there under its date; nobody is told
    DELIVERED = "delivered"  # it stands there under its date, and is sent to every follower
    POSTED_NOW = "posted-now"  # the date is ignored: it goes to every follower as a post of today
    UNKNOWN = "unknown"  # nobody measured it


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one software. `since` is the first version (major, minor) that this holds for."""

    way: Way
    since: tuple[int, int] = (0, 0)


SOFTWARE: Final[Mapping[str, Known]] = {
    "gotosocial": Known(Way.QUIET, (0, 18)),
    "snac": Known(Way.DELIVERED, (2, 75)),
    "mastodon": Known(Way.POSTED_NOW),
    "hometown": Known(Way.POSTED_NOW),
}
"""By the name in nodeinfo; whatever is not here is unknown."""

_NAMES: Final = ("gotosocial", "snac", "pleroma", "akkoma", "sharkey", "misskey", "pixelfed", "hometown")
_VERSION: Final = re.compile(r"v?(\d{1,4})\.(\d{1,4})(?:\D|$)")
_WORD: Final = re.compile(r"[a-z]+")


class BackdatingRefusedError(WildgrassError):
    """The software would post everything now, to all followers."""

    code = "backdating-refused"
    exit_code = EXIT_DECIDE
    message = "{server} runs {software}, which would post everything now, dated today, to every follower"
    hint = (
        "nothing was sent; make an archive that some servers import with the target activitypub:FILE; "
        "GoToSocial takes posts under their own dates"
    )


class SoftwareUnknownError(WildgrassError):
    """It is not known what the software does with a date in the past."""

    code = "server-software-unknown"
    exit_code = EXIT_DECIDE
    message = "{server} runs {software}, and nobody has measured what it does with posts of the past"
    hint = (
        "nothing was sent; GoToSocial from 0.18 and snac2 from 2.75 are known to keep dates; the target "
        "activitypub:FILE makes an archive that some servers import"
    )


@dataclass(frozen=True, slots=True)
class Software:
    """What a server says that it is. `way` is what is known of that version."""

    name: str
    version: str
    way: Way

    @property
    def shown(self) -> str:
        """Its name and version, for people."""
        return f"{self.name} {self.version}".strip() or "software that does not say its name"

    def checked(self, server: str) -> "Software":
        """Return this software where it keeps dates.

        Raises:
            BackdatingRefusedError, SoftwareUnknownError: it does not, or nobody knows.
        """
        if self.way is Way.POSTED_NOW:
            raise BackdatingRefusedError(server=server, software=self.shown)
        if self.way is Way.UNKNOWN:
            raise SoftwareUnknownError(server=server, software=self.shown)
        return self


def detected(nodeinfo: Any, instance: Any) -> Software:
    """Return the software by a server's nodeinfo document and its `instance` answer; either may be anything.

    Both must agree: nodeinfo names the software, and the `version` text of the API ("4.0.0 (not true; really
    snac/2.75)") must not name another. Without nodeinfo nothing is known, but that a bare version is Mastodon's.
    """
    told = _field(instance, "version")
    said = _field(nodeinfo, "software")
    name, version = _text(_field(said, "name")).casefold(), _text(_field(said, "version"))
    others = set(_WORD.findall(_text(told).casefold())).intersection(_NAMES) - {name}
    if not name:
        bare = bool(told) and not others and _VERSION.match(_text(told)) is not None
        return Software("mastodon" if bare else "", _text(told), Way.POSTED_NOW if bare else Way.UNKNOWN)
    known = SOFTWARE.get(name)
    if known is None or others or not _text(told):
        return Software(name, version, Way.UNKNOWN)
    return Software(name, version, known.way if _is_since(version, known.since) else Way.UNKNOWN)


def _is_since(version: str, since: tuple[int, int]) -> bool:
    if since == (0, 0):
        return True
    found = _VERSION.match(version)
    return found is not None and (int(found[1]), int(found[2])) >= since


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _text(value: Any) -> str:
    """Return a short text that a server said, without what a terminal would obey."""
    return "".join(one for one in value[:80] if one.isprintable()) if isinstance(value, str) else ""
