"""Where things lie in a vault, and what their names say. Nothing here reads or writes."""

import re
from typing import Final

ROOT: Final = "v1/"
VAULT_JSON: Final = "v1/vault.json"
RECOVER_SH: Final = "v1/recover.sh"
README: Final = "v1/readme.txt"
KEYS: Final = "v1/keys/"
LOGS: Final = "v1/log/"
SEGMENTS: Final = "v1/seg/"
HALVES: Final = "v1/half/"
UNLOGGED: Final = (HALVES, "v1/cosig/", "v1/time/")
"""What comes and goes beside the logs: index halves, cosignatures and time stamps of witnesses."""

_LOG_OBJECT = re.compile(r"v1/log/(?P<log>[0-9a-f]{16})/(?P<rest>.+)")
_SEGMENT = re.compile(r"v1/seg/(?P<log>[0-9a-f]{16})/[0-9a-f]{32}\.age")
_CHECKPOINT = re.compile(r"checkpoint\.(?P<size>[1-9][0-9]{0,8})")


def log_folder(log: str) -> str:
    """Return the folder of a run's log; `log` is the run's name, 16 hex digits."""
    return f"{LOGS}{log}/"


def checkpoint_name(log: str, size: int) -> str:
    """Return the name of a log's checkpoint at `size` entries."""
    return f"{LOGS}{log}/checkpoint.{size}"


def segment_folder(log: str) -> str:
    """Return the folder of a run's segments."""
    return f"{SEGMENTS}{log}/"


def segment_name(log: str, random16: bytes) -> str:
    """Return a segment's name from 16 random bytes."""
    return f"{SEGMENTS}{log}/{random16.hex()}.age"


def split_log_object(name: str) -> tuple[str, str] | None:
    """Return (run, name inside its log) of a log's object; None for other objects."""
    found = _LOG_OBJECT.fullmatch(name)
    return (found["log"], found["rest"]) if found else None


def run_of_segment(name: str) -> str | None:
    """Return the run that a segment's name claims; None for other objects."""
    found = _SEGMENT.fullmatch(name)
    return found["log"] if found else None


def checkpoint_size(rest: str) -> int | None:
    """Return N of "checkpoint.N"; None for other names."""
    found = _CHECKPOINT.fullmatch(rest)
    return int(found["size"]) if found else None
