"""Bech32 (BIP 173) without its length limit, as age uses it for recipients and identities."""

from itertools import chain

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
MAX_TEXT = 4096  # a hybrid recipient has 1959 characters, the longest we know
_VALUES = {character: value for value, character in enumerate(CHARSET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_SYMBOLS = 6


class Bech32Error(ValueError):
    """A text is not Bech32. Its message says why and never quotes the text, which may be a secret."""


def encode(prefix: str, data: bytes) -> str:
    """Return the lower-case Bech32 text of `data` under a lower-case human-readable `prefix`."""
    symbols = _regroup(data, 8, 5, pad=True)
    check = _polymod(chain(_expand(prefix), symbols, [0] * _CHECKSUM_SYMBOLS)) ^ 1
    symbols += [(check >> 5 * (_CHECKSUM_SYMBOLS - 1 - i)) & 31 for i in range(_CHECKSUM_SYMBOLS)]
    return prefix + "1" + "".join(CHARSET[symbol] for symbol in symbols)


def decode(text: str) -> tuple[str, bytes]:
    """Return the human-readable prefix, in the case it was written in, and the data.

    Raises:
        Bech32Error: too long, mixed case, a character that cannot be there, wrong checksum or padding.
    """
    if len(text) > MAX_TEXT:
        raise Bech32Error("it is too long")
    if not text.isascii() or (text.lower() != text and text.upper() != text):
        raise Bech32Error("upper and lower case are mixed, or it has characters that cannot be there")
    prefix, separator, rest = text.rpartition("1")
    if not separator or not prefix or len(rest) < _CHECKSUM_SYMBOLS:
        raise Bech32Error("it has no prefix, or it is too short")
    try:
        symbols = [_VALUES[character] for character in rest.lower()]
    except KeyError:
        raise Bech32Error("it has characters that cannot be there") from None
    if _polymod(chain(_expand(prefix.lower()), symbols)) != 1:
        raise Bech32Error("its checksum is wrong, so at least one character is")
    return prefix, bytes(_regroup(symbols[:-_CHECKSUM_SYMBOLS], 5, 8, pad=False))


def _polymod(values: "chain[int]") -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate(_GENERATOR):
            if top >> bit & 1:
                check ^= term
    return check


def _expand(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _regroup(values: bytes | list[int], width: int, new_width: int, *, pad: bool) -> list[int]:
    """Regroup bits; without `pad`, left-over bits must be fewer than one old group and all zero."""
    held = bits = 0
    out: list[int] = []
    for value in values:
        held = (held << width | value) & 0xFFFF
        bits += width
        while bits >= new_width:
            bits -= new_width
            out.append(held >> bits & ((1 << new_width) - 1))
    rest = held & ((1 << bits) - 1)
    if pad and bits:
        out.append(rest << (new_width - bits))
    elif not pad and (bits >= width or rest):
        raise Bech32Error("its padding is wrong")
    return out
