"""What only a person can decide before a library leaves: pictures that may show faces, and what may be a name.

Stands between what would appear and the real run. What is decided is in memory with what was chosen, and in the file of
decisions where one was named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from wildgrass.targets.words import clean
from wildgrass.text.redaction import PictureChoice
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_restore import order_of
from wildgrass.web.tools_running import Work, begin, done, is_locked, part_of
from wildgrass.web.view import to

PICTURES: Final = "/setup/tools/pictures"
_BACK: Final = "/setup/tools/restore"
_PER_PAGE: Final = 40  # a form holds 80 fields at most
_PLACES: Final = 3


@dataclass(frozen=True, slots=True)
class Question:
    """A picture (`thumb` shows it small), or a text that may be a name: `said` is its row, `do` what was decided."""

    number: int
    key: str
    is_picture: bool
    said: Mapping[str, Any]
    do: str
    where: str
    thumb: str = ""


def show(view: SetupView) -> Response:
    """Show pictures, those with faces and those that could not be looked at first, then what may be names."""
    work = _rehearsed(view)
    if work is None:
        return to(_BACK)
    questions = _questions(work)
    page, parts = part_of(view, len(questions), _PER_PAGE)
    return view.page(
        "tools_pictures.html",
        questions=questions[(page - 1) * _PER_PAGE : page * _PER_PAGE],
        choices=[str(one) for one in PictureChoice],
        page=page,
        parts=parts,
        over=work.over,
        is_locked=is_locked(work.memory["library"]) and bool(work.memory["choice"].get("decisions")),
        asks_key=bool(work.memory["choice"].get("names_key") and work.memory["choice"].get("decisions")),
    )


def take(view: SetupView) -> Response:
    """Keep what was decided on this part; a file of decisions is written anew with it."""
    work = _rehearsed(view)
    if work is None:
        return to(_BACK)
    number = view.form.get("part", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    choice = work.memory["choice"]
    pictures, named = dict(choice.get("pictures", {})), set(choice.get("named", ()))
    for one in _questions(work)[(page - 1) * _PER_PAGE : page * _PER_PAGE]:
        said = view.form.get(f"q{one.number}", "")
        if one.is_picture and said in set(PictureChoice):
            pictures[one.key] = said
        elif not one.is_picture:
            (named.add if said else named.discard)(one.key)
    work.memory["choice"] = {**choice, "pictures": pictures, "named": sorted(named)}
    if view.form.get("then") != "done":
        return to(f"{PICTURES}?page={page}")
    if not choice.get("decisions"):
        return to(work.over)
    return begin(view, Work(work.kind, work.over, work.memory), order_of(view, work.memory, simulate=True))


def _rehearsed(view: SetupView) -> Work | None:
    work = done(view, "simulate") or done(view, "rehearse")
    return work if work is not None and work.results and work.results[-1].get("hidden") is not None else None


def _questions(work: Work) -> list[Question]:
    choice, result = work.memory["choice"], work.results[-1]
    decided, named = choice.get("pictures", {}), set(choice.get("named", ()))
    thumbs = result["thumbs"]
    pictures = sorted(result["pictures"], key=lambda row: row["faces"] == 0)
    rows = [(row["picture"], True, row, decided.get(row["picture"], row["do"])) for row in pictures]
    rows += [(row["text"], False, row, "replace" if row["text"] in named else "") for row in result["maybe"]]
    return [
        Question(
            number, key, is_picture, _clean(row), do, _where(row), thumbs.get(key, "") if is_picture else ""
        )
        for number, (key, is_picture, row, do) in enumerate(rows)
    ]


def _clean(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "text": clean(str(row.get("text", "")))}


def _where(row: Mapping[str, Any]) -> str:
    return clean(", ".join(str(place[0]) for place in row["where"][:_PLACES]))


OVER: Final[Mapping[str, str]] = {}
BACK: Final[Mapping[str, str]] = {}
SHOW: Final = {PICTURES: show}
TAKE: Final = {PICTURES: take}
