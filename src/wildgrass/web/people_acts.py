"""Deciding about people: what a join would do, joining, parting, naming, undoing, and the list of decisions.

Every form is the reader's own (the guard checks where it comes from); what it names, it names as addresses do.
"""

from collections.abc import Callable
from typing import Final

from starlette.responses import Response

from wildgrass.library import Decision, PeopleDesk, Somebody
from wildgrass.library.contacts import NO_CONTACT, actor_of
from wildgrass.library.decisions import NothingDecidedError, standing, to_file
from wildgrass.library.persons import NoSuchAccountError
from wildgrass.text import explain
from wildgrass.web.people import row
from wildgrass.web.view import View, to
from wildgrass.web.whole import paged

_FOUND_MAX: Final = 50
_JOINED_MAX: Final = 40
_LISTED: Final = 100


def find(view: View) -> Response:
    """Return people whose names hold some words, to choose whom to join with one."""
    one = view.overview.persons.of(view.form.get("who", ""))
    if one is None:
        return view.missing()
    words = view.form.get("words", "")[:200]
    found = [other for other in view.overview.persons.called(words, _FOUND_MAX + 1) if other.id != one.id]
    return view.page(
        "people_found.html",
        row=row(view, one),
        words="" if view.names.is_hiding else words,
        rows=[row(view, other) for other in found[:_FOUND_MAX]],
    )


def join(view: View) -> Response:
    """Return the page that says what joining the chosen people would do."""
    chosen = _chosen(view)
    if not 1 < len(chosen) <= _JOINED_MAX:
        sentence = "people-choose-two" if len(chosen) < 2 else "people-too-many"
        return view.page("message.html", status=400, heading=view.words(sentence), hint="")
    accounts = [actor for one in chosen for actor in one.accounts]
    together = Somebody(
        id=min(actor.key for actor in accounts),
        name=next((one.name for one in chosen if one.name), None),
        accounts=tuple(sorted(accounts, key=lambda actor: actor.key)),
        contact=sum((one.contact for one in chosen), NO_CONTACT),
    )
    keys = {actor.key for actor in accounts}
    platforms = [actor.platform for actor in accounts]
    return view.page(
        "people_join.html",
        rows=[row(view, one) for one in chosen],
        after=row(view, together),
        grounds=sorted(
            {str(one.grounds) for one in view.overview.proposals if keys.issuperset(one.accounts)}
        ),
        has_label=any(actor.id_kind == "label" for actor in accounts),
        has_two=len(set(platforms)) < len(platforms),
    )


def merge(view: View) -> Response:
    """Join the chosen people."""
    chosen = _chosen(view)
    if len(chosen) < 2 or len(chosen) > _JOINED_MAX:
        return join(view)
    return _decided(view, lambda desk: desk.merge([one.id for one in chosen]), chosen[0].id, "merge")


def _chosen(view: View) -> list[Somebody]:
    """Return the people whom a form names, each once, in its order."""
    persons = view.overview.persons
    slugs = (name.removeprefix("p-") for name in view.form if name.startswith("p-"))
    found = {one.id: one for one in map(persons.of, slugs) if one is not None}
    return list(found.values())


def split(view: View) -> Response:
    """Take an account out of its person; lead to those with whom it was."""
    actor = view.overview.persons.account(view.form.get("account", ""))
    one = None if actor is None else view.overview.persons.with_account(actor.key)
    if actor is None or one is None:
        return view.missing()
    left = next((other.key for other in one.accounts if other.key != actor.key), actor.key)
    return _decided(view, lambda desk: desk.split(actor.key), left, "split")


def name(view: View) -> Response:
    """Give a person a name, or take it away; not while names are hidden, for the form does not show it."""
    one = view.overview.persons.of(view.form.get("who", ""))
    if one is None or view.names.is_hiding:
        return view.missing()
    return _decided(view, lambda desk: desk.name(one.id, view.form.get("name", "")), one.id, "name")


def undo(view: View) -> Response:
    """Undo the last decision."""
    return _decided(view, PeopleDesk.undo, None, "undo")


def redo(view: View) -> Response:
    """Carry out again what was undone last."""
    return _decided(view, PeopleDesk.redo, None, "redo")


def _decided(view: View, decide: Callable[[PeopleDesk], None], key: str | None, did: str) -> Response:
    """Decide, and lead to the person with a key, or to the decisions."""
    try:
        view.reading.decide(decide)
    except (NothingDecidedError, NoSuchAccountError) as error:
        sentence, _ = explain(error, view.language)
        return view.page("message.html", status=409, heading=sentence, hint="")
    return to("/people/decisions" if key is None else f"/people/{view.overview.slug(key)}?did={did}")


def decisions(view: View) -> Response:
    """Return what was decided, newest first."""
    made = view.library.decisions()
    done, undone = standing(made)
    stands = {id(one) for one in done}
    page = paged(view, len(made), size=_LISTED)
    listed = list(reversed(made))[page.start : page.start + page.size]
    return view.page(
        "people_decisions.html",
        rows=[_told(view, one) | {"stands": id(one) in stands} for one in listed],
        page=page,
        can_undo=_told(view, done[-1]) if done else None,
        can_redo=_told(view, undone[-1]) if undone else None,
    )


def _told(view: View, one: Decision) -> dict[str, object]:
    persons = view.overview.persons
    whose = ((key, persons.with_account(key)) for key in one.accounts)
    known = (
        (key, next((actor for actor in (found.accounts if found else ()) if actor.key == key), actor_of(key)))
        for key, found in whose
    )
    return {
        "at": one.at,
        "when": one.at[:16].replace("T", " "),
        "act": view.words(f"people-act-{one.act}"),
        "accounts": [
            (view.names.who(actor), view.words.source(actor.platform), f"/people/{view.overview.slug(key)}")
            for key, actor in known
        ],
        "name": "" if view.names.is_hiding else one.name or "",
    }


def decisions_file(view: View) -> Response:
    """Hand out the decisions as the file that `wildgrass people --import` takes; it names people."""
    if view.names.is_hiding:
        return view.missing()
    headers = {"Content-Disposition": 'attachment; filename="people.json"'}
    return Response(to_file(view.library.decisions()), media_type="application/json", headers=headers)


def proposals(view: View) -> Response:
    """Return accounts of which the exports say that they belong together."""
    persons = view.overview.persons
    page = paged(view, len(view.overview.proposals), size=_LISTED)
    rows = []
    for found in view.overview.proposals[page.start : page.start + page.size]:
        both = [one for one in map(persons.with_account, found.accounts) if one is not None]
        why = view.words(f"people-grounds-{found.grounds}")
        rows.append({"grounds": why, "people": [row(view, one) for one in both]})
    return view.page("people_proposals.html", rows=rows, page=page)
