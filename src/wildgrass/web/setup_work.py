"""The process that does long work for the pages: one JSON line in, JSON lines out, then it ends.

A process of its own, so that stopping is killing (the flows stand that at any moment), so that what seals never shares
memory with what opens, and so that a recovery key is gone with the process that held it. What it is told comes through
its input, never in its arguments or its environment.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from wildgrass.text import LANGUAGES, explain
from wildgrass.web.work_lines import progress, work_through


def main() -> int:
    """Do the one thing that the first line of input asks for."""
    return work_through(WORK)


def _look(order: Mapping[str, Any]) -> Any:
    """Recognise exports and count what is in them."""
    from wildgrass.flows.inspect import inspect  # noqa: PLC0415 - each process loads the one flow it runs

    for inspection in inspect([Path(path) for path in order["exports"]]):
        kinds: dict[str, int] = {}
        for problem in inspection.problems():
            kinds[problem.code] = kinds.get(problem.code, 0) + 1
        dates = inspection.source.info.vintages.get(inspection.vintage.name, inspection.vintage.name)
        about = {"reason": inspection.vintage.reason, "dates": dates, "problem_kinds": kinds}
        yield inspection.report() | about


def _seal(order: Mapping[str, Any]) -> Any:
    """Seal exports with a card; this process holds nothing that opens."""
    from wildgrass.flows.add import add, read_card  # noqa: PLC0415
    from wildgrass.flows.answers import answers  # noqa: PLC0415
    from wildgrass.flows.catching_up import catch_up, caught_up_notes, place_notes  # noqa: PLC0415

    told = order.get("answers", {})
    given = answers(told.get("zone"), told.get("dates"), told.get("me"))
    paths = [Path(path) for path in order["exports"]]
    card, is_behind = Path(order["card"]), False
    for added in add(card, paths, answers=given, progress=progress()):
        is_behind = is_behind or added.can_catch_up
        notes = {language: place_notes(added.receipt.places, language) for language in LANGUAGES}
        yield added.to_json() | {"name": added.name, "report": added.report, "place_notes": notes}
    if is_behind:
        caught_up = catch_up(read_card(card), progress())
        yield {"caught_up": {language: caught_up_notes(caught_up, language) for language in LANGUAGES}}


def _open(order: Mapping[str, Any]) -> Any:
    """Open a vault into a library, readable or locked."""
    from wildgrass.flows import unseal  # noqa: PLC0415
    from wildgrass.library.place import LibraryPlace  # noqa: PLC0415

    library_passphrase = order.get("library_passphrase", "").encode("utf-8", "surrogatepass")
    place = LibraryPlace(Path(order["library"]), lambda: library_passphrase)
    request = unseal.Request(
        places=[order["place"]],
        answers=[Path(path) for path in order["answers"]],
        words=[],
        typed=[(name, text) for name, text in order["words"]],
        identity=Path(order["key"]) if order["key"] else None,
        library=place,
        lock_with=(lambda: library_passphrase) if order.get("lock") else None,
    )
    passphrase = order["passphrase"].encode()
    opened = unseal.open_into_library(request, lambda: passphrase, progress=progress())
    aside = {language: [explain(error, language)[0] for error in opened.set_aside] for language in LANGUAGES}
    found = opened.found[len(opened.set_aside) :]
    yield opened.to_json() | {"aside": aside, "found": found, "locked": place.is_locked}


def _compare(order: Mapping[str, Any]) -> Any:
    """Compare a chat from both ends."""
    from wildgrass.web.compare_work import work  # noqa: PLC0415

    yield from work(order, progress())


WORK: Final[Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {
    "look": _look,
    "inspect": _look,
    "seal": _seal,
    "open": _open,
    "compare": _compare,
}


if __name__ == "__main__":
    sys.exit(main())
