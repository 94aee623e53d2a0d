"""Paths to exports: one each, except that the parts of one export become one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

from wildgrass.model import Problem
from wildgrass.sources.base import NO_ANSWERS, Answers, Export, Member, numbered
from wildgrass.sources.containers import Limits, open_container
from wildgrass.sources.containers.limits import DEFAULT
from wildgrass.sources.registry import SOURCES

_PACKED: Final = (".zip", ".tar", ".tgz", ".tar.gz")


def open_export(
    paths: Sequence[Path], limits: Limits = DEFAULT, answers: Answers = NO_ANSWERS
) -> list[Export]:
    """Open what lies at the paths, in their order; each export gets the person's answers.

    A folder of zips and tars is taken for what lies in it. Containers that name the same account and the same day of
    making are parts of one export. A container that names neither joins the export before it if the same reader knows
    it and the two share no member of other content.

    Raises:
        ExportError: a path holds nothing, or nothing that can be read.
    """
    return [replace(export, answers=answers) for export in _opened(paths, limits)]


def _opened(paths: Sequence[Path], limits: Limits) -> list[Export]:
    containers = list(chain.from_iterable(_containers(path, limits) for path in paths))
    if len(containers) == 1:
        return containers
    groups: list[tuple[str | None, list[Export]]] = []
    for container in containers:
        key = _part_key(container)
        group = next((group for known, group in groups if _belongs(known, group, key, container)), None)
        if group is None:
            groups.append((key, [container]))
        else:
            group.append(container)
    return [merged(group) for _, group in groups]


def _containers(path: Path, limits: Limits) -> Iterator[Export]:
    """Yield what lies at a path: itself, or, for a folder that no reader knows, the zips and tars in it.

    Other files of such a folder go along with its first container, so that they are sealed and named.
    """
    whole = open_container(path, limits)
    packed = [name for name in whole.members if name.lower().endswith(_PACKED)] if path.is_dir() else []
    if not packed or any(source.recognise(whole) for source in SOURCES):
        yield whole
        return
    first, *others = (open_container(path / name, limits) for name in packed)
    beside = {name: member for name, member in whole.members.items() if name not in packed}
    if beside or whole.problems:
        first = merged([first, replace(whole, members=beside)])
    yield first
    yield from others


def _part_key(container: Export) -> str | None:
    """Return "<reader> <what it says>", None where no reader knows the container."""
    for source in SOURCES:
        key = source.part_key(container)
        if key is not None:
            return f"{source.info.name}:{key}"
    return None


def _belongs(known: str | None, group: Sequence[Export], key: str | None, container: Export) -> bool:
    if known is None or key is None or known.partition(":")[0] != key.partition(":")[0]:
        return False
    if known == key and not key.endswith(":"):
        return True
    return (known.endswith(":") or key.endswith(":")) and not any(
        _contradict(one, container) for one in group
    )


def _contradict(one: Export, other: Export) -> bool:
    """Say whether two containers have a member of the same name and of other size or checksum."""
    few, many = sorted((one.members, other.members), key=len)
    return any(name in many and not _is_same(few[name], many[name]) for name in few)


def _is_same(one: Member, other: Member) -> bool:
    return one.size_bytes == other.size_bytes and one.crc32 == other.crc32 and one.crc32 is not None


def merged(parts: Sequence[Export]) -> Export:
    """Return one export of several parts; equal members of two parts are one."""
    if len(parts) == 1:
        return parts[0]
    members = MergedMembers([part.members for part in parts])
    problems = tuple(chain.from_iterable(part.problems for part in parts)) + tuple(members.problems)
    containers = tuple(chain.from_iterable(part.containers for part in parts))
    return Export(" + ".join(part.name for part in parts), members, problems, containers)


class _Renamed:
    """A member under another key, because a part before holds its name with other content."""

    def __init__(self, member: Member, name: str) -> None:
        self._member = member
        self.name = name

    def __getattr__(self, attribute: str) -> object:
        return getattr(self._member, attribute)


class MergedMembers(Mapping[str, Member]):
    """The members of several parts; a name that comes again with other content gets the key "name#2"."""

    def __init__(self, parts: Sequence[Mapping[str, Member]]) -> None:
        self._parts = parts
        self.problems: list[Problem] = []
        self._again: dict[str, tuple[int, str]] = {}  # key of a renamed member to its part and name there
        self._hidden: set[tuple[int, str]] = set()
        for number, part in enumerate(parts[1:], start=1):
            for name in part:
                self._compare(number, name)

    def _compare(self, number: int, name: str) -> None:
        before = [part[name] for part in self._parts[:number] if name in part]
        if not before:
            return
        self._hidden.add((number, name))
        if any(_is_same(one, self._parts[number][name]) for one in before):
            return
        copy = 2
        while numbered(name, copy) in self._again or any(
            numbered(name, copy) in part for part in self._parts
        ):
            copy += 1
        self._again[numbered(name, copy)] = (number, name)
        reason = "two parts hold a member of this name with different content; both are kept"
        self.problems.append(Problem(code="part-contradicts", reason=reason, member=name, lost=False))

    def __len__(self) -> int:
        """Return the number of members."""
        return sum(map(len, self._parts)) - len(self._hidden) + len(self._again)

    def __iter__(self) -> Iterator[str]:
        """Yield every key, part by part."""
        for number, part in enumerate(self._parts):
            yield from (name for name in part if (number, name) not in self._hidden)
        yield from self._again

    def __getitem__(self, key: str) -> Member:
        """Return the member of that key."""
        if key in self._again:
            number, name = self._again[key]
            return _Renamed(self._parts[number][name], key)  # type: ignore[return-value]
        for part in self._parts:
            if key in part:
                return part[key]
        raise KeyError(key)
