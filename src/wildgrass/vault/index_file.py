"""Keeping an index's bytes: as they are, or under a key of which one half lies in the vault."""

import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wildgrass.crypto.padding import padme
from wildgrass.errors import EXIT_DECIDE, EXIT_USAGE, WildgrassError
from wildgrass.vault import layout
from wildgrass.vault.places import ReachedPlaces
from wildgrass.vault.stores.base import StoreError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

HALF_BYTES: Final = 32
SALT_BYTES: Final = 32
LEAST_BYTES: Final = 64 * 1024
_INFO: Final = b"vault index v1"
_LENGTH: Final = struct.Struct(">Q")
_ZERO_NONCE: Final = bytes(12)
"""Every save has a key of its own, from a fresh salt."""


class IndexBusyError(WildgrassError):
    """Another run uses the index."""

    code = "index-busy"
    exit_code = EXIT_DECIDE
    message = "another run is using the index in {state}"
    hint = "wait until it has ended, then run the same command again"


class IndexFolderError(WildgrassError):
    """The index's folder cannot be used."""

    code = "index-folder-failed"
    exit_code = EXIT_USAGE
    message = "the index in {state} cannot be used: {reason}"
    hint = "choose another folder with --state, or use --index none; what was sealed is not affected"


class IndexFile(Protocol):
    """Where an index's bytes are kept."""

    def __init__(
        self, state: Path, vault_id: str, places: ReachedPlaces, random: Callable[[int], bytes]
    ) -> None: ...

    def load(self) -> bytes | None:
        """Return the bytes, or None if there are none or they cannot be opened."""

    def save(self, data: bytes) -> None:
        """Replace the bytes, all or nothing."""


class PlainFile:
    """A SQLite file that anybody can read."""

    def __init__(
        self, state: Path, vault_id: str, _places: ReachedPlaces, _random: Callable[[int], bytes]
    ) -> None:
        """Take the folder and the vault."""
        self._path = state / f"{vault_id}.sqlite"

    def load(self) -> bytes | None:
        """Return the file's bytes."""
        return _read(self._path)

    def save(self, data: bytes) -> None:
        """Replace the file."""
        _replace(self._path, data)


class SealedFile:
    """A padded file that opens with a half on the device and a half in the vault.

    No plaintext reaches the disk.
    """

    def __init__(
        self, state: Path, vault_id: str, places: ReachedPlaces, random: Callable[[int], bytes]
    ) -> None:
        """Take the folder, the vault and where its half is."""
        self._path = state / f"{vault_id}.sealed"
        self._half_path = state / f"{vault_id}.half"
        self._places, self._random = places, random
        self._halves: bytes | None = None

    def load(self) -> bytes | None:
        """Return the bytes if both halves are there and the file is whole."""
        sealed, device = _read(self._path), _read(self._half_path)
        if device is None or len(device) != HALF_BYTES + 16 or sealed is None or len(sealed) < SALT_BYTES:
            return None
        half = self._vault_half(layout.HALVES + device[HALF_BYTES:].hex())
        if half is None:
            return None
        self._halves = device[:HALF_BYTES] + half
        try:
            padded = _cipher(self._halves, sealed[:SALT_BYTES]).decrypt(
                _ZERO_NONCE, sealed[SALT_BYTES:], _INFO
            )
        except InvalidTag:
            return None
        (size,) = _LENGTH.unpack_from(padded)
        return padded[_LENGTH.size : _LENGTH.size + size]

    def save(self, data: bytes) -> None:
        """Replace the file; make new halves if the old ones were lost or taken away."""
        halves = self._halves or self._new_halves()
        padded = (_LENGTH.pack(len(data)) + data).ljust(
            padme(max(LEAST_BYTES, _LENGTH.size + len(data))), b"\0"
        )
        salt = self._random(SALT_BYTES)
        _replace(self._path, salt + _cipher(halves, salt).encrypt(_ZERO_NONCE, padded, _INFO))

    def _vault_half(self, name: str) -> bytes | None:
        for store in self._places.stores:
            with suppress(StoreError):
                half = store.read(name)
                return half if len(half) == HALF_BYTES else None
        return None

    def _new_halves(self) -> bytes:
        device, half, name = self._random(HALF_BYTES), self._random(HALF_BYTES), self._random(16)
        self._places.create(layout.HALVES + name.hex(), [half])
        _replace(self._half_path, device + name)
        self._halves = device + half
        return self._halves


@contextmanager
def locked(state: Path, vault_id: str) -> Iterator[None]:
    """Hold the index of one vault.

    Raises:
        IndexBusyError: another run holds it.
        IndexFolderError: the folder cannot be used.
    """
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(state / f"{vault_id}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise IndexFolderError(state=str(state), reason=error.strerror) from error
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise IndexBusyError(state=str(state)) from error
    finally:
        os.close(descriptor)


def _cipher(halves: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(algorithm=SHA256(), length=32, salt=salt, info=_INFO).derive(halves))


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise IndexFolderError(state=str(path.parent), reason=error.strerror) from error


def _replace(path: Path, data: bytes) -> None:
    new = path.with_name(path.name + ".new")
    try:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise IndexFolderError(state=str(path.parent), reason=error.strerror) from error
