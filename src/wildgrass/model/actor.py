"""Who did something: an account on a platform. Names are only labels."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An account, told apart by (platform, id kind, id).

    `id_kind` says what `id` is: "account" (the platform's number, stable), "handle" (can change owner)
    or "label" (only a displayed name, so two people may share it). `handle` and `name` are labels as the
    export wrote them, None where it did not say.
    """

    platform: str
    id_kind: str
    id: str
    handle: str | None = None
    name: str | None = None

    @property
    def key(self) -> str:
        """Return "x:account:12", the identity without its labels."""
        return f"{self.platform}:{self.id_kind}:{self.id}"

    def to_json(self) -> dict[str, object]:
        """Return the actor's JSON object."""
        data: dict[str, object] = {"platform": self.platform, "id_kind": self.id_kind, "id": self.id}
        if self.handle is not None:
            data["handle"] = self.handle
        if self.name is not None:
            data["name"] = self.name
        return data

    @classmethod
    def from_json(cls, data: dict[str, object]) -> Self:
        """Rebuild an actor from `to_json`."""
        handle, name = data.get("handle"), data.get("name")
        return cls(
            platform=str(data["platform"]),
            id_kind=str(data["id_kind"]),
            id=str(data["id"]),
            handle=None if handle is None else str(handle),
            name=None if name is None else str(name),
        )
