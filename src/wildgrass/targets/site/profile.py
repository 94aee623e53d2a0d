"""The head of a site: whose it is, in the words of the newest profile that the archive holds."""

from collections.abc import Sequence

from wildgrass.model import Actor, Item
from wildgrass.targets.shown import Shown
from wildgrass.targets.site.media import Shelf
from wildgrass.targets.site.views import Profile
from wildgrass.targets.words import clean, glimpse, language_of, loose_links, name_of, pieces


def profile_of(owners: Sequence[Actor], newest: Item | None, shelf: Shelf | None) -> Profile:
    """Return the head of the site; without `shelf` no picture is copied."""
    named = newest.author if newest is not None and newest.author is not None else None
    known = [actor for actor in (named, *owners) if actor is not None]
    return Profile(
        name=_name(newest, known),
        handles=tuple(dict.fromkeys(name_of(actor) for actor in known if actor.handle)),
        pieces=() if newest is None else pieces(newest),
        links=() if newest is None else loose_links(newest),
        lang=None if newest is None else language_of(newest),
        avatar=_picture(newest, "avatar", shelf),
        banner=_picture(newest, "banner", shelf),
    )


def _name(newest: Item | None, known: Sequence[Actor]) -> str:
    candidates = [newest.title if newest is not None else None]
    candidates += [actor.name for actor in known]
    candidates += [actor.handle and "@" + actor.handle.removeprefix("@") for actor in known]
    for candidate in candidates:
        shown = glimpse(clean(candidate or ""), 80)
        if shown:
            return shown
    return ""


def _picture(newest: Item | None, role: str, shelf: Shelf | None) -> Shown | None:
    if newest is None or shelf is None:
        return None
    for attachment in newest.attachments:
        if attachment.role == role:
            shown = shelf.put(attachment)
            if isinstance(shown, Shown) and not shown.is_video:
                return shown
    return None
