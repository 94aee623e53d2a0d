"""A ZIP file in the shape of a Mastodon account's archive, which other servers and tools can import.

Sources: archives that Mastodon 2.3 to 4.5 write, and what Sharkey's importer reads. `activities.py` makes the posts.
"""

import json
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from wildgrass.files.preview import Previewer
from wildgrass.model import Item, Kind
from wildgrass.targets.activitypub.activities import Activities, JSONObject, member_of, why_no_activity
from wildgrass.targets.activitypub.addresses import Addresses
from wildgrass.targets.base import Archive, Outcome, RestoreOptions, Status, TargetInfo
from wildgrass.targets.formats import media_type
from wildgrass.targets.markup import markup_of, writable
from wildgrass.targets.outgoing import LeftOut, address_of
from wildgrass.targets.own import Own, skipped
from wildgrass.targets.shown import Shown
from wildgrass.targets.site.choose import LIKED
from wildgrass.targets.site.chrome import Chrome
from wildgrass.targets.site.media import Shelf
from wildgrass.targets.site.profile import profile_of
from wildgrass.targets.spool import Spool
from wildgrass.targets.zipped import ZipFile

__all__ = ["ActivityPub"]

_CONTEXT: Final = "https://www.w3.org/ns/activitystreams"
_TERMS: Final = {
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
    "sensitive": "as:sensitive",
    "Hashtag": "as:Hashtag",
    "quoteUrl": "as:quoteUrl",
}
_COLLECTIONS: Final = {Kind.LIKE: "likes", Kind.BOOKMARK: "bookmarks"}
_PICTURES: Final = {"avatar": ("icon", "avatar"), "banner": ("image", "header")}


class ActivityPub:
    """`restore LIBRARY activitypub:FILE`."""

    info: ClassVar[TargetInfo] = TargetInfo(
        name="activitypub",
        title="an account's archive in Mastodon's shape, to be imported elsewhere",
        place="FILE",
        is_local=True,
    )

    def restore(self, archive: Archive, place: str, options: RestoreOptions) -> Iterator[Outcome]:
        """Write the archive to `place`.

        Raises:
            LanguageUnknownError: there are no words in `options.language`.
            TargetFileForeignError: something else stands there.
            TargetWriteError, SiteWriteError: the disk refused, here or at the library.
        """
        chrome = Chrome(options.language)
        target = ZipFile(Path(place), "activitypub")
        own = Own.of(archive, options)
        addresses = Addresses.of(tuple(archive.owners()))
        if options.simulate:
            yield from _simulated(own, addresses)
            return
        with target, Previewer() as previewer:
            writing = _Writing(own, chrome, target, previewer, addresses)
            yield from writing.run(is_with_likes=options.likes)


def _why_not(own: Own, item: Item, why: str | None) -> str | None:
    if why is None and item.kind in LIKED:
        return LeftOut.NO_LINK if address_of(item) is None else None
    return why_no_activity(item) if why is None and own.is_post(item) else why


def _target(item: Item, own: Own, addresses: Addresses) -> str:
    if item.kind in _COLLECTIONS:
        return f"{_COLLECTIONS[item.kind]}.json"
    return addresses.note(item.id) if own.is_post(item) else "actor.json"


def _simulated(own: Own, addresses: Addresses) -> Iterator[Outcome]:
    for item, left_out in own.items():
        why = _why_not(own, item, left_out)
        target = _target(item, own, addresses)
        done = Outcome(id=item.id, status=Status.DONE, target_id=target)
        yield done if why is None else skipped(item, why)


@dataclass(frozen=True, slots=True)
class _Files:
    """Puts a shelf's files into the archive: all under one folder, or one of them under a name of its own."""

    target: ZipFile
    named: str = ""

    def write(self, name: str, data: bytes, /) -> None:
        self.target.write(self.member(name), data)

    def holds(self, name: str, /) -> bool:
        return self.target.holds(self.member(name))

    def copy(self, name: str, parts: Iterable[bytes], /) -> None:
        self.target.copy(self.member(name), parts)

    def member(self, name: str) -> str:
        return f"{self.named}.{name.rpartition('.')[2]}" if self.named else member_of(name)


@dataclass(frozen=True, slots=True)
class _Writing:
    """One run of writing."""

    own: Own
    chrome: Chrome
    target: ZipFile
    previewer: Previewer
    addresses: Addresses

    def run(self, *, is_with_likes: bool) -> Iterator[Outcome]:
        """Write everything; yield outcomes, those of what is in the file when it is in its place."""
        folder = self.target.path.parent
        names = ("outbox", *_COLLECTIONS.values()) if is_with_likes else ("outbox",)
        with ExitStack() as stack:
            done = stack.enter_context(Spool(folder))
            collections = {name: stack.enter_context(Spool(folder)) for name in names}
            yield from self._gathered(collections, done)
            actor = json.dumps(self._actor(names), ensure_ascii=False, indent=1).encode()
            self._json("actor.json", [actor], len(actor))
            for name, spool in collections.items():
                self._json(f"{name}.json", _collection(name, spool), spool.size * 2 + 1024)
            self.target.finish()
            for kept in done.values():
                yield Outcome(status=Status.DONE, **kept)

    def _json(self, name: str, parts: Iterable[bytes], most: int) -> None:
        self.target.copy(name, parts, is_packed=True, most=most)

    def _gathered(self, collections: dict[str, Spool], done: Spool) -> Generator[Outcome, None, None]:
        shelf = Shelf(self.own.archive, self.chrome, _Files(self.target), self.previewer)
        activities = Activities(self.own, self.addresses, shelf)
        for item, left_out in self.own.items():
            why = _why_not(self.own, item, left_out)
            if why is not None:
                yield skipped(item, why)
                continue
            lacks = None
            if item.kind in LIKED:
                collections[_COLLECTIONS[item.kind]].add(address_of(item))
            elif self.own.is_post(item):
                activity, lacks = activities.of(item)
                collections["outbox"].add(activity)
            done.add({"id": item.id, "target_id": _target(item, self.own, self.addresses), "reason": lacks})

    def _actor(self, names: tuple[str, ...]) -> JSONObject:
        item = self.own.profile()
        profile = profile_of(self.own.archive.owners(), item, None)
        actor: JSONObject = {
            "@context": [_CONTEXT, _TERMS],
            "id": self.addresses.actor,
            "type": "Person",
            "followers": self.addresses.followers,
            "following": f"{self.addresses.actor}/following",
            "inbox": f"{self.addresses.actor}/inbox",
            **{name: f"{name}.json" for name in names},
            "preferredUsername": self.addresses.name,
            "name": writable(profile.name) or self.addresses.name,
            "summary": "" if item is None else markup_of(item, is_defanged=True)[0],
            "url": self.addresses.actor,
            "manuallyApprovesFollowers": False,
            "tag": [],
            "attachment": [],
        }
        for attachment in () if item is None else item.attachments:
            if attachment.role in _PICTURES:
                key, name = _PICTURES[attachment.role]
                files = _Files(self.target, name)
                shown = Shelf(self.own.archive, self.chrome, files, self.previewer).put(attachment)
                if isinstance(shown, Shown) and key not in actor:
                    picture = {"type": "Image", "mediaType": media_type(shown.name)}
                    actor[key] = picture | {"url": files.member(shown.name)}
        return actor


def _collection(name: str, spool: Spool) -> Iterator[bytes]:
    top = {"@context": _CONTEXT, "id": f"{name}.json", "type": "OrderedCollection", "totalItems": spool.count}
    yield json.dumps(top).removesuffix("}").encode() + b', "orderedItems": ['
    before = b"\n"
    for line in spool.lines():
        yield before + line
        before = b",\n"
    yield b"\n]}\n"
