"""What stands in place of somebody: the same within a collection, unlike in every other; and the way back, sealed.

A pseudonym is made with HMAC-SHA-256 under the collection's own random key. Without the key nobody can try names. The
map of what each pseudonym replaced leaves this module only as an age file to the recipients that the person names.
Where people are to be struck out, all of a kind look alike, and there is no way back. Form: docs/spec/pseudonyms.md.
"""

import base64
import hmac
import json
import os
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from wildgrass.crypto.age import AgeError, AnyIdentity, AnyRecipient, decrypt, encrypt
from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.text.redaction.spans import Confidence, Span, SpanKind, replaced

KEY_BYTES: Final = 32
FORM: Final = "wildgrass-pseudonyms-1"
_CODE: Final = 8  # characters of five bits: two of a million people fall together once in two
_LABEL: Final = b"wildgrass pseudonym 1\0"
_FILE_LABEL: Final = b"wildgrass file 1\0"
_WORDS: Final = {
    "en": {"name": "person", "phone": "phone", "id": "number"},
    "zh": {"name": "某人", "phone": "电话", "id": "号码"},
}
_WITHHELD: Final = {"en": "[words of someone else, withheld]", "zh": "[他人的话 未写出]"}
_TELLING: Final = 12  # characters from which words are somebody's own, and are looked for in what was written
_STRUCK: Final = {
    "en": _WORDS["en"] | {"handle": "person", "mail": "mail", "profile": "page"},
    "zh": _WORDS["zh"] | {"handle": "某人", "mail": "邮箱", "profile": "网页"},
}


class PseudonymMapError(WildgrassError):
    """A file is no map of pseudonyms, or opens with none of the keys."""

    code = "pseudonym-map"
    exit_code = EXIT_INPUT
    message = "this is no map of pseudonyms that the given key opens"
    hint = "use the identity whose recipient the map was sealed to"


class Pseudonyms:
    """The pseudonyms of one collection. Everything in it is secret: it has no readable form but the sealed one."""

    def __init__(self, key: bytes, language: str = "en", *, is_struck: bool = False) -> None:
        """Take the collection's key, from `new`, or from `open_map` to go on with a collection.

        `is_struck`: what is shown is the same for everybody, and what it replaced is not kept for the map.

        Raises:
            ValueError: the key is not of 32 bytes.
        """
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key of pseudonyms has {KEY_BYTES} bytes")
        self._key = key
        spoken = "zh" if language.startswith("zh") else "en"
        self._words, self._struck = _WORDS[spoken], _STRUCK[spoken]
        self._is_struck, self._withheld = is_struck, _WITHHELD[spoken]
        self._replaced: dict[str, set[str]] = {}
        self._originals: set[str] = set()
        self._words_withheld: set[str] = set()

    def __repr__(self) -> str:
        """Say how many there are and nothing else."""
        return f"<Pseudonyms of {len(self._replaced)}>"

    @classmethod
    def new(
        cls,
        language: str = "en",
        *,
        is_struck: bool = False,
        random: Callable[[int], bytes] = os.urandom,
    ) -> "Pseudonyms":
        """Begin a collection."""
        return cls(random(KEY_BYTES), language, is_struck=is_struck)

    def remember(self, told: Mapping[str, Sequence[str]]) -> None:
        """Take what an earlier run of the collection replaced, so that the map keeps it."""
        for shown, found in told.items():
            self._replaced.setdefault(shown, set()).update(found)

    def code(self, who: str, length: int = _CODE) -> str:
        """Return the code of a person or value: 8 letters and digits, the same for the same one.

        `length` is for what there are millions of, such as items: 20 keep them apart.
        """
        digest = hmac.digest(self._key, _LABEL + who.encode("utf-8", "surrogatepass"), sha256)
        return base64.b32encode(digest)[:length].decode().lower()

    def file(self, digest: str) -> str:
        """Return 64 hex digits that stand for a file instead of its digest, which leads whoever has it to it."""
        return hmac.digest(self._key, _FILE_LABEL + digest.encode(), sha256).hex()

    def label(self, who: str) -> str:
        """Return what an account is called instead of by its name or handle."""
        return f"[{self._struck['name']}]" if self._is_struck else f"p_{self.code(who)}"

    def put(self, span: Span, original: str) -> str:
        """Return what stands in place of a span, and keep for the map what stood there."""
        shown = self.shown(span)
        if span.kind is SpanKind.WORDS:
            if len(original) >= _TELLING:
                self._words_withheld.add(original)
            return shown
        if not self._is_struck:
            self._replaced.setdefault(shown, set()).add(original)
        if span.confidence is not Confidence.POSSIBLE:
            self._originals.add(original)
        return shown

    def text(self, text: str, spans: Sequence[Span]) -> str:
        """Return a text with the spans replaced that a person left in."""
        return replaced(text, spans, self.put)

    def shown(self, span: Span) -> str:
        """Return what would stand in place of a span; keeps nothing."""
        kind, code = span.kind, self.code(span.who)
        if kind is SpanKind.WORDS:
            return self._withheld
        if self._is_struck:
            return f"[{self._struck[str(kind)]}]"
        if kind is SpanKind.HANDLE:
            return f"@p_{code}"
        if kind is SpanKind.MAIL:
            return f"{code}@mail.invalid"
        if kind is SpanKind.PROFILE:
            return f"https://profile.invalid/{code}"
        return f"[{self._words[str(kind)]} {code}]"

    def originals(self) -> set[str]:
        """Return what was replaced so far and not only possibly meant somebody, for `left_in`: as secret as the map."""
        return set(self._originals)

    def withheld(self) -> set[str]:
        """Return the words of others that were withheld so far, but for short ones, which anybody says."""
        return set(self._words_withheld)

    def sealed(
        self, recipients: Sequence[AnyRecipient], *, random: Callable[[int], bytes] = os.urandom
    ) -> bytes:
        """Return the map with the key, an age file that only the recipients open."""
        data = {
            "form": FORM,
            "key": base64.b64encode(self._key).decode(),
            "pseudonyms": {shown: sorted(found) for shown, found in sorted(self._replaced.items())},
        }
        plain = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
        return encrypt(plain.encode("utf-8", "surrogatepass"), recipients, random=random)


def open_map(data: bytes, identities: Sequence[AnyIdentity]) -> tuple[bytes, Mapping[str, Sequence[str]]]:
    """Return a collection's key and what each pseudonym replaced.

    Raises:
        PseudonymMapError: no identity opens it, or it is no such map.
    """
    try:
        told = json.loads(decrypt(data, identities).decode("utf-8", "surrogatepass"))
        if told["form"] != FORM:
            raise PseudonymMapError
        key = base64.b64decode(told["key"], validate=True)
        pseudonyms = {str(shown): tuple(map(str, found)) for shown, found in told["pseudonyms"].items()}
    except (AgeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PseudonymMapError from error
    if len(key) != KEY_BYTES:
        raise PseudonymMapError
    return key, pseudonyms
