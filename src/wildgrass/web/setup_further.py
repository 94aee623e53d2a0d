"""Further places of a vault to be made: a second disk, a stick, each checked and listed with its disk."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.responses import Response

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.web.setup_places import new_folder
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import to

MOST_PLACES: Final = 8


class PlaceTwiceError(WildgrassError):
    """Two folders of a vault, or one and its kit's, lie in each other or are one."""

    code = "setup-place-twice"
    exit_code = EXIT_USAGE
    message = "{path} and {other} are the same folder, or one lies in the other"
    hint = "choose a folder beside it, best on another disk"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place in the list; `beside` is the number of an earlier one on the same disk, 0 for none."""

    place: str
    beside: int


def refuse_overlap(folder: Path, others: Iterable[str]) -> None:
    """Check that a folder is none of the others, in none of them and around none; "" is nobody's folder.

    Raises:
        PlaceTwiceError: it is.
    """
    found = folder.resolve()
    for other in filter(None, others):
        known = Path(other).resolve()
        if found == known or known in found.parents or found in known.parents:
            raise PlaceTwiceError(path=folder, other=other)


def places(view: SetupView) -> Response:
    """List the places, and ask for one more or to go on."""
    choices = view.setup.choices
    if not choices.place:
        return to("/setup/place")
    return view.page(
        "setup_places.html",
        rows=_rows(choices.places),
        place=view.typed("further"),
        is_full=len(choices.places) >= MOST_PLACES,
    )


def take_places(view: SetupView) -> Response:
    """Take a place out, add the one that was typed, or go on; what was typed is never left out silently."""
    choices = view.setup.choices
    number = view.form.get("remove", "")
    if number.isdecimal():
        if int(number) < len(choices.further):
            del choices.further[int(number)]
        return to(view.here)
    if not choices.place:
        return to("/setup/place")
    if view.is_browsing("further"):
        return view.browse({"further": False})
    typed = view.form.get("further", "").strip()
    is_done = view.form.get("go") == "on"
    if (typed or not is_done) and len(choices.places) < MOST_PLACES:
        found = new_folder(typed)
        refuse_overlap(found, [*choices.places, choices.kit])
        choices.further.append(str(found))
    view.clear("further")
    return to("/setup/trustees" if is_done else view.here)


def _rows(found: list[str]) -> list[PlaceRow]:
    disks = [_disk(Path(place)) for place in found]
    return [
        PlaceRow(place, disks.index(disks[at]) + 1 if disks[at] in disks[:at] else 0)
        for at, place in enumerate(found)
    ]


def _disk(folder: Path) -> int | Path:
    """Return the number of the file system that a folder is to lie on; where nobody can tell, the folder itself."""
    above = folder
    while not os.path.lexists(above) and above != above.parent:
        above = above.parent
    try:
        return above.stat().st_dev
    except OSError:
        return folder


Answer = Callable[[SetupView], Response]
SHOW: Final[Mapping[str, Answer]] = {"/setup/places": places}
TAKE: Final[Mapping[str, Answer]] = {"/setup/places": take_places}
