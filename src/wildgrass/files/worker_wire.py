"""What goes between the process that asks for pictures and the one that decodes. All numbers are big-endian.

Request: 1 byte ("i" image, "p" PDF, "l" luminance), 4 bytes page, 4 bytes longest side in pixels, 8 bytes length; then
the file.
Answer: 1 byte ("+" done, "-" not), 4 bytes width, 4 bytes height, 4 bytes frames or pages, 8 bytes length; then a PNG,
JPEG or WebP, or for "l" width x height bytes, or the reason.
"""

import struct
from typing import Final

REQUEST: Final = struct.Struct(">cIIQ")
ANSWER: Final = struct.Struct(">cIIIQ")
