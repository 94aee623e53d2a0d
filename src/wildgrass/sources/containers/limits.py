"""How much an export may ask of the machine that reads it."""

from dataclasses import dataclass

GIB = 1 << 30
MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits on one container; every one may be set lower.

    The figures are far above real exports: X's own viewer stops at 50 GiB, and the most compressible real member
    measured (advertising records) packs 30 to 1, while a deflate bomb reaches 1032 to 1.
    """

    export_bytes: int = 50 * GIB
    entries: int = 1_000_000
    directory_bytes: int = 144 * MIB
    entry_bytes: int = 8 * GIB
    ratio: int = 200
    ratio_from_bytes: int = MIB
    name_bytes: int = 1024
    levels: int = 32


DEFAULT = Limits()
