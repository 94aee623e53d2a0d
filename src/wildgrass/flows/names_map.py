"""Where a collection's key and what each pseudonym stands for are kept: in one file, always sealed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wildgrass.crypto import age
from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.kit import FileTroubleError
from wildgrass.flows.trustee import read_small
from wildgrass.library.durable import replace_file
from wildgrass.text.redaction import KEY_BYTES, Pseudonyms, open_map
from wildgrass.vault import trustees


class HidingOptionError(WildgrassError):
    """Options about hidden people were given that do not go together."""

    code = "hiding-options"
    exit_code = EXIT_USAGE
    message = "{option} does not go with what else was asked for"
    hint = "{option} needs {needs}"


class NamesKeyNeededError(WildgrassError):
    """There is a map, and nothing to open it with."""

    code = "names-key-needed"
    exit_code = EXIT_USAGE
    message = "the map {file} is there already, and nothing was given that opens it"
    hint = "give the identity that it was sealed to: --names-key FILE"


class NamesRecipientNeededError(WildgrassError):
    """A new map would be sealed to nobody."""

    code = "names-recipient-needed"
    exit_code = EXIT_USAGE
    message = "a new map of pseudonyms must be sealed to somebody"
    hint = "give her recipient: --names-recipient age1…"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesMap:
    """What a person asks for: no `file`, no map. Sealed to `recipients`; `key` is the identity of an older one."""

    file: Path | None = None
    recipients: tuple[str, ...] = ()
    key: Path | None = None
    ask_passphrase: Callable[[], bytes] = field(default=bytes, repr=False)

    def refuse_unkept(self) -> None:
        """Refuse recipients or a key where no map is kept.

        Raises:
            HidingOptionError: there are some.
        """
        if self.file is None and (self.recipients or self.key):
            raise HidingOptionError(option="--names-recipient, --names-key", needs="--names-map FILE")


class Collection:
    """Pseudonyms under one key: those of a map that goes on, or new ones."""

    def __init__(
        self, wanted: NamesMap, language: str, *, is_struck: bool, random: Callable[[int], bytes]
    ) -> None:
        """Open the map, or begin with a new key.

        Raises:
            NamesKeyNeededError, NamesRecipientNeededError; PseudonymMapError, FileTroubleError; an identity's own.
        """
        self._file, self._random = wanted.file, random
        identities: Sequence[age.Identity] = ()
        if wanted.key is not None:
            identities = trustees.open_identity_file(read_small(wanted.key), wanted.ask_passphrase)
        self._recipients = [
            *map(age.parse_recipient, wanted.recipients),
            *([] if wanted.recipients else [one.recipient() for one in identities]),
        ]
        key, told = self._opened(identities) or (random(KEY_BYTES), {})
        self.pseudonyms = Pseudonyms(key, language, is_struck=is_struck)
        self.pseudonyms.remember(told)

    def _opened(self, identities: Sequence[age.Identity]) -> tuple[bytes, Mapping[str, Sequence[str]]] | None:
        """Return the key and what is known of a collection that goes on, None where a new one begins."""
        if self._file is not None and self._file.exists():
            if not identities:
                raise NamesKeyNeededError(file=self._file)
            return open_map(read(self._file), identities)
        if self._file is not None and not self._recipients:
            raise NamesRecipientNeededError
        return None

    def keep(self) -> None:
        """Write the map, with everything that was replaced, sealed; nothing where none was asked for.

        Raises:
            FileTroubleError: the disk refused.
        """
        if self._file is not None:
            put(self._file, self.pseudonyms.sealed(self._recipients, random=self._random))


def read(file: Path) -> bytes:
    """Return a file of a person's.

    Raises:
        FileTroubleError: it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise FileTroubleError(file=file, reason=error.strerror) from error


def put(file: Path, data: bytes) -> None:
    """Put bytes into a file's place, whole or not at all.

    Raises:
        FileTroubleError: the disk refused.
    """
    try:
        replace_file(file, data)
    except OSError as error:
        raise FileTroubleError(file=file, reason=error.strerror) from error
