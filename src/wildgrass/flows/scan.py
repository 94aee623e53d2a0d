"""Words of a paper share from a photograph of its code: decoded in the sandbox, read from grey pixels."""

from pathlib import Path
from typing import Final

from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.files.pixels import Pixels
from wildgrass.files.preview import Previewer, PreviewError

_SIDES: Final = (1600, 3200, 800)
"""Sizes to which a photograph is brought, one after the other, until its code is read."""


class NoCodeError(WildgrassError):
    """A picture holds no code that can be read."""

    code = "scan-no-code"
    exit_code = EXIT_INPUT
    message = "no code can be read in {file}"
    hint = "photograph the whole square, flat and in good light, or type the words"


def words_of_picture(file: Path) -> str:
    """Return what the QR code in a picture says; nothing of the picture is kept.

    Raises:
        NoCodeError: it is no picture, or holds no code that can be read.
    """
    previewer = Previewer()
    try:
        for side in _SIDES:
            found = _read(previewer.pixels(file, side))
            if found:
                return found
    except (PreviewError, OSError) as error:
        raise NoCodeError(file=file) from error
    finally:
        previewer.close()
    raise NoCodeError(file=file)


def _read(pixels: Pixels) -> str:
    import numpy as np  # noqa: PLC0415 - only who scans pays for both
    import zxingcpp  # noqa: PLC0415

    grey = np.frombuffer(pixels.data, np.uint8).reshape(pixels.height, pixels.width)
    codes = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return next((code.text for code in codes if code.text), "")
