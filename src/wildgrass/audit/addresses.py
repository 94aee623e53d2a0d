"""The country of an IP address, from a table that ships with the program; nothing is asked outside.

`data/ip-countries.zst` (zstd): a line of JSON (source, licence, the day it was made, countries, numbers of runs), then
for IPv4 and for the upper half of IPv6 the steps between the starts of runs (64-bit, little-endian) and their
countries (16-bit).
"""

import ipaddress
import json
import sys
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Any, Final

import zstandard

UNKNOWN: Final = "??"


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
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return None
        if isinstance(address, ipaddress.IPv6Address):
            if address.ipv4_mapped is not None:
                return self.country(str(address.ipv4_mapped))
            runs, number = self._six, int(address) >> 64
        else:
            runs, number = self._four, int(address)
        if not address.is_global:
            return UNKNOWN
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
