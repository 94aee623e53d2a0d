"""Members of exports that show exposure, as authors of readers describe them; made up, in `exposure_members.jsonl`.

Each line: `export` (the whole export that it is a file of), `platform`, `path`, `body` as the platform writes it, and
`shows`: pairs of a question of the audit and a part of what must be found there.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LINES = Path(__file__).with_name("exposure_members.jsonl")


@dataclass(frozen=True)
class Member:
    export: str
    platform: str
    path: str
    body: object
    shows: list[list[str]]

    @property
    def data(self) -> bytes:
        if isinstance(self.body, str):
            return self.body.encode()
        written = json.dumps(self.body, ensure_ascii=False)
        if self.platform != "x":
            return written.encode()
        name = self.path.removeprefix("data/").removesuffix(".js").replace("-", "_")
        return f"window.YTD.{name}.part0 = {written}".encode()


@cache
def members() -> dict[str, list[Member]]:
    """Return the members of each export."""
    found: dict[str, list[Member]] = {}
    for line in _LINES.read_text("utf-8").splitlines():
        one = Member(**json.loads(line))
        found.setdefault(one.export, []).append(one)
    return found
