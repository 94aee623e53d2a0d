"""Everybody hidden in what a comparison writes: one pseudonym for one person, whatever each end calls her."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from wildgrass.flows.compare import Comparison
from wildgrass.flows.names_map import Collection, NamesMap
from wildgrass.observatory.compare.classes import Result
from wildgrass.observatory.compare.tag_file import TAGS
from wildgrass.observatory.compare.telling import Told
from wildgrass.text import say
from wildgrass.text.redaction import (
    ItemRedactor,
    KnownPeople,
    Person,
    Redactor,
    Remains,
)

_ENDING: Final = re.compile(r"\.[a-z0-9]{1,5}")
_SENDER: Final = "sender "


class HiddenComparison:
    """Tells of a comparison without naming anybody: both ends' people and whoever they name, owners too."""

    def __init__(
        self,
        comparison: Comparison,
        language: str,
        *,
        is_struck: bool = False,
        names_map: NamesMap | None = None,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Open the collection, or begin one with a new key.

        Raises:
            NamesKeyNeededError, NamesRecipientNeededError; PseudonymMapError, FileTroubleError; an identity's own.
        """
        self._comparison, self._language = comparison, language
        self._collection = Collection(names_map or NamesMap(), language, is_struck=is_struck, random=random)
        self._pseudonyms = self._collection.pseudonyms
        people = [replace(Person.of(one), key=self._whose(one.key)) for one in comparison.people]
        self._maker = ItemRedactor(Redactor(KnownPeople(people)), self._pseudonyms, (), self._whose)
        self._actors = {one.key: one for one in comparison.people}
        for one in comparison.people:  # whom only the other end knows by a number of its own
            self._actors.setdefault(self._whose(one.key), one)

    def _whose(self, key: str) -> str:
        """Return one key for one person of both ends, where texts told who is who or a reader joined her accounts."""
        key = self._comparison.joined.get(key, key)
        return self._comparison.alignment.people.person.get(key, key)

    def person(self, key: str) -> str:
        """Return an account's pseudonym."""
        actor = self._actors.get(key)
        shown = None if actor is None else self._maker.actor(actor)
        return "" if shown is None else shown.name or shown.id

    def message(self, item_id: str, text: str, files: Sequence[str]) -> Told:
        """Return words with everybody in them replaced; of a file's name only what kind of file it is."""
        del item_id
        return Told(self._maker.line(text), tuple(map(_file, files)))

    def unread(self) -> str:
        """Return what stands for words that only the other end has."""
        return say(self._language, "ui.web-compare-unread")

    def reference(self, item_id: str) -> str:
        """Return what stands for a message's or conversation's id; places in a file of tags lead to nobody."""
        is_place = self._comparison.b.is_blind and item_id.startswith(TAGS)
        return item_id if is_place else self._maker.reference(item_id)

    def to_json(self, result: Result) -> dict[str, object]:
        """Return a result as `Comparison.to_json` does, without ids that lead anywhere."""
        data = self._comparison.to_json(result)
        ids = {end: None if data[end] is None else self.reference(str(data[end])) for end in ("a", "b")}
        return data | ids

    def summary(self) -> dict[str, object]:
        """Return the summary, its people by their pseudonyms."""
        data = self._comparison.summary()
        chats, missing = data["conversation"], data["missing"]
        assert isinstance(chats, dict)
        assert isinstance(missing, dict)
        senders = self._comparison.alignment.people.senders
        return data | {
            "conversation": {end: self.reference(chat) for end, chat in chats.items()},
            "missing": {end: self._groups(rates) for end, rates in missing.items()},
            "senders": {self._named(one): self._named(other) for one, other in senders.items()},
        }

    def _groups(self, rates: Mapping[str, object]) -> dict[str, object]:
        """Return rates by kind and by pseudonym; whom nobody tells apart are numbered."""
        found: dict[str, object] = {}
        for number, (group, rate) in enumerate(rates.items()):
            key = group.removeprefix(_SENDER)
            name = f"{_SENDER}{self._named(key)}" if group.startswith(_SENDER) else group
            found[name if name not in found else f"{name} {number}"] = rate
        return found

    def _named(self, key: str) -> str:
        return self.person(key) or "?"

    def remains(self, data: bytes) -> list[str]:
        """Return what was replaced and can still be read in finished bytes; [] where nothing can."""
        return Remains(self._pseudonyms.originals()).left_in(data)

    def finish(self) -> None:
        """Write the map, sealed; nothing where none was asked for.

        Raises:
            FileTroubleError: the disk refused.
        """
        self._collection.keep()


def _file(name: str) -> str:
    ending = PurePath(name).suffix.lower()
    return f"file{ending}" if _ENDING.fullmatch(ending) else "file"
