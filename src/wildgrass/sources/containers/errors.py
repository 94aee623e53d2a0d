"""Why a whole container cannot be read."""

from wildgrass.errors import EXIT_USAGE
from wildgrass.sources.base import ExportError


class ExportMissingError(ExportError):
    """There is nothing at the path."""

    code = "export-missing"
    exit_code = EXIT_USAGE
    message = "there is no file or folder {name}"
    hint = "check the path"


class NotReadableError(ExportError):
    """The operating system refuses to read it."""

    code = "export-not-readable"
    message = "{name} cannot be read: {reason}"
    hint = "check that the file may be read and that its disk is in order"


class NotAFileError(ExportError):
    """A device, a pipe or a socket."""

    code = "export-not-a-file"
    message = "{name} is neither a file nor a folder"
    hint = "give the zip that the platform sent, or the folder it was unpacked to"


class NotAZipError(ExportError):
    """Calls itself a zip and is none."""

    code = "not-a-zip"
    message = "{name} is not a zip file"
    hint = "download it again; what was saved may be a web page that asks to log in"


class ZipTruncatedError(ExportError):
    """The end of a zip is missing."""

    code = "zip-truncated"
    message = "{name} is cut off: the list of its members is missing"
    hint = "the download was probably interrupted; download it again"


class ZipDamagedError(ExportError):
    """The directory of a zip contradicts itself."""

    code = "zip-damaged"
    message = "the list of members of {name} is damaged: {reason}"
    hint = "download it again; do not trust a zip that was passed on by a stranger"


class ZipOverlapError(ExportError):
    """Members share bytes, as in zip bombs."""

    code = "zip-overlap"
    message = "members of {name} share the same bytes, which only a zip bomb does"
    hint = "do not open this file with other programs"


class TarDamagedError(ExportError):
    """The first header of a tar cannot be read."""

    code = "tar-damaged"
    message = "{name} is a damaged tar: {reason}"
    hint = "download it again"


class TooLargeError(ExportError):
    """More entries or bytes than the limits allow."""

    code = "export-too-large"
    message = "{name} is over the limit: {reason}"
    hint = "if it is really yours, unpack it and give the folders one at a time"
