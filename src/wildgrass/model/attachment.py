"""A file that belongs to an item, present in the export or only named by it."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One picture, video or file of an item.

    `name` is the file's own name as the export wrote it: never a path to write to. `member` is the export's
    member that holds the bytes, None when the export names the file but leaves it out. `size_bytes` and
    `sha256` (64 hex digits) are None where not known yet. `role` is "photo", "video", "animated_gif",
    "avatar", "banner", "file"; `url` is where the platform served it. `warnings` are (code, detail) of what is
    suspicious about it, as `files.findings` gives them; () where nobody looked.
    """

    name: str
    member: str | None = None
    media_type: str | None = None
    size_bytes: int | None = None
    sha256: str | None = None
    role: str | None = None
    alt: str | None = None
    url: str | None = None
    warnings: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the attachment's JSON object; fields that are not known are left out, `member` never."""
        data: dict[str, object] = {"name": self.name, "member": self.member}
        for key in ("media_type", "size_bytes", "sha256", "role", "alt", "url"):
            value = getattr(self, key)
            if value is not None:
                data[key] = value
        if self.warnings:
            data["warnings"] = [{"code": code, "detail": detail} for code, detail in self.warnings]
        return data

    @classmethod
    def from_json(cls, data: dict[str, object]) -> Self:
        """Rebuild an attachment from `to_json`."""
        fields = dict(data)
        found: Any = fields.pop("warnings", ())
        fields["warnings"] = tuple((str(one["code"]), str(one["detail"])) for one in found)
        return cls(**fields)  # type: ignore[arg-type]
