"""Reading an export: every chat twice, once to learn its notation and once to make items; everything accounted for."""

from collections.abc import Iterator
from typing import Final

from wildgrass.model import Audience, Item, Kind, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import encodings
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading, Vintage, own_name
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.whatsapp import accountinfo, layout
from wildgrass.sources.whatsapp.bodies import BodyReader
from wildgrass.sources.whatsapp.chat import Chat
from wildgrass.sources.whatsapp.identity import title_of
from wildgrass.sources.whatsapp.media import Media, is_whatsapp_name
from wildgrass.sources.whatsapp.people import SOURCE, actor
from wildgrass.sources.whatsapp.survey import Survey, survey

_MEDIA_TYPES: Final = ("image/", "video/", "audio/")


def read(export: Export, vintage: Vintage) -> Iterator[Reading]:
    """Yield everything in an export."""
    del vintage
    yield from export.problems
    media = Media(export)
    done: set[str] = set()
    for name in layout.chats(export):
        if media.is_claimed(name):
            continue  # a chat that somebody sent in this one is a file of it
        done.add(name)
        yield from _chat(export, name, media)
    yield from _owner(export, done)
    for name in export.members:
        if name not in done:
            yield from _other(export, name, media)


def _chat(export: Export, name: str, media: Media) -> Iterator[Reading]:
    """Yield what one chat holds, and its report."""
    member = export.members[name]
    title = title_of(own_name(name), member.container)
    try:
        with member.open() as stream:
            plain, encoding = encodings.as_utf8(stream)
            bodies = BodyReader(media, name.rpartition("/")[0], None)
            seen = survey(plain, lambda text: bodies.read(text).key)
    except MemberError:
        seen, encoding = Survey(), "utf-8"
    chat = Chat(export, name, seen, title, media)
    yield from chat.problems()
    try:
        with member.open() as stream:
            yield from chat.items(encodings.as_utf8(stream)[0], is_numbered=encoding == "utf-8")
    except MemberError as error:
        chat.is_damaged = True
        yield from chat.rest()
        yield Problem(code="member-damaged", reason=str(error), member=name)
    yield from chat.report()


def _owner(export: Export, chats: set[str]) -> Iterator[Item]:
    """Yield the account of the person who exported the chats, where she says which sender she is."""
    if export.answers.owner is None or not chats:
        return
    owner = actor(export.answers.owner)
    yield Item(
        id=f"{SOURCE}:account:{owner.id}",
        kind=Kind.ACCOUNT,
        source=SOURCE,
        origin=Origin(member=min(chats)),
        author=owner,
        audience=Audience.SELF,
        joined_by="the person's answer",
    )


def _other(export: Export, name: str, media: Media) -> Iterator[Reading]:
    """Yield what a member is that is no chat."""
    reason = layout.ignored(own_name(name))
    if reason is not None:
        yield MemberReport(name=name, status="ignored", note=reason)
    elif media.is_claimed(name):
        yield MemberReport(name=name, status="media")
    elif layout.is_account_info(export, name):
        yield from accountinfo.read(export, name)
    elif is_whatsapp_name(own_name(name).rpartition("/")[2]) or (media_type(name) or "").startswith(
        _MEDIA_TYPES
    ):
        yield MemberReport(name=name, status="unclaimed")
    else:
        yield MemberReport(name=name, status="unknown")
