"""A file of an item as it stands where it was brought to: shown, or only named."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture or video in the site: `name` from the site's root, the size in pixels where known."""

    name: str
    alt: str
    is_video: bool
    is_loop: bool
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A file that is not shown: what it is called, how large it is, why, and what is suspicious about it."""

    name: str
    size: str
    why: str
    warnings: tuple[str, ...] = ()
