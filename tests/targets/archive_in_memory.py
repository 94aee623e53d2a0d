"""An archive made of items in memory: what targets read, without a library."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from wildgrass.model import Actor, Attachment, Item, Kind, Moment


@dataclass(frozen=True)
class Talk:
    """A conversation of the archive."""

    id: str
    title: str | None
    participants: tuple[Actor, ...]
    count: int
    first: Moment | None
    last: Moment | None


@dataclass(frozen=True)
class Export:
    """An export the archive says it was read from."""

    name: str = "x-archive.zip"
    source: str = "x"
    vintage: str = "2022"
    as_of: str | None = "2022-11-02T00:00:00.000Z 1000 UTC stated"
    items: Mapping[str, int] = field(default_factory=dict)
    problems: int = 0


class MemoryArchive:
    """Keeps items sorted as a library does: by time, then by id, those without a time last."""

    def __init__(
        self,
        items: Iterable[Item],
        *,
        owners: Sequence[Actor] = (),
        files: Path | None = None,
        problems: int = 0,
    ) -> None:
        self._items = sorted(items, key=_place)
        self._by_id = {item.id: item for item in self._items}
        self._owners = owners
        self._files = files
        self.problems = problems
        self.other_versions: dict[str, list[Item]] = {}
        self.titles: dict[str, str] = {}
        self.paths: dict[str, Path] = {}
        self.exports: list[Export] = []

    def put(self, data: bytes, name: str, **fields: str) -> Attachment:
        """Keep a file and return an attachment that names it."""
        assert self._files is not None
        digest = sha256(data).hexdigest()
        path = self._files / digest
        path.write_bytes(data)
        self.paths[digest] = path
        return Attachment(name=name, member=name, sha256=digest, size_bytes=len(data), **fields)

    def add(self, *items: Item) -> None:
        """Add items."""
        self._items = sorted([*self._items, *items], key=_place)
        self._by_id |= {item.id: item for item in items}

    def owners(self) -> Sequence[Actor]:
        return self._owners

    def items(
        self,
        kinds: Collection[Kind] | None = None,
        *,
        newest_first: bool = False,
        include_withheld: bool = False,
    ) -> Iterator[Item]:
        for item in reversed(self._items) if newest_first else self._items:
            if (include_withheld or not item.is_withheld) and (kinds is None or item.kind in kinds):
                yield item

    def item(self, item_id: str) -> Item | None:
        return self._by_id.get(item_id)

    def versions(self, item_id: str) -> Sequence[Item]:
        return self.other_versions.get(item_id, ())

    def conversations(self) -> Sequence[Talk]:
        threads = dict.fromkeys(item.thread for item in self._talk() if item.thread is not None)
        return [self._conversation(thread) for thread in threads]

    def messages(self, conversation_id: str) -> Iterator[Item]:
        return (item for item in self._talk() if item.thread == conversation_id)

    def attachment_path(self, sha256: str) -> Path | None:
        return self.paths.get(sha256)

    def about(self) -> Sequence[Export]:
        counts = Counter(str(item.kind) for item in self._items)
        return self.exports or [Export(items=counts, problems=self.problems)]

    def _talk(self) -> Iterator[Item]:
        return (item for item in self._items if item.kind in {Kind.MESSAGE, Kind.EVENT})

    def _conversation(self, thread: str) -> Talk:
        items = list(self.messages(thread))
        people = {item.author.key: item.author for item in items if item.author is not None}
        moments = [item.published for item in items if item.published is not None]
        return Talk(
            id=thread,
            title=self.titles.get(thread),
            participants=tuple(people[key] for key in sorted(people)),
            count=len(items),
            first=moments[0] if moments else None,
            last=moments[-1] if moments else None,
        )


def _place(item: Item) -> tuple[bool, str, str]:
    return (item.published is None, "" if item.published is None else item.published.iso(), item.id)
