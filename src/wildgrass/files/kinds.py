"""What bytes are, by the signatures that programs go by.

Signatures: the formats' own specifications, as the `file` program's magic lists them (https://www.darwinsys.com/file/).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HEAD_BYTES: Final = 4096


class Family(StrEnum):
    """What one does with a file."""

    PICTURE = "picture"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    PROGRAM = "program"  # a system runs it, or something in it, when it is opened
    TEXT = "text"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A format: its name for people, its family, its media type, and the endings that its files honestly have."""

    name: str
    family: Family
    media_type: str
    endings: frozenset[str]


def _kind(name: str, family: Family, media_type: str, endings: str) -> FileKind:
    return FileKind(name, family, media_type, frozenset(endings.split()))


_P, _V, _A, _D = Family.PICTURE, Family.VIDEO, Family.AUDIO, Family.DOCUMENT
_Z, _X, _T, _O = Family.ARCHIVE, Family.PROGRAM, Family.TEXT, Family.DATA

JPEG: Final = _kind("JPEG", _P, "image/jpeg", "jpg jpeg jpe jfif thumb")
PNG: Final = _kind("PNG", _P, "image/png", "png apng")
GIF: Final = _kind("GIF", _P, "image/gif", "gif")
WEBP: Final = _kind("WebP", _P, "image/webp", "webp")
MP4: Final = _kind("MP4", _V, "video/mp4", "mp4 m4v mov 3gp 3g2 m4a m4b qt")
PDF: Final = _kind("PDF", _D, "application/pdf", "pdf ai")
ZIP: Final = _kind(
    "zip", _Z, "application/zip", "zip jar apk xapk cbz epub kmz whl docx xlsx pptx odt ods odp"
)
OOXML: Final = _kind(
    "Office",
    _D,
    "application/vnd.openxmlformats-officedocument",
    "docx docm dotx dotm xlsx xlsm xltx xltm xlsb pptx pptm potx potm ppsx ppsm vsdx",
)
OPENDOCUMENT: Final = _kind(
    "OpenDocument", _D, "application/vnd.oasis.opendocument", "odt ods odp odg odf ott ots"
)
EPUB: Final = _kind("EPUB", _D, "application/epub+zip", "epub")
APK: Final = _kind("Android app", _X, "application/vnd.android.package-archive", "apk xapk apks")
JAR: Final = _kind("Java program", _X, "application/java-archive", "jar war ear")
OLE: Final = _kind(
    "Office 97", _D, "application/x-ole-storage", "doc dot xls xlt ppt pps pot msg vsd pub wps et dps hwp"
)
WINDOWS: Final = _kind(
    "Windows program", _X, "application/vnd.microsoft.portable-executable", "exe dll scr sys ocx cpl com efi"
)
HTML: Final = _kind("web page", _T, "text/html", "html htm xhtml mht mhtml shtml")
SVG: Final = _kind("SVG", _P, "image/svg+xml", "svg")
TAR: Final = _kind("tar", _Z, "application/x-tar", "tar")
TEXT: Final = _kind("text", _T, "text/plain", "")

_STARTS: Final = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"BM", _kind("BMP", _P, "image/bmp", "bmp dib")),
    (b"II*\0", _kind("TIFF", _P, "image/tiff", "tif tiff dng nef cr2 arw")),
    (b"MM\0*", _kind("TIFF", _P, "image/tiff", "tif tiff dng nef")),
    (b"8BPS", _kind("Photoshop", _P, "image/vnd.adobe.photoshop", "psd psb")),
    (b"\0\0\1\0", _kind("icon", _P, "image/x-icon", "ico")),
    (b"\xff\x0a", _kind("JPEG XL", _P, "image/jxl", "jxl")),
    (b"%PDF-", PDF),
    (b"{\\rtf", _kind("RTF", _D, "application/rtf", "rtf doc")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"Rar!\x1a\x07", _kind("RAR", _Z, "application/vnd.rar", "rar cbr")),
    (b"7z\xbc\xaf\x27\x1c", _kind("7z", _Z, "application/x-7z-compressed", "7z")),
    (b"\x1f\x8b", _kind("gzip", _Z, "application/gzip", "gz tgz svgz")),
    (b"BZh", _kind("bzip2", _Z, "application/x-bzip2", "bz2 tbz2")),
    (b"\xfd7zXZ\0", _kind("xz", _Z, "application/x-xz", "xz txz")),
    (b"\x28\xb5\x2f\xfd", _kind("Zstandard", _Z, "application/zstd", "zst tzst")),
    (b"MSCF", _kind("cabinet", _Z, "application/vnd.ms-cab-compressed", "cab")),
    (b"\x7fELF", _kind("Linux program", _X, "application/x-elf", "so o elf bin")),
    (b"\xfe\xed\xfa\xce", _kind("macOS program", _X, "application/x-mach-binary", "dylib o")),
    (b"\xfe\xed\xfa\xcf", _kind("macOS program", _X, "application/x-mach-binary", "dylib o")),
    (b"\xce\xfa\xed\xfe", _kind("macOS program", _X, "application/x-mach-binary", "dylib o")),
    (b"\xcf\xfa\xed\xfe", _kind("macOS program", _X, "application/x-mach-binary", "dylib o")),
    (b"\xca\xfe\xba\xbe", _kind("Java or macOS program", _X, "application/java-vm", "class dylib")),
    (b"dex\n", _kind("Android program", _X, "application/x-dex", "dex")),
    (b"\0asm", _kind("WebAssembly", _X, "application/wasm", "wasm")),
    (b"L\0\0\0\1\x14\2\0", _kind("Windows shortcut", _X, "application/x-ms-shortcut", "lnk")),
    (b"ITSF", _kind("compiled help", _X, "application/vnd.ms-htmlhelp", "chm")),
    (b"FWS", _kind("Flash", _X, "application/x-shockwave-flash", "swf")),
    (b"CWS", _kind("Flash", _X, "application/x-shockwave-flash", "swf")),
    (b"ZWS", _kind("Flash", _X, "application/x-shockwave-flash", "swf")),
    (b"#!SILK_V3", _kind("SILK", _A, "audio/silk", "silk slk amr aud")),
    (b"\x02#!SILK_V3", _kind("SILK", _A, "audio/silk", "silk slk amr aud")),
    (b"#!AMR", _kind("AMR", _A, "audio/amr", "amr")),
    (b"#!", _kind("script", _X, "text/x-shellscript", "sh py pl rb command bash")),
    (b"ID3", _kind("MP3", _A, "audio/mpeg", "mp3")),
    (b"\xff\xfb", _kind("MP3", _A, "audio/mpeg", "mp3")),
    (b"\xff\xf3", _kind("MP3", _A, "audio/mpeg", "mp3")),
    (b"\xff\xf1", _kind("AAC", _A, "audio/aac", "aac")),
    (b"\xff\xf9", _kind("AAC", _A, "audio/aac", "aac")),
    (b"OggS", _kind("Ogg", _A, "audio/ogg", "ogg oga opus ogv")),
    (b"fLaC", _kind("FLAC", _A, "audio/flac", "flac")),
    (b"\x1a\x45\xdf\xa3", _kind("Matroska or WebM", _V, "video/webm", "webm mkv mka weba")),
    (b"FLV\1", _kind("Flash video", _V, "video/x-flv", "flv")),
    (b"\0\0\1\xba", _kind("MPEG", _V, "video/mpeg", "mpg mpeg vob")),
    (b"\0\0\1\xb3", _kind("MPEG", _V, "video/mpeg", "mpg mpeg")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _kind("Windows media", _V, "video/x-ms-asf", "wmv wma asf")),
    (b"SQLite format 3\0", _kind("SQLite", _O, "application/vnd.sqlite3", "sqlite sqlite3 db db3")),
    (b"wOFF", _kind("font", _O, "font/woff", "woff")),
    (b"wOF2", _kind("font", _O, "font/woff2", "woff2")),
    (b"BEGIN:VCARD", _kind("contact", _T, "text/vcard", "vcf")),
    (b"BEGIN:VCALENDAR", _kind("calendar", _T, "text/calendar", "ics")),
)
_RIFF: Final = {
    b"WEBP": WEBP,
    b"WAVE": _kind("WAV", _A, "audio/wav", "wav"),
    b"AVI ": _kind("AVI", _V, "video/x-msvideo", "avi"),
    b"ACON": _kind("animated pointer", _O, "application/x-navi-animation", "ani"),
}
_HEIF: Final = _kind("HEIF or AVIF", _P, "image/heif", "heic heif avif hif")
_HEIF_BRANDS: Final = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"hevc", b"avif", b"avis")
_TAR_MAGIC_AT: Final = 257
_PE_AT: Final = 0x3C
_MARKUP: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+)?(html|svg|script|body|head|iframe)\b",
    re.IGNORECASE | re.DOTALL,
)


def kind_of(head: bytes) -> FileKind | None:
    """Return the format of a file that begins with `head` (4 KiB do), None where no signature fits.

    A zip that holds a document or an app is told apart by `findings.zip_kind`.
    """
    if head.startswith(b"MZ"):
        return _windows(head)
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _HEIF if head[8:12] in _HEIF_BRANDS else MP4
    if head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar":
        return TAR
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    return _text(head)


def _windows(head: bytes) -> FileKind | None:
    """Return a Windows program's kind; a text may begin with MZ too."""
    at = int.from_bytes(head[_PE_AT : _PE_AT + 4], "little")
    is_known = head[at : at + 4] == b"PE\0\0" or at >= len(head) or b"\0" in head[:64]
    return WINDOWS if is_known and len(head) > _PE_AT else _text(head)


def _text(head: bytes) -> FileKind | None:
    markup = _MARKUP.match(head)
    if markup:
        return SVG if markup[1].lower() == b"svg" else HTML
    if not head or b"\0" in head:
        return None
    try:
        head[: HEAD_BYTES - 4].decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 8:
            return None
    return TEXT
