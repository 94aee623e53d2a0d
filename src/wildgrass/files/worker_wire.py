"""What goes between the process that asks for pictures and the one that decodes. All numbers are big-endian.

Request: 1 byte ("i" image, "p" PDF, "l" luminance, "f" faces, "b" faces blurred), 4 bytes page, 4 bytes longest side in
pixels, 8 bytes length; then the file.
Answer: 1 byte ("+" done, "-" not), 4 bytes width, 4 bytes height, 4 bytes frames, pages or faces, 8 bytes length; then
a PNG, JPEG or WebP, or for "l" width x height bytes, for "f" a box of 16 bytes for each face, or the reason.
"""

import struct
from typing import Final

REQUEST: Final = struct.Struct(">cIIQ")
ANSWER: Final = struct.Struct(">cIIIQ")
BOX: Final = struct.Struct(">IIII")
"""Left, top, right and bottom of a face, pixels of the upright picture in its whole size."""
FACES: Final = "faces"
"""The argument with which the process loads what finds faces."""
