"""What a file looks like, whatever its name says: the fingerprint of a picture, taken in the sandbox."""

from wildgrass.files.content import Content
from wildgrass.files.kinds import HEAD_BYTES, Family, kind_of
from wildgrass.files.perceptual import Fingerprint, fingerprint
from wildgrass.files.preview import Previewer


def picture_print(content: Content, previewer: Previewer) -> Fingerprint | None:
    """Return a picture's fingerprint, None where the file is of another kind.

    Raises:
        PreviewError: it is too large, or damaged. OSError: it cannot be read.
    """
    with content.open("rb") as file:
        kind = kind_of(file.read(HEAD_BYTES))
    if kind is None or kind.family is not Family.PICTURE:
        return None
    return fingerprint(previewer.pixels(content))
