"""Opening a vault: the one door. Trustees' answers in, a library and, if asked for, the exports themselves out."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, TypeAlias
from zlib import crc32

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.answers import from_about as answers_of
from wildgrass.flows.incoming import Incoming, SealedIncoming, incoming_of, member_of
from wildgrass.flows.leaving_out import LeftOut, from_about
from wildgrass.flows.names import safe_path, unused
from wildgrass.flows.trustee import AskPassphrase, read_small
from wildgrass.library import ExportAbout, LibraryWriter
from wildgrass.library.locking import begin_locked
from wildgrass.library.place import LibraryPlace, place_of
from wildgrass.library.sealed import SealedFile
from wildgrass.model import Moment
from wildgrass.sources.base import NO_ANSWERS, Answers, Export, Reading
from wildgrass.sources.inner import open_inner
from wildgrass.sources.registry import recognise
from wildgrass.vault import layout, trustees
from wildgrass.vault.shares import COMMITMENTS, KEYCHECK
from wildgrass.vault.stores.base import Store
from wildgrass.vault.stores.registry import open_store
from wildgrass.vault.unseal import OpenExport, OpenMember, OpenVault, open_vault, write_all

_CRC_STEP = 1 << 20
_Key: TypeAlias = tuple[str, int]  # a member among those of all runs
Progress = Callable[[str, int, int | None], None]


class NoIdentityError(WildgrassError):
    """Answers were given, and nothing to open them with."""

    code = "coordinator-key-needed"
    exit_code = EXIT_USAGE
    message = "answers are sealed to the coordinator, and no coordinator's key was given"
    hint = "add -i with the coordinator's key file"


class ExportsFolderError(WildgrassError):
    """The folder for the exports holds something already."""

    code = "exports-folder-not-empty"
    exit_code = EXIT_USAGE
    message = "{folder} is not empty"
    hint = "choose a new folder for the exports; nothing is written over other files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the coordinator asks for: the vault's places, answers, word lists, her key, where to put what opens.

    `about_exports` is what she says of exports that leave dates, zones or their owner open. `typed` are word lists that
    stand in no file, each with the name that errors use for it. `lock_with` gives the passphrase of a library that is
    not there yet and is to be locked from the start.
    """

    places: Sequence[str]
    answers: Sequence[Path]
    words: Sequence[Path]
    identity: Path | None
    library: Path | LibraryPlace
    exports: Path | None = None
    lock_with: AskPassphrase | None = field(default=None, repr=False)
    about_exports: Answers = NO_ANSWERS
    typed: Sequence[tuple[str, str]] = field(default=(), repr=False)


@dataclass(slots=True, kw_only=True)
class Opened:
    """What came back. `found` are sentences about everything that did not, or that was set aside."""

    library: Path
    items: int = 0
    new_items: int = 0
    attachments: int = 0
    suspicious: int = 0
    problems: int = 0
    exports: int = 0
    already: int = 0
    shares_used: Sequence[str] = ()
    set_aside: Sequence[WildgrassError] = ()
    found: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """Return the object that `recover open` prints."""
        return {
            "items": self.items,
            "attachments": self.attachments,
            "problems": self.problems,
            "library": str(self.library),
            "suspicious_attachments": self.suspicious,
            "new_items": self.new_items,
            "exports": self.exports,
            "exports_already_there": self.already,
            "shares_used": list(self.shares_used),
            "shares_set_aside": [{"error": error.code, "message": str(error)} for error in self.set_aside],
            "found": list(self.found),
        }


def open_into_library(
    request: Request, ask_passphrase: AskPassphrase, progress: Progress | None = None
) -> Opened:
    """Open the vault from enough answers and read every export in it into the library.

    Adds only what the library does not hold. The recovery key exists only inside this call.

    Raises:
        the errors of `trustees.open_answers`: too few, bad or foreign shares.
        StoreError: no place can be read. LibraryNotWrittenError: the library's disk is full.
        LibraryLockedError and the others of `LibraryPlace.keys`: the library is locked and does not open.
    """
    if request.exports and request.exports.exists() and any(request.exports.iterdir()):
        raise ExportsFolderError(folder=request.exports)
    stores = [open_store(place) for place in request.places]
    recovered = _recovered(request, stores, ask_passphrase)
    vault = open_vault(stores, [recovered.identity])
    place = place_of(request.library)
    opened = Opened(library=place.folder, shares_used=recovered.used, set_aside=recovered.set_aside)
    opened.found += [str(error) for error in recovered.set_aside]
    if request.lock_with is not None and not place.is_locked:
        place = begin_locked(place.folder, request.lock_with)
    with LibraryWriter.open(place) as writer:
        incoming = incoming_of(place)
        bringing = _Bringing(request, vault, vault.exports, writer, incoming, opened, progress)
        for export in bringing.exports:
            bringing.bring(export)
    opened.found += [f"{finding.name}: {finding.reason}" for finding in vault.problems]
    opened.problems += len(vault.problems)
    return opened


def _recovered(
    request: Request, stores: Sequence[Store], ask_passphrase: AskPassphrase
) -> trustees.Recovered:
    if request.answers and request.identity is None:
        raise NoIdentityError
    identities = (
        trustees.open_identity_file(read_small(request.identity), ask_passphrase) if request.identity else []
    )
    facts = json.loads(_first(stores, layout.VAULT_JSON))
    keys = trustees.VaultKeys(
        vault_id=str(facts["vault"]),
        recipient=str(facts["recipient"]),
        commitments=_first(stores, COMMITMENTS),
        keycheck=_first(stores, KEYCHECK),
    )
    answers = [(path.name, read_small(path)) for path in request.answers]
    words = [(path.name, read_small(path).decode("utf-8", "replace")) for path in request.words]
    words += request.typed
    return trustees.open_answers(answers, identities, keys, words=words)


def _first(stores: Sequence[Store], name: str) -> bytes:
    """Return an object from the first store that has it."""
    for store in stores[:-1]:
        try:
            return store.read(name)
        except WildgrassError:
            continue
    return stores[-1].read(name)


@dataclass(frozen=True)
class _Bringing:
    """The exports' way from the vault into the library, one after the other."""

    request: Request
    vault: OpenVault
    exports: Sequence[OpenExport]
    writer: LibraryWriter
    incoming: Incoming
    opened: Opened
    progress: Progress | None

    def bring(self, sealed: OpenExport) -> None:
        """Write the export's members out, read them, keep the attachments."""
        key = export_key(sealed)
        is_held = self.writer.holds(key)
        self.opened.already += is_held
        if is_held and self.request.exports is None:
            return
        folder = self.incoming.folder
        shutil.rmtree(folder, ignore_errors=True)  # what a killed run left
        try:
            wanted = _wanted(sealed)
            members = [*sealed.members, *self._elsewhere(sealed, wanted)]
            paths = self._write(sealed, members, self._targets(sealed, members, folder))
            self._drop_others(sealed, wanted, paths)
            self.opened.exports += 1
            if not is_held:
                self._read(key, sealed, members, paths)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @cached_property
    def _known(self) -> dict[tuple[str, int], OpenMember]:
        """Every member of the vault by name and size; the latest of those that share both."""
        return {(one.name, one.size_bytes): one for export in self.exports for one in export.members}

    def _elsewhere(self, sealed: OpenExport, wanted: Sequence[LeftOut]) -> list[OpenMember]:
        """Return the members that were left out because an earlier run had sealed them; name those that none has."""
        found = [(one, self._known.get((one.name, one.size_bytes))) for one in wanted]
        self._name_lost(sealed, [one for one, member in found if member is None])
        return [member for _one, member in found if member is not None]

    def _drop_others(
        self, sealed: OpenExport, wanted: Sequence[LeftOut], paths: dict[str, Path | SealedFile]
    ) -> None:
        """Compare CRC-32s: a file of the same name and size could be another one."""
        for one in wanted:
            path = paths.get(one.name)
            if path is not None and _crc32_of(path) != one.crc32:
                paths.pop(one.name).unlink()
                self._name_lost(sealed, [one])

    def _name_lost(self, sealed: OpenExport, lost: Sequence[LeftOut]) -> None:
        self.opened.problems += len(lost)
        reason = "left out when it was sealed, and no other export of this vault holds it"
        self.opened.found += [f"{sealed.name}: {one.name}: {reason}" for one in lost]

    def _targets(self, sealed: OpenExport, members: Sequence[OpenMember], folder: Path) -> dict[_Key, Path]:
        """Choose where each member goes. Its name is never a path, except as `safe_path` makes one of it."""
        if self.request.exports is None:
            return {_key(member): folder / f"{member.run}-{member.number}" for member in members}
        root = unused(self.request.exports / safe_path(f"{sealed.run[:8]}-{sealed.number}-{sealed.name}"))
        taken: set[str] = set()
        return {_key(member): root / safe_path(member.name, taken) for member in members}

    def _write(
        self, sealed: OpenExport, members: Sequence[OpenMember], targets: dict[_Key, Path]
    ) -> dict[str, Path | SealedFile]:
        incoming = self._through
        failed = write_all(
            self.vault,
            members,
            lambda member: targets[_key(member)],
            create=None if incoming is None else incoming.create,
        )
        lost = {_key(one.member) for one in failed}
        self.opened.problems += len(failed)
        self.opened.found += [f"{sealed.name}: {one.member.name}: {one.reason}" for one in failed]
        written = [member for member in members if _key(member) not in lost]
        for member in written:
            if member.modified and incoming is None:
                seconds = member.modified.timestamp()
                os.utime(targets[_key(member)], (seconds, seconds))
        paths = {member.name: targets[_key(member)] for member in written}
        return (
            dict(paths) if incoming is None else {name: incoming.file(path) for name, path in paths.items()}
        )

    @property
    def _through(self) -> SealedIncoming | None:
        """What members are sealed through on their way; None where they may lie readable on the disk."""
        is_sealed = self.request.exports is None
        return self.incoming if isinstance(self.incoming, SealedIncoming) and is_sealed else None

    def _read(
        self,
        key: str,
        sealed: OpenExport,
        sealed_members: Sequence[OpenMember],
        paths: dict[str, Path | SealedFile],
    ) -> None:
        members = {
            member.name: member_of(member.name, member.size_bytes, member.modified, paths[member.name])
            for member in sealed_members
            if member.name in paths
        }
        answers = answers_of(sealed.about, self.request.about_exports)
        export = Export(sealed.name, members, (), (sealed.name,), answers)
        source, vintage = recognise(export)
        about = ExportAbout(
            key=key,
            name=sealed.name,
            source=source.info.name,
            vintage=vintage.name,
            as_of=_moment(sealed.about.get("as_of")),
        )
        readings = source.read(export, vintage)
        added = self.writer.add_export(
            about,
            self._shown(readings),
            lambda name: _bytes_of(paths.get(name)) or open_inner(export, name),
            may_move=self.request.exports is None,
        )
        self.opened.items += sum(added.items.values())
        self.opened.new_items += added.new_items
        self.opened.attachments += added.attachments
        self.opened.problems += added.problems
        self.opened.suspicious += added.suspicious

    def _shown(self, readings: Iterator[Reading]) -> Iterator[Reading]:
        for number, reading in enumerate(readings):
            if self.progress and number % 1000 == 0:
                self.progress("ui.progress-reading", number, None)
            yield reading


def _key(member: OpenMember) -> _Key:
    """Return what tells a member from those of all runs."""
    return member.run, member.number


def _wanted(sealed: OpenExport) -> list[LeftOut]:
    """Return what an export left out, each name once and none that it holds: anybody with the card wrote the list."""
    held = {member.name for member in sealed.members}
    return [
        one for name, one in {one.name: one for one in from_about(sealed.about)}.items() if name not in held
    ]


def _bytes_of(file: Path | SealedFile | None) -> Path | BinaryIO | None:
    return file.open() if isinstance(file, SealedFile) else file


def _crc32_of(path: Path | SealedFile) -> int:
    crc = 0
    with path.open("rb") as file:
        while data := file.read(_CRC_STEP):
            crc = crc32(data, crc)
    return crc


def export_key(sealed: OpenExport) -> str:
    """Return a digest of an export's members: the same whenever the same export was sealed."""
    digest = sha256()
    for member in sorted(sealed.members, key=lambda member: (member.name, member.sha256)):
        name = member.name.encode("utf-8", "surrogatepass")
        digest.update(len(name).to_bytes(4, "big") + name + member.sha256)
    return digest.hexdigest()


def _moment(text: str | None) -> Moment | None:
    """Return what an export was dated with, None where that is no time: anybody with the card may have written it."""
    try:
        return Moment.from_text(text) if text else None
    except ValueError:
        return None
