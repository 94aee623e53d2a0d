"""Everybody hidden in what a comparison writes: one pseudonym for one person, whatever each end calls her."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Final

from wildgrass.crypto import age
from wildgrass.flows.compare import Comparison
from wildgrass.flows.hiding import NamesKeyNeededError, NamesRecipientNeededError
from wildgrass.flows.kit import FileTroubleError
from wildgrass.flows.trustee import read_small
from wildgrass.library.durable import replace_file
from wildgrass.observatory.compare.classes import Result
from wildgrass.observatory.compare.telling import Told
from wildgrass.text.redaction import (
    KEY_BYTES,
    ItemRedactor,
    KnownPeople,
    Person,
    Pseudonyms,
    Redactor,
    Remains,
    open_map,
)
from wildgrass.vault import trustees

_ENDING: Final = re.compile(r"\.[a-z0-9]{1,5}")
_SENDER: Final = "sender "


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesMap:
    """Where a collection's key and what each pseudonym stands for are kept, sealed; `key` opens an older one."""

    file: Path | None = None
    recipients: tuple[str, ...] = ()
    key: Path | None = None
    ask_passphrase: Callable[[], bytes] = field(default=bytes, repr=False)


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
        self._comparison, self._random = comparison, random
        self._map = names_map or NamesMap()
        key, told = self._opened() or (random(KEY_BYTES), {})
        self._pseudonyms = Pseudonyms(key, language, is_struck=is_struck)
        self._pseudonyms.remember(told)
        people = [replace(Person.of(one), key=self._whose(one.key)) for one in comparison.people]
        self._maker = ItemRedactor(Redactor(KnownPeople(people)), self._pseudonyms, (), self._whose)
        self._actors = {one.key: one for one in comparison.people}

    def _opened(self) -> tuple[bytes, Mapping[str, Sequence[str]]] | None:
        """Return the key and the map of the collection that goes on, None where a new one begins."""
        wanted = self._map
        identities: Sequence[age.Identity] = ()
        if wanted.key is not None:
            identities = trustees.open_identity_file(read_small(wanted.key), wanted.ask_passphrase)
        self._recipients = [
            *map(age.parse_recipient, wanted.recipients),
            *([] if wanted.recipients else [one.recipient() for one in identities]),
        ]
        if wanted.file is not None and wanted.file.exists():
            if not identities:
                raise NamesKeyNeededError(file=wanted.file)
            return open_map(read_small(wanted.file), identities)
        if wanted.file is not None and not self._recipients:
            raise NamesRecipientNeededError
        return None

    def _whose(self, key: str) -> str:
        """Return one key for one person of both ends, where texts told who is who."""
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

    def reference(self, item_id: str) -> str:
        """Return what stands for a message's or conversation's id."""
        return self._maker.reference(item_id)

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
        if self._map.file is not None:
            sealed = self._pseudonyms.sealed(self._recipients, random=self._random)
            try:
                replace_file(self._map.file, sealed)
            except OSError as error:
                raise FileTroubleError(file=self._map.file, reason=error.strerror) from error


def _file(name: str) -> str:
    ending = PurePath(name).suffix.lower()
    return f"file{ending}" if _ENDING.fullmatch(ending) else "file"
