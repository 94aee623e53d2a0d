"""The process behind the tools' pages: one JSON line in, JSON lines out; asked while it works, it reads more lines.

As `setup_work`: stopping is killing, secrets come through the input only, and each process loads the one flow it runs.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from wildgrass.text import LANGUAGES, say
from wildgrass.web.work_lines import Rows, progress, work_through

if TYPE_CHECKING:
    from wildgrass.library.place import LibraryPlace

Order: TypeAlias = Mapping[str, Any]
Results: TypeAlias = Iterator[dict[str, Any]]


def main() -> int:
    """Do the one thing that the first line of input asks for."""
    return work_through(WORK)


def place_of(order: Order) -> "LibraryPlace":
    """Return the library that an order names, and its passphrase where one was typed."""
    from wildgrass.library.place import LibraryPlace  # noqa: PLC0415 - what seals must not load it

    passphrase = order["passphrase"].encode("utf-8", "surrogatepass")
    return LibraryPlace(Path(order["library"]), (lambda: passphrase) if passphrase else None)


def _request(order: Order) -> Results:
    """Find what letters can ask about; the letters are made from it by the pages."""
    import msgspec  # noqa: PLC0415 - each process loads the one flow it runs

    from wildgrass.flows.request import exposures  # noqa: PLC0415

    told = progress()
    found = exposures(place_of(order), progress=lambda done: told("request", done, None))
    yield {"exposures": json.loads(msgspec.json.encode(found))}


def _redact(order: Order) -> Results:
    """Find what of other people stands in items."""
    from wildgrass.web.redact_work import work  # noqa: PLC0415

    yield from work(order, place_of(order))


def _restore(order: Order) -> Results:
    """Bring a library back, or see what would appear."""
    from wildgrass.web.restore_work import work  # noqa: PLC0415

    yield from work(order, place_of(order))


def _follow(order: Order) -> Results:
    """Fetch open accounts and seal them."""
    from wildgrass.web.follow_work import work  # noqa: PLC0415

    yield from work(order)


def _verify(order: Order) -> Results:
    """Check vaults without any key, and remember what was seen."""
    from wildgrass.flows.catching_up import caught_up_notes  # noqa: PLC0415
    from wildgrass.flows.check import catch_up_checked, check_all  # noqa: PLC0415

    found = check_all(order["vaults"], Path(order["remember"]) if order["remember"] else None)
    yield from (one.to_json() for one in found)
    if order.get("catch_up"):
        caught_up, left = catch_up_checked(found, progress())
        notes = {language: caught_up_notes(caught_up, language) for language in LANGUAGES}
        for language in LANGUAGES:
            notes[language] += [say(language, "ui.verify-not-caught-up", place=one.place) for one in left]
        yield {"caught_up": notes}


def _lock(order: Order) -> Results:
    """Lock a library, make it readable, or change its passphrase."""
    from wildgrass.flows import locking  # noqa: PLC0415

    place, new, told = place_of(order), order["new"].encode("utf-8", "surrogatepass"), progress()
    if order["act"] == "passphrase":
        locking.change_passphrase(place, lambda: new)
        yield {}
        return
    changed = (
        locking.lock(place, lambda: new, progress=told)
        if order["act"] == "lock"
        else locking.unlock(place, progress=told)
    )
    yield {"was_so": changed.was_so}


def _practice(order: Order) -> Results:
    """Make a vault to practise with; nothing in it is real, its passphrase neither."""
    from wildgrass.flows.practice import practise  # noqa: PLC0415

    yield practise(Path(order["folder"])).to_json()


def _rotation(order: Order) -> Results:
    """Make a rotation key, show what adding it changes, or add it."""
    from wildgrass.web.rotation_work import work  # noqa: PLC0415

    yield from work(order)


def _watch(order: Order) -> Results:
    """See whether what was public is still there."""
    from wildgrass.web.watch_work import work  # noqa: PLC0415

    yield from work(order, place_of(order))


def _timeline(order: Order) -> Results:
    """Tell what went when."""
    from wildgrass.web.timeline_work import work  # noqa: PLC0415

    yield work(order, place_of(order))


def _infer(order: Order) -> Results:
    """Infer what explains removal; by chance which shuffles, as the verb does."""
    import secrets  # noqa: PLC0415

    from wildgrass.flows.infer import infer_from  # noqa: PLC0415

    found = infer_from(place_of(order), seed=secrets.randbits(32), runs=order["runs"])
    with Rows() as rows:
        for finding in found.findings:
            rows.add(finding.to_json())
    yield {"summary": found.summary()}


WORK: Final[Mapping[str, Callable[[Order], Results]]] = {
    "follow": _follow,
    "infer": _infer,
    "lock": _lock,
    "practice": _practice,
    "redact": _redact,
    "request": _request,
    "rotation": _rotation,
    "simulate": _restore,
    "restore": _restore,
    "rehearse": _restore,
    "publish": _restore,
    "verify": _verify,
    "timeline": _timeline,
    "watch": _watch,
}


if __name__ == "__main__":
    sys.exit(main())
