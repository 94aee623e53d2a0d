"""The wizard: one question a page, everything in memory until the last button, then the vault and its kit at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from starlette.responses import HTMLResponse, Response

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows import birth
from wildgrass.flows.kit import check_kit_folder
from wildgrass.flows.sheet import sheet
from wildgrass.text import explain
from wildgrass.vault.shares import check_name
from wildgrass.vault.trustees_kit import TrusteeTwiceError
from wildgrass.web.setup_further import refuse_overlap
from wildgrass.web.setup_places import AnswerMissingError, new_folder, recipient_of
from wildgrass.web.setup_spread import OWNERS_HOME, worries
from wildgrass.web.setup_state import Choices, Holder, Made
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import to

MOST_HOLDERS: Final = 16
PAPER_PAGE: Final = "/setup/paper/{number:int}"
PAPER_SHEET: Final = "/setup/paper/{number:int}/sheet.pdf"
_STYLE: Final = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_META: Final = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
_SHARE_NUMBER: Final = re.compile(r"share-(\d+)-")


def about(view: SetupView) -> Response:
    """Return what this does and does not do."""
    return view.page("setup_about.html")


def place(view: SetupView) -> Response:
    """Ask where the vault is to be."""
    typed = view.typed("place", view.setup.choices.place or str(Path.home() / "vault"))
    return view.page("setup_place.html", place=typed)


def take_place(view: SetupView) -> Response:
    """Keep the vault's place, if a vault can be made there."""
    if view.is_browsing("place"):
        return view.browse({"place": False})
    choices = view.setup.choices
    found = new_folder(view.form.get("place", ""))
    refuse_overlap(found, [*choices.further, choices.kit])
    choices.place = str(found)
    return to("/setup/places" if choices.further or view.form.get("go") == "more" else "/setup/trustees")


def trustees(view: SetupView) -> Response:
    """Show who holds a share so far, and ask for one more or to go on."""
    choices = view.setup.choices
    return view.page(
        "setup_trustees.html",
        holders=choices.holders,
        most=MOST_HOLDERS,
        has_further=bool(choices.further),
    )


def take_trustees(view: SetupView) -> Response:
    """Go on, add somebody, or take somebody out."""
    holders = view.setup.choices.holders
    number = view.form.get("remove", "")
    if number.isdecimal() and int(number) < len(holders):
        del holders[int(number)]
        view.setup.choices.is_spread_read = False
        return to(view.here)
    if view.form.get("go") == "add" and len(holders) < MOST_HOLDERS:
        view.setup.editing = None
        return to("/setup/trustee")
    if not holders:
        raise AnswerMissingError
    return to("/setup/threshold")


def trustee(view: SetupView) -> Response:
    """Ask for one person's name and key."""
    return view.page(
        "setup_trustee.html",
        name=view.typed("name"),
        recipient=view.typed("recipient"),
        kind=view.typed("kind", "key"),
    )


def take_trustee(view: SetupView) -> Response:
    """Keep the name and the recipient; a secret key is refused, and not shown again."""
    if view.is_browsing("name", "kind", "recipient"):
        return view.browse({"recipient": True})
    holder = _holder(view)
    view.clear("name", "recipient", "kind")
    view.setup.editing = holder
    return to("/setup/trustee/where")


def _holder(view: SetupView) -> Holder:
    name = check_name(view.form.get("name", "").strip())
    holders = view.setup.choices.holders
    recipient = "" if view.form.get("kind") == "paper" else recipient_of(name, view.form.get("recipient", ""))
    for other in holders:
        if other.name.casefold() == name.casefold() or (recipient and other.recipient == recipient):
            raise TrusteeTwiceError(name=name)
    return Holder(name=name, recipient=recipient)


def where(view: SetupView) -> Response:
    """Ask whether the police can reach that person, in which country and household."""
    if view.setup.editing is None:
        return to("/setup/trustees")
    holders = view.setup.choices.holders
    return view.page(
        "setup_where.html",
        name=view.setup.editing.name,
        reach=view.form.get("reach", ""),
        country=view.form.get("country", ""),
        countries=sorted({one.country for one in holders if one.country}),
        homes=[(number, one.name) for number, one in enumerate(holders, 1)],
    )


def take_where(view: SetupView) -> Response:
    """Add the person to the circle."""
    holder, holders = view.setup.editing, view.setup.choices.holders
    if holder is None:
        return to("/setup/trustees")
    if view.form.get("reach") not in {"yes", "no", "unknown"} or not view.form.get("country", "").strip():
        raise AnswerMissingError
    holder.reach, holder.country = view.form["reach"], view.form["country"].strip()[:60]
    home = view.form.get("home", "")
    holder.home = _home(int(home), holders) if home.isdecimal() else -1
    holders.append(holder)
    view.setup.editing, view.setup.choices.is_spread_read = None, False
    return to("/setup/trustees")


def _home(mate: int, holders: list[Holder]) -> int:
    """Return the number of the household of holder `mate`, from 1; 0 is the owner's own."""
    if not 0 < mate <= len(holders):
        return OWNERS_HOME if mate == 0 else -1
    lives_with = holders[mate - 1]
    if lives_with.home < 0:
        lives_with.home = max(OWNERS_HOME, *(one.home for one in holders)) + 1
    return lives_with.home


@dataclass(frozen=True, slots=True)
class Threshold:
    """One possible threshold: how many open, how many may be lost."""

    needed: int
    spare: int


def threshold(view: SetupView) -> Response:
    """Ask how many together open the vault."""
    total = len(view.setup.choices.holders)
    if not total:
        return to("/setup/trustees")
    offered = [Threshold(number, total - number) for number in range(min(2, total), total + 1)]
    chosen = view.setup.choices.threshold or (total // 2 + 1)
    return view.page("setup_threshold.html", offered=offered, total=total, chosen=chosen)


def take_threshold(view: SetupView) -> Response:
    """Keep the threshold, and lead past the warning if there is something to warn of."""
    choices = view.setup.choices
    number = view.form.get("threshold", "")
    total = len(choices.holders)
    if not number.isdecimal() or not min(2, total) <= int(number) <= total:
        raise AnswerMissingError
    choices.threshold, choices.is_spread_read = int(number), False
    return to("/setup/spread" if worries(choices) else "/setup/coordinator")


def spread(view: SetupView) -> Response:
    """Say plainly that one country, household or police could open the vault alone, and ask again."""
    found = worries(view.setup.choices)
    if not found:
        return to("/setup/coordinator")
    said = [view.words(f"setup-worry-{worry.kind}", **worry.details) for worry in found]
    return view.page("setup_spread.html", said=said)


def take_spread(view: SetupView) -> Response:
    """Go on knowingly; the choice stands nowhere."""
    if view.form.get("go") == "change":
        return to("/setup/trustees")
    if view.form.get("read") != "yes":
        raise AnswerMissingError
    view.setup.choices.is_spread_read = True
    return to("/setup/coordinator")


def coordinator(view: SetupView) -> Response:
    """Ask for the one recipient that shares may be returned to."""
    return view.page(
        "setup_coordinator.html", recipient=view.typed("recipient", view.setup.choices.coordinator)
    )


def take_coordinator(view: SetupView) -> Response:
    """Keep the coordinator's recipient."""
    if view.is_browsing("recipient"):
        return view.browse({"recipient": True})
    name = view.words("setup-the-coordinator")
    view.setup.choices.coordinator = recipient_of(name, view.form.get("recipient", ""))
    view.clear("recipient")
    return to("/setup/kit")


def kit(view: SetupView) -> Response:
    """Ask where the kit's files are to be written."""
    choices = view.setup.choices
    return view.page(
        "setup_kit.html",
        kit=view.typed("kit", choices.kit or str(Path.home() / "kit")),
        contact=view.typed("contact", choices.contact),
        has_paper=any(not holder.recipient for holder in choices.holders),
    )


def take_kit(view: SetupView) -> Response:
    """Keep the kit's folder."""
    if view.is_browsing("kit", "contact"):
        return view.browse({"kit": False})
    folder = new_folder(view.form.get("kit", ""))
    choices = view.setup.choices
    inside = folder.resolve()
    for vault in map(Path.resolve, map(Path, choices.places)):
        if inside == vault or vault in inside.parents:
            raise KitInVaultError
    check_kit_folder(folder)
    choices.kit, choices.contact = str(folder), view.form.get("contact", "").strip()
    return to("/setup/review")


def review(view: SetupView) -> Response:
    """Show every choice once more; nothing is written yet."""
    missing = _first_open(view.setup.choices)
    if missing:
        return to(missing)
    return view.page("setup_review.html", choices=view.setup.choices, total=len(view.setup.choices.holders))


def _first_open(choices: Choices) -> str:
    """Return the page of the first question that is not answered; "" for none."""
    if not choices.place:
        return "/setup/place"
    if not choices.holders:
        return "/setup/trustees"
    if not 0 < choices.threshold <= len(choices.holders):
        return "/setup/threshold"
    if worries(choices) and not choices.is_spread_read:
        return "/setup/spread"
    if not choices.coordinator:
        return "/setup/coordinator"
    return "" if choices.kit else "/setup/kit"


def make(view: SetupView) -> Response:
    """Make the vault and its kit; then forget who can be reached, and where everybody lives."""
    missing = _first_open(view.setup.choices)
    if missing:
        return to(missing)
    choices = view.setup.choices
    sealed = [holder for holder in choices.holders if holder.recipient]
    paper = [holder for holder in choices.holders if not holder.recipient]
    born = birth.init(
        birth.Wishes(
            places=choices.places,
            trustees=[(holder.name, holder.recipient) for holder in sealed],
            paper=[holder.name for holder in paper],
            threshold=choices.threshold,
            coordinator=choices.coordinator,
            kit=Path(choices.kit),
            contact=choices.contact,
        )
    )
    names = [holder.name for holder in [*sealed, *paper]]
    view.setup.made = Made(born, names, range(len(sealed) + 1, len(names) + 1))
    view.setup.choices = Choices()
    view.setup.drafts.clear()
    view.setup.drafts["/setup/card:card"] = str(born.card)
    return to("/setup/made")


@dataclass(frozen=True, slots=True)
class KitFile:
    """A file of the kit, and what to do with it: "card", "share" or "paper"."""

    name: str
    kind: str
    who: str = ""
    number: int = 0


def made(view: SetupView) -> Response:
    """Say what to do with each file of the kit."""
    done = view.setup.made
    if done is None:
        return to("/setup")
    notices = [explain(notice, view.language) for notice in done.born.notices]
    files = [_kit_file(file, done) for file in done.born.files]
    folder = done.born.card.parent
    return view.page("setup_made.html", files=files, folder=folder, notices=notices, born=done.born)


def _kit_file(file: Path, done: Made) -> KitFile:
    match = _SHARE_NUMBER.match(file.name)
    if match is None:
        return KitFile(file.name, "card")
    number = int(match[1])
    return KitFile(file.name, "paper" if number in done.papers else "share", done.names[number - 1], number)


def paper(view: SetupView) -> Response:
    """Show a trustee's page, to be printed. Its words are in the answer and nowhere else."""
    found = _paper(view)
    if found is None:
        return view.page("setup_message.html", status=404, heading=view.words("setup-not-found"), hint="")
    page = _META.sub(b"", found.read_bytes())
    # The page carries its style in itself, which the reader's policy forbids; the same style comes as a file.
    return HTMLResponse(_STYLE.sub(b'<link rel="stylesheet" href="/setup/paper-style">', page))


def paper_sheet(view: SetupView) -> Response:
    """Give the same page as a PDF, for printers that want a file; it is made in memory and kept nowhere."""
    found = _paper(view)
    if found is None:
        return view.page("setup_message.html", status=404, heading=view.words("setup-not-found"), hint="")
    disposition = {"content-disposition": 'attachment; filename="sheet.pdf"'}
    return Response(sheet(found.read_bytes()), media_type="application/pdf", headers=disposition)


def _paper(view: SetupView) -> Path | None:
    done, number = view.setup.made, int(view.path["number"])
    if done is None or number not in done.papers:
        return None
    return next((file for file in done.born.files if file.name.startswith(f"share-{number}-")), None)


def paper_style(view: SetupView) -> Response:
    """Return the printed page's own style."""
    del view
    match = _STYLE.search((resources.files("wildgrass.vault.paper") / "page.html").read_bytes())
    return Response(match[1] if match else b"", media_type="text/css")


class KitInVaultError(WildgrassError):
    """The kit would lie inside the vault."""

    code = "setup-kit-in-vault"
    exit_code = EXIT_USAGE
    message = "the kit cannot lie inside the vault"
    hint = "whoever has the vault would have the shares too; choose another folder"


Answer = Callable[[SetupView], Response]
SHOW: Final[Mapping[str, Answer]] = {
    "/setup/about": about,
    "/setup/place": place,
    "/setup/trustees": trustees,
    "/setup/trustee": trustee,
    "/setup/trustee/where": where,
    "/setup/threshold": threshold,
    "/setup/spread": spread,
    "/setup/coordinator": coordinator,
    "/setup/kit": kit,
    "/setup/review": review,
    "/setup/made": made,
    PAPER_PAGE: paper,
    PAPER_SHEET: paper_sheet,
    "/setup/paper-style": paper_style,
}
TAKE: Final[Mapping[str, Answer]] = {
    "/setup/place": take_place,
    "/setup/trustees": take_trustees,
    "/setup/trustee": take_trustee,
    "/setup/trustee/where": take_where,
    "/setup/threshold": take_threshold,
    "/setup/spread": take_spread,
    "/setup/coordinator": take_coordinator,
    "/setup/kit": take_kit,
    "/setup/review": make,
}
