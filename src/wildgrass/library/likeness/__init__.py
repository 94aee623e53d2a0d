"""What in a library is like what: near texts, pictures that look alike, places that are named.

Tables of its own beside the library's (docs/spec/library.md), made when they are first asked for, thrown away and made
again at will. Start with `preparing.py` (making them) and `reading.py`.
"""

from wildgrass.library.likeness.preparing import Prepared, prepare
from wildgrass.library.likeness.reading import ImageNear, Likeness, Named, NotPreparedError, State, TextNear

__all__ = [
    "ImageNear",
    "Likeness",
    "Named",
    "NotPreparedError",
    "Prepared",
    "State",
    "TextNear",
    "prepare",
]
