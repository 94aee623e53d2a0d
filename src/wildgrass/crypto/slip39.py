"""SLIP-39: a 32-byte secret as k-of-n lists of words, and errors that name the share that is wrong.

Words, checksum, cipher and recombination are those of `shamir-mnemonic`, the reference implementation. Its
only source of randomness is a module global, which cannot be passed in without changing it for every thread,
so `split` deals the polynomial itself (twenty lines, the same construction) and then has the reference
implementation recombine the new shares before anyone sees them.

No passphrase is used: SLIP-39 accepts a wrong one in silence and returns another secret.
"""

import hmac
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Final

from shamir_mnemonic import EncryptedMasterSecret, MnemonicError, recover_ems
from shamir_mnemonic.rs1024 import verify_checksum
from shamir_mnemonic.shamir import EXP_TABLE, LOG_TABLE, ShareGroup
from shamir_mnemonic.share import Share as RawShare
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from wildgrass.errors import EXIT_INPUT, EXIT_USAGE, WildgrassError

SECRET_SIZE: Final = 32
MAX_SHARES: Final = 16
MIN_WORDS: Final = 20
MAX_WORDS: Final = 59  # a 512-bit secret; nothing longer is in use
MAX_TEXT_SIZE: Final = 4096
MAX_ITERATION_EXPONENT: Final = 6  # 640,000 rounds, well under a second; 15 would take minutes
MAX_TRIES: Final = 13_000  # every choice of 8 from 16
_ITERATION_EXPONENT: Final = 1
_DIGEST_SIZE: Final = 4
_DIGEST_INDEX: Final = 254
_SECRET_INDEX: Final = 255
_BY_FOUR_LETTERS = {word[:4]: word for word in WORD_INDEX_MAP}
_NUMBERING = re.compile(r"(?<![0-9A-Za-z])[0-9]{1,2}[.:)、]?(?![0-9A-Za-z])")


class SplitError(WildgrassError):
    """A secret cannot be split this way."""

    code = "threshold-impossible"
    exit_code = EXIT_USAGE
    message = "{threshold} of {count} shares cannot be dealt"
    hint = "take from 2 to 16 trustees and a threshold from 2 up to their number"


class ShareWordError(WildgrassError):
    """A word is not in the SLIP-39 list. The word itself is never shown: it may be half of a secret."""

    code = "share-word-unknown"
    exit_code = EXIT_INPUT
    message = "{name}: word {position} is not a word of the list"
    hint = "read that word again from the page; the first four letters decide"


class ShareLengthError(WildgrassError):
    """A share has the wrong number of words."""

    code = "share-length-wrong"
    exit_code = EXIT_INPUT
    message = "{name}: {found} words, which is not the length of a share"
    hint = "a share of a vault has 33 words; one may be missing or written twice"


class ShareChecksumError(WildgrassError):
    """A share's words do not fit each other."""

    code = "share-checksum-wrong"
    exit_code = EXIT_INPUT
    message = "{name}: the words do not fit each other"
    hint = "a word is wrong or two are swapped; compare each with the page"


class ShareFormatError(WildgrassError):
    """A share whose checksum is right and whose fields make no sense."""

    code = "share-malformed"
    exit_code = EXIT_INPUT
    message = "{name}: not a share that can be used: {reason}"
    hint = "ask this trustee for the share of this vault"


class ShareForeignError(WildgrassError):
    """A share that belongs to another secret than the rest."""

    code = "share-foreign"
    exit_code = EXIT_INPUT
    message = "{name}: this share belongs to another secret than the others"
    hint = "leave it out, and ask this trustee for the share of this vault"


class ShareDuplicateError(WildgrassError):
    """The same share twice."""

    code = "share-duplicate"
    exit_code = EXIT_INPUT
    message = "{name}: the same share as {other}"
    hint = "leave one of them out; each trustee counts once"


class ShareConflictError(WildgrassError):
    """Two shares of the same place with different words."""

    code = "share-conflict"
    exit_code = EXIT_INPUT
    message = "{name} and {other} claim to be the same share and differ"
    hint = "one of them is not genuine; ask both trustees, and compare with the vault's commitments"


class ShareAlteredError(WildgrassError):
    """A share that does not fit those that fit each other."""

    code = "share-altered"
    exit_code = EXIT_INPUT
    message = "{name}: this share was altered; the others fit together without it"
    hint = "leave it out, and ask this trustee for the genuine share"


class ShareSetError(WildgrassError):
    """Just enough shares, one of them altered, and nothing tells which."""

    code = "share-set-wrong"
    exit_code = EXIT_INPUT
    message = "these {count} shares do not fit together; at least one was altered"
    hint = "add one more share: then the altered one can be named"


class TooFewSharesError(WildgrassError):
    """More shares are needed."""

    code = "shares-too-few"
    message = "shares here: {have}; still needed: {missing}"
    hint = "ask further trustees; any of them will do"


@dataclass(frozen=True, slots=True)
class Share:
    """One share: its words (never shown) and what it says of itself. `index` counts from 0 in its group."""

    words: tuple[str, ...] = field(repr=False)
    identifier: int
    index: int
    threshold: int
    group_index: int
    _raw: RawShare = field(repr=False, compare=False)

    def phrase(self) -> str:
        """Return the words with one space between: a secret."""
        return " ".join(self.words)


def split(
    secret: bytes, *, threshold: int, count: int, random: Callable[[int], bytes] = os.urandom
) -> list[Share]:
    """Split a 32-byte secret into `count` shares, any `threshold` of which give it back.

    Raises:
        SplitError: fewer than 2, more than 16, or a threshold above the number of shares. (1 of 1 is allowed,
            for the person who is her own only trustee.)
    """
    if len(secret) != SECRET_SIZE:
        raise ValueError("the secret is 32 bytes")
    if not (2 <= threshold <= count <= MAX_SHARES or threshold == count == 1):
        raise SplitError(threshold=threshold, count=count)
    identifier = int.from_bytes(random(2), "big") & 0x7FFF
    sealed = EncryptedMasterSecret.from_master_secret(
        secret, b"", identifier, extendable=True, iteration_exponent=_ITERATION_EXPONENT
    ).ciphertext
    shares = [
        _from_raw(RawShare(identifier, True, _ITERATION_EXPONENT, 0, 1, 1, index, threshold, value))  # noqa: FBT003
        for index, value in enumerate(_deal(sealed, threshold, count, random))
    ]
    if not hmac.compare_digest(combine([(str(share.index), share.phrase()) for share in shares]), secret):
        raise AssertionError("the new shares do not give the secret back")
    return shares


def parse_share(name: str, words: str) -> Share:
    """Read a share as a person wrote it.

    In any case, with any spaces and line breaks, numbered, and with words cut to four letters or more.

    `name` is how errors call it: a file's or a trustee's name.

    Raises:
        ShareWordError, ShareLengthError, ShareChecksumError, ShareFormatError: what is wrong with it.
    """
    listed = _listed_words(name, words)
    numbers = _word_numbers(name, listed)
    try:
        raw = RawShare.from_mnemonic(" ".join(listed))
    except MnemonicError as error:
        raise _reason(name, len(listed), numbers) from error
    if raw.iteration_exponent > MAX_ITERATION_EXPONENT:
        raise ShareFormatError(name=name, reason="it asks for too much work")
    return _from_raw(raw)


def combine(named: Sequence[tuple[str, str]]) -> bytes:
    """Give the secret back from enough shares, each with the name that errors use for it.

    More than enough is welcome: every share is compared with the others, so that an altered one is named.

    Raises:
        ShareWordError, ShareLengthError, ShareChecksumError, ShareFormatError: a share cannot be read.
        ShareDuplicateError, ShareConflictError, ShareForeignError: a share does not belong in this set.
        TooFewSharesError: shares are missing.
        ShareAlteredError, ShareSetError: a share was altered with a right checksum.
    """
    shares = [(name, parse_share(name, words)) for name, words in named]
    if not shares:
        raise TooFewSharesError(have=0, missing=1)
    _check_one_family(shares)
    _check_distinct(shares)
    groups = _complete_groups(shares)
    fitting, sealed = _recover(groups)
    if len(groups) == 1:
        _check_spare(groups[0], fitting, sealed)
    secret: bytes = sealed.decrypt(b"")
    return secret


def _listed_words(name: str, words: str) -> list[str]:
    if len(words) > MAX_TEXT_SIZE:
        raise ShareLengthError(name=name, found=f"more than {MAX_WORDS}")
    return [_whole(word) for word in _NUMBERING.sub(" ", words).lower().split()]


def _whole(word: str) -> str:
    """Return the word of the list that starts with these letters; four of them always decide."""
    whole = _BY_FOUR_LETTERS.get(word[:4], "")
    return whole if whole.startswith(word) else word


def _word_numbers(name: str, listed: list[str]) -> list[int]:
    for position, word in enumerate(listed, 1):
        if word not in WORD_INDEX_MAP:
            raise ShareWordError(name=name, position=position)
    if not MIN_WORDS <= len(listed) <= MAX_WORDS:
        raise ShareLengthError(name=name, found=len(listed))
    return [WORD_INDEX_MAP[word] for word in listed]


def _reason(name: str, count: int, numbers: list[int]) -> WildgrassError:
    """Say what the reference implementation refused; its own messages hold words."""
    if 10 * (count - 7) % 16 > 8:
        return ShareLengthError(name=name, found=count)
    if not any(verify_checksum(numbers, custom) for custom in (b"shamir", b"shamir_extendable")):
        return ShareChecksumError(name=name)
    return ShareFormatError(name=name, reason="its fields contradict each other")


def _from_raw(raw: RawShare) -> Share:
    return Share(
        words=tuple(raw.words()),
        identifier=raw.identifier,
        index=raw.index,
        threshold=raw.member_threshold,
        group_index=raw.group_index,
        _raw=raw,
    )


def _family(share: Share) -> tuple[object, ...]:
    raw = share._raw  # noqa: SLF001 - our own class
    return (*raw.common_parameters(), len(raw.value))


def _check_one_family(shares: Sequence[tuple[str, Share]]) -> None:
    """Name a share that differs from most in what all shares of one secret have in common."""
    usual = Counter(_family(share) for _, share in shares).most_common(1)[0][0]
    for name, share in shares:
        if _family(share) != usual:
            raise ShareForeignError(name=name)
    for group_index in {share.group_index for _, share in shares}:
        members = [(name, share) for name, share in shares if share.group_index == group_index]
        threshold = Counter(share.threshold for _, share in members).most_common(1)[0][0]
        for name, share in members:
            if share.threshold != threshold:
                raise ShareForeignError(name=name)


def _check_distinct(shares: Sequence[tuple[str, Share]]) -> None:
    seen: dict[tuple[int, int], tuple[str, Share]] = {}
    for name, share in shares:
        other, first = seen.setdefault((share.group_index, share.index), (name, share))
        if first is not share:
            raise (ShareDuplicateError if first == share else ShareConflictError)(name=name, other=other)


_Group = list[tuple[str, Share]]


def _complete_groups(shares: Sequence[tuple[str, Share]]) -> list[_Group]:
    """Return the groups that have enough members, if enough groups have."""
    groups: dict[int, _Group] = {}
    for name, share in shares:
        groups.setdefault(share.group_index, []).append((name, share))
    complete = [group for group in groups.values() if len(group) >= group[0][1].threshold]
    lacking = sorted(group[0][1].threshold - len(group) for group in groups.values() if group not in complete)
    wanted = shares[0][1]._raw.group_threshold - len(complete)  # noqa: SLF001 - our own class
    if wanted > 0:
        # a group of which nobody is here yet has at least one member to ask
        missing = sum(lacking[:wanted]) + max(0, wanted - len(lacking))
        raise TooFewSharesError(have=len(shares), missing=missing)
    return complete


def _recover(groups: Sequence[_Group]) -> tuple[list[Share], EncryptedMasterSecret]:
    """Try sets of just enough shares, the first shares first, until one fits together."""
    for chosen in islice(_just_enough(groups), MAX_TRIES):
        if (sealed := _try(chosen)) is not None:
            return chosen, sealed
    raise ShareSetError(count=sum(len(group) for group in groups))


def _just_enough(groups: Sequence[_Group]) -> Iterator[list[Share]]:
    if len(groups) == 1:
        yield from (
            [share for _, share in members] for members in combinations(groups[0], groups[0][0][1].threshold)
        )
        return
    wanted = groups[0][0][1]._raw.group_threshold  # noqa: SLF001 - our own class
    for chosen in combinations(groups, wanted):
        yield [share for group in chosen for _, share in group[: group[0][1].threshold]]


def _try(shares: Sequence[Share]) -> EncryptedMasterSecret | None:
    groups: dict[int, ShareGroup] = {}
    for share in shares:
        groups.setdefault(share.group_index, ShareGroup()).add(share._raw)  # noqa: SLF001 - our own class
    try:
        return recover_ems(groups)
    except MnemonicError:
        return None  # the digest of the shared secret is wrong: this set holds an altered share


def _check_spare(group: _Group, fitting: Sequence[Share], sealed: EncryptedMasterSecret) -> None:
    """Name a share that, put in the place of one that fits, does not give the same."""
    for name, share in group:
        if share not in fitting and _try([*fitting[1:], share]) != sealed:
            raise ShareAlteredError(name=name)


def _deal(secret: bytes, threshold: int, count: int, random: Callable[[int], bytes]) -> list[bytes]:
    """Deal Shamir shares of a secret with its digest, as SLIP-39 says under "Shamir's secret sharing"."""
    if threshold == 1:
        return [secret] * count
    padding = random(len(secret) - _DIGEST_SIZE)
    digest = hmac.new(padding, secret, "sha256").digest()[:_DIGEST_SIZE]
    free = [(index, random(len(secret))) for index in range(threshold - 2)]
    base = [*free, (_DIGEST_INDEX, digest + padding), (_SECRET_INDEX, secret)]
    return [value for _, value in free] + [_interpolate(base, index) for index in range(threshold - 2, count)]


def _interpolate(points: Sequence[tuple[int, bytes]], x: int) -> bytes:
    """Evaluate at `x` the polynomials over GF(256) that go through `points`; `x` is none of theirs."""
    result = bytes(len(points[0][1]))
    for xi, value in points:
        others = [xj for xj, _ in points if xj != xi]
        weight = sum(LOG_TABLE[xj ^ x] - LOG_TABLE[xj ^ xi] for xj in others)
        scaled = (EXP_TABLE[(LOG_TABLE[byte] + weight) % 255] if byte else 0 for byte in value)
        result = bytes(a ^ b for a, b in zip(result, scaled, strict=True))
    return result
