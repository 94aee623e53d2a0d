"""Sources whose exports hold only the latest: what is older than the oldest of them has not gone, it has aged out."""

from typing import Final

WINDOWED: Final = frozenset({"feed"})

WINDOW_MARGIN: Final = 2
"""How many entries may be older than the window without counting: what is pinned to the top of a feed is old."""
