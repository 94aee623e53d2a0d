"""The country of an IP address, from a table that ships with the program; nothing is asked outside.

`data/ip-countries.zst` (zstd): a line of JSON (source, licence, the day it was made, countries, numbers of runs), then
for IPv4 and for the upper half of IPv6 the steps between the starts of runs (64-bit, little-endian) and their
countries (16-bit).
"""

import ipaddress
import json
import re
import sys
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate
from typing import Any, Final

import zstandard

UNKNOWN: Final = "??"


_FOUR: Final = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})", re.ASCII)
_WITH_RESERVED: Final = frozenset({0, 10, 100, 127, 169, 172, 192, 198, 203, *range(224, 256)})
"""First numbers of IPv4 addresses under which some are set apart; below the others all are of the open internet."""


@lru_cache(maxsize=4096)
def address_number(text: str) -> tuple[int, int, bool] | None:
    """Return an address's version, its number (of IPv6 the upper half), and whether it is of the open internet.

    None is what is no address. An IPv4 address in an IPv6 one is the IPv4 address.
    """
    plain = _FOUR.fullmatch(text)
    if plain is not None and not any(part[0] == "0" and part != "0" for part in plain.groups()):
        one, two, three, four = map(int, plain.groups())
        if one not in _WITH_RESERVED and max(one, two, three, four) < 256:
            return 4, one << 24 | two << 16 | three << 8 | four, True
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return 6, int(address) >> 64, address.is_global
        address = address.ipv4_mapped
    return 4, int(address), address.is_global


@dataclass(frozen=True, slots=True)
class _Runs:
    starts: "array[int]"
    codes: "array[int]"


@dataclass(frozen=True, slots=True)
class AddressTable:
    """The table, and the day it was made: countries of addresses change."""

    made: str
    source: str
    licence: str
    _countries: tuple[str, ...]
    _four: _Runs
    _six: _Runs

    def country(self, text: str) -> str | None:
        """Return the ISO 3166 code of an address's country, "??" where the table has none, None for what is no address.

        Private and reserved addresses have no country.
        """
        address = address_number(text)
        if address is None:
            return None
        version, number, is_global = address
        if not is_global:
            return UNKNOWN
        runs = self._four if version == 4 else self._six
        return self._countries[runs.codes[bisect_right(runs.starts, number) - 1]]


@cache
def address_table() -> AddressTable:
    """Return the table; unpacking takes a fifth of a second, once."""
    data = (resources.files("wildgrass.audit.data") / "ip-countries.zst").read_bytes()
    plain = zstandard.ZstdDecompressor().decompress(data)
    line, _, rest = plain.partition(b"\n")
    head: dict[str, Any] = json.loads(line)
    four, after = _runs(memoryview(rest), 0, head["ipv4"])
    six, _ = _runs(memoryview(rest), after, head["ipv6"])
    return AddressTable(
        head["generated"], head["source"], head["licence"], tuple(head["countries"]), four, six
    )


def _runs(data: memoryview, at: int, count: int) -> tuple[_Runs, int]:
    steps, codes = array("Q"), array("H")
    steps.frombytes(data[at : at + 8 * count])
    codes.frombytes(data[at + 8 * count : at + 10 * count])
    if sys.byteorder == "big":
        steps.byteswap()
        codes.byteswap()
    return _Runs(array("Q", accumulate(steps)), codes), at + 10 * count
