"""An archive whose other people are hidden: what every target gets in place of the library, so that none can forget.

The owner's own posts keep their ids, dates and words. Everybody else goes through `text.redaction`: names, handles,
numbers, mails, ids, what is quoted and forwarded, descriptions of pictures. A file's name and digest leave in no case,
and of files only pictures and videos can be opened, as `hidden_pictures` lets them leave.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePath
from typing import Final

from wildgrass.files.content import Content
from wildgrass.model import JSON, Actor, Attachment, Item, Kind, Moment, Origin
from wildgrass.targets.base import Archive, ConversationView, ExportView
from wildgrass.targets.hidden_pictures import HiddenPictures
from wildgrass.targets.outgoing import LIKED, POSTS
from wildgrass.text.redaction import Decisions, ItemRedactor, Pseudonyms, Span, texts_of

_TEXTS: Final = POSTS | LIKED | {Kind.MESSAGE, Kind.EVENT, Kind.PROFILE}
# A comment's id may name the comment that it answers (YouTube), a message's whom it was sent to.
_OWN_IDS: Final = frozenset({Kind.POST, Kind.QUOTE, Kind.SHARE, Kind.PROFILE})
_ENDING: Final = re.compile(r"\.[a-z0-9]{1,5}")
_WORD: Final = re.compile(r"[A-Za-z]{1,40}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_FLAGS: Final = ("sensitive", "possibly_sensitive", "header_only", "poll", "oneOf", "anyOf")
_NOWHERE: Final = Origin(member="")


@dataclass(frozen=True, slots=True)
class HiddenTalk:
    """A conversation as it may leave."""

    id: str
    title: str | None
    participants: tuple[Actor, ...]
    count: int
    first: Moment | None
    last: Moment | None


@dataclass(frozen=True, slots=True)
class HiddenExport:
    """An export as it may be named: a file's name often holds somebody's."""

    name: str
    source: str
    vintage: str
    as_of: str | None
    items: Mapping[str, int]
    problems: int


class OwnPosts:
    """Says which ids are of the owner's own posts and stay: what others wrote is not led to."""

    def __init__(self, archive: Archive, is_own: Callable[[Actor], bool]) -> None:
        """Look ids up in the archive itself; those lately asked for are kept."""
        self._archive, self._is_own = archive, is_own
        self._last = ("", False)
        self._known = lru_cache(maxsize=1 << 16)(self._looked_up)

    def note(self, item: Item) -> None:
        """Take the item that is asked about next, which saves looking it up."""
        self._last = (item.id, self._is_own_post(item))

    def __call__(self, item_id: str) -> bool:
        """Say whether an id stays."""
        return self._last[1] if item_id == self._last[0] else self._known(item_id)

    def _looked_up(self, item_id: str) -> bool:
        found = self._archive.item(item_id)
        return found is not None and self._is_own_post(found)

    def _is_own_post(self, item: Item) -> bool:
        return item.kind in _OWN_IDS and (item.author is None or self._is_own(item.author))


@dataclass(slots=True)
class HiddenArchive:
    """What a target may read of an archive. Ids that it gives out lead back with `original`."""

    archive: Archive
    redactor: ItemRedactor
    pseudonyms: Pseudonyms
    decisions: Decisions
    own_posts: OwnPosts
    pictures: HiddenPictures
    hides_owner: bool = False
    _ids: dict[str, str] = field(default_factory=dict)
    _files: dict[str, str] = field(default_factory=dict)

    def original(self, item_id: str) -> str:
        """Return the library's own id of an item that was given out."""
        return self._ids.get(item_id, item_id)

    def referred(self) -> Collection[str]:
        """Return the library's own ids of all items and conversations that were given out under others."""
        return self._ids.values()

    def owners(self) -> Sequence[Actor]:
        """Return the owner's accounts as they are, or by her pseudonym."""
        made = (self.redactor.actor(one) for one in self.archive.owners())
        return [one for one in made if one is not None]

    def items(
        self,
        kinds: Collection[Kind] | None = None,
        *,
        newest_first: bool = False,
        include_withheld: bool = False,
    ) -> Iterator[Item]:
        """Yield the items as they may leave, in the archive's order."""
        for item in self.archive.items(kinds, newest_first=newest_first, include_withheld=include_withheld):
            yield self._leaves(item)

    def item(self, item_id: str) -> Item | None:
        """Return one item as it may leave."""
        found = self.archive.item(self.original(item_id))
        return None if found is None else self._leaves(found)

    def versions(self, item_id: str) -> Sequence[Item]:
        """Return an item's other contents as they may leave."""
        return [self._leaves(one) for one in self.archive.versions(self.original(item_id))]

    def conversations(self) -> Sequence[ConversationView]:
        """Return the conversations, their titles and people hidden."""
        return [self._talk(talk) for talk in self.archive.conversations()]

    def messages(self, conversation_id: str) -> Iterator[Item]:
        """Yield a conversation's messages as they may leave."""
        return map(self._leaves, self.archive.messages(self.original(conversation_id)))

    def attachment_path(self, sha256: str) -> Content | None:
        """Return a picture or video by the digits that stand for its digest; any other file has no content here.

        A picture is as `pictures` lets it leave: faces are blurred, unless a person decided otherwise.
        """
        digest = self._files.get(sha256, sha256)
        path = self.archive.attachment_path(digest)
        return None if path is None else self.pictures.content(digest, path)

    def about(self) -> Sequence[ExportView]:
        """Return the exports by number."""
        return [
            HiddenExport(
                f"{one.source} {number}", one.source, one.vintage, one.as_of, one.items, one.problems
            )
            for number, one in enumerate(self.archive.about(), 1)
        ]

    def _leaves(self, item: Item) -> Item:
        self.own_posts.note(item)
        if item.kind not in _TEXTS:
            return self._blank(item)
        texts = dict(texts_of(item))

        def choose(name: str, spans: Sequence[Span]) -> Sequence[Span]:
            return self.decisions.chosen(item.id, texts.get(name, ""), spans)

        made = self.redactor.redacted(item, choose)
        self._remember(item, made)
        if self.hides_owner and item.kind is Kind.PROFILE:
            made = replace(made, title=None, attachments=())  # her name, and pictures of herself
            return replace(made, extra=_known(item.extra))
        return replace(
            made,
            extra=_known(item.extra),
            attachments=tuple(map(self._file, item.attachments, made.attachments)),
        )

    def _blank(self, item: Item) -> Item:
        """Return what leaves in no case, by its kind alone, so that it can be counted."""
        made = Item(id=self.redactor.reference(item.id), kind=item.kind, source=item.source, origin=_NOWHERE)
        self._remember(item, made)
        return made

    def _remember(self, item: Item, made: Item) -> None:
        for was, now in (
            (item.id, made.id),
            (item.thread, made.thread),
            (item.in_reply_to, made.in_reply_to),
            (item.quotes, made.quotes),
        ):
            if was and now and was != now:
                self._ids[now] = was

    def _file(self, was: Attachment, made: Attachment) -> Attachment:
        digest = None
        if was.sha256 is not None:
            digest = self.pseudonyms.file(was.sha256)
            self._files[digest] = was.sha256
        ending = PurePath(was.name).suffix.lower()
        name = f"file{ending}" if _ENDING.fullmatch(ending) else "file"
        return replace(made, name=name, sha256=digest, size_bytes=None)

    def _talk(self, talk: ConversationView) -> HiddenTalk:
        made = self.redactor.reference(talk.id)
        self._ids[made] = talk.id
        people = (self.redactor.actor(one) for one in talk.participants)
        title = talk.title and self.redactor.line(
            talk.title, lambda spans: self.decisions.chosen(talk.id, talk.title or "", spans)
        )
        return HiddenTalk(made, title, tuple(one for one in people if one), talk.count, talk.first, talk.last)


def _known(extra: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return what targets read of an export's own fields, where it can name nobody."""
    found: dict[str, JSON] = {name: True for name in _FLAGS if extra.get(name)}
    language, event = extra.get("lang"), extra.get("event")
    if isinstance(language, str) and _LANGUAGE.fullmatch(language):
        found["lang"] = language
    if isinstance(event, str) and _WORD.fullmatch(event):
        found["event"] = event
    if extra.get("visibility") == "unlisted":
        found["visibility"] = "unlisted"
    return found
