"""Answers arriving at the coordinator, before there are enough: which fit, which do not and why, how many are missing.

Each is judged alone, so that the recovery key is not put together before somebody asks for the vault to be opened.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from shamir_mnemonic.wordlist import WORDLIST

from wildgrass.crypto import age, slip39
from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.vault import layout, trustees
from wildgrass.vault.shares import COMMITMENTS, KEYCHECK
from wildgrass.vault.stores.registry import open_store
from wildgrass.vault.trustees import VaultKeys

WORDS: Final = tuple(WORDLIST)
"""The SLIP-39 list; the first four letters of each decide."""

_BY_FOUR: Final = {word[:4]: word for word in WORDS}
_ANSWER_STARTS: Final = (b"age-encryption.org/", b"-----BEGIN AGE")


class NotAVaultError(WildgrassError):
    """A folder that says nothing of a vault's key."""

    code = "not-a-vault"
    exit_code = EXIT_INPUT
    message = "{place} holds no vault that can be read"
    hint = "give the folder that holds the folder v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One answer or word list: the share's number where it fits, what is wrong where it does not."""

    name: str
    index: int | None = None
    trouble: WildgrassError | None = None

    @property
    def is_doubtful(self) -> bool:
        """Say whether only the vault's own commitments speak against it; they may have been replaced."""
        return isinstance(self.trouble, trustees.ShareNotDealtError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What has arrived; `needed` is None before the first share that fits says it."""

    arrived: Sequence[Arrived]
    needed: int | None

    @property
    def fitting(self) -> int:
        """How many different shares fit."""
        return len({one.index for one in self.arrived if one.index is not None})

    @property
    def missing(self) -> int | None:
        """How many more are needed."""
        return None if self.needed is None else max(0, self.needed - self.fitting)

    @property
    def may_open(self) -> bool:
        """Say whether it is worth trying: enough fit, or some were refused by the commitments alone."""
        return self.missing == 0 or any(one.is_doubtful for one in self.arrived)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsSeen:
    """A list of words as typed: where words are not of the list, counted from 1, and what is wrong with the whole."""

    words: Sequence[str] = field(repr=False)
    wrong: Sequence[int]
    trouble: WildgrassError | None


def vault_keys(place: str) -> VaultKeys:
    """Return what a vault says of its key.

    Raises:
        NotAVaultError: there is none, or it cannot be read.
    """
    store = open_store(place)
    try:
        facts = json.loads(store.read(layout.VAULT_JSON))
        return VaultKeys(
            vault_id=str(facts["vault"]),
            recipient=str(facts["recipient"]),
            commitments=store.read(COMMITMENTS),
            keycheck=store.read(KEYCHECK),
        )
    except (WildgrassError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAVaultError(place=place) from error


def gather(
    vault: VaultKeys,
    coordinator: Sequence[age.Identity],
    answers: Sequence[tuple[str, bytes]],
    words: Sequence[tuple[str, str]] = (),
) -> Gathered:
    """Judge each answer and each word list by itself, and count the shares that fit, each once."""
    arrived: list[Arrived] = []
    needed: int | None = None
    seen: dict[int, str] = {}
    everything: list[tuple[str, bytes | str]] = [*answers, *words]
    for name, given in everything:
        one, threshold = _judged(name, given, vault, coordinator)
        needed = needed or threshold
        if one.index is not None and one.index in seen:
            one = Arrived(name=name, trouble=slip39.ShareDuplicateError(name=name, other=seen[one.index]))
        elif one.index is not None:
            seen[one.index] = name
        arrived.append(one)
    return Gathered(arrived=arrived, needed=needed)


def _judged(
    name: str, given: bytes | str, vault: VaultKeys, coordinator: Sequence[age.Identity]
) -> tuple[Arrived, int | None]:
    """Return what one is, and the threshold it states."""
    answers = [(name, given)] if isinstance(given, bytes) else []
    words = [(name, given)] if isinstance(given, str) else []
    needed = 1
    try:
        trustees.open_answers(answers, coordinator, vault, words=words)
    except slip39.TooFewSharesError as error:
        needed = 1 + int(str(error.details["missing"]))  # this one fits: it is the first of several
    except WildgrassError as error:
        return Arrived(name=name, trouble=error), None
    return Arrived(name=name, index=_index(name, given, coordinator)), needed


def _index(name: str, given: bytes | str, coordinator: Sequence[age.Identity]) -> int:
    if isinstance(given, bytes):
        return trustees.check_share(given, coordinator, name).index
    return slip39.parse_share(name, given).index + 1


def is_answer(head: bytes) -> bool:
    """Say whether a file that starts so may be a sealed share at all."""
    return head.lstrip().startswith(_ANSWER_STARTS)


def look_at_words(name: str, text: str) -> WordsSeen:
    """Read words as they were typed or pasted, numbered or not, cut to four letters or not."""
    typed = re.findall(r"[^\W\d_]+", text.lower())[: slip39.MAX_WORDS + 1]
    words = [_whole(word) for word in typed]
    wrong = [position for position, word in enumerate(words, 1) if word not in _KNOWN]
    trouble: WildgrassError | None = None
    try:
        slip39.parse_share(name, " ".join(words))
    except WildgrassError as error:
        trouble = error
    return WordsSeen(words=words, wrong=wrong, trouble=trouble)


_KNOWN: Final = frozenset(WORDS)


def _whole(word: str) -> str:
    whole = _BY_FOUR.get(word[:4], "")
    return whole if whole.startswith(word) else word
