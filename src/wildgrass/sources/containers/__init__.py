"""Zips, folders and single files as sets of members, read as if somebody hostile had made them.

Nothing here writes a file, follows a link or uses a member's name as a path. Start with `opening.py`.
"""

from wildgrass.sources.containers.limits import Limits
from wildgrass.sources.containers.opening import open_container

__all__ = ["Limits", "open_container"]
