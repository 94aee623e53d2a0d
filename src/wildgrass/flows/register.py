"""The registers, for the `register` verb: records with their dates and sources."""

from collections.abc import Iterator
from datetime import date

import msgspec

from wildgrass.audit import registers
from wildgrass.audit.registers import REGISTERS, Entry

__all__ = ["REGISTERS", "Entry", "records", "reviewed", "to_json"]


def records(name: str, record_id: str | None = None) -> Iterator[Entry]:
    """Yield the records of a register, or the one asked for.

    Raises:
        RecordUnknownError: the register has no such record.
    """
    if record_id is not None:
        yield registers.record(name, record_id)
        return
    yield from registers.register(name)


def to_json(entry: Entry) -> dict[str, object]:
    """Return the object that `register` prints: dates as RFC 3339, what is not known left out."""
    data: dict[str, object] = msgspec.to_builtins(entry)
    return data


def reviewed(name: str) -> date:
    """Return the day on which a register was last read through."""
    return registers.reviewed(name)
