"""The XML that WeChat puts into a message's content, read without entities, document types or the network."""

import hashlib
import re
from typing import Final

from lxml import etree

MAX_CHARACTERS: Final = 1 << 20
_PREFIX: Final = re.compile(r"([A-Za-z0-9_@.\-]{3,64}):\s?\n")
_SECRET: Final = re.compile(
    r"""((?:aes_?key|cdnthumbaeskey|cdndatakey|cdnthumbkey|authkey|tpauthkey)\s*=\s*)(["']|&quot;)((?:(?!\2)[^<>"'])+)\2"""
    r"""|((?:<|&lt;)(?:aeskey|cdndatakey|cdnthumbkey|cdnthumbaeskey|authkey|aes_key)(?:>|&gt;))([^<&]+)""",
    re.IGNORECASE,
)
# Bytes that XML 1.0 forbids; some clients leave NUL behind the text.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def looks_like_xml(content: str) -> bool:
    """Say whether a content is XML rather than words."""
    return content.startswith(
        ("<msg", "<?xml", "<sysmsg", "<appmsg", "<voipmsg", "<VoIP", "<recordinfo", "<revokemsg")
    )


def without_prefix(content: str) -> tuple[str, str]:
    """Split off the line "wxid_a:" that rooms put before the words; "" where there is none."""
    found = _PREFIX.match(content)
    return (found[1], content[found.end() :]) if found else ("", content)


def parsed(content: str) -> etree._Element | None:
    """Return the root element; None where it is no XML, too long, or declares a document type."""
    if len(content) > MAX_CHARACTERS or "<!DOCTYPE" in content or "<!ENTITY" in content:
        return None
    text = _FORBIDDEN.sub("", content).strip()
    if text.startswith("<?xml"):
        text = text[text.find("?>") + 2 :]
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        return etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def inside(element: etree._Element | None, path: str) -> str:
    """Return the text at a path below, "" where there is none."""
    found = None if element is None else element.find(path)
    return "" if found is None or found.text is None else found.text.strip()


def attribute(element: etree._Element | None, path: str, name: str) -> str:
    """Return an attribute of the element at a path below, "" where there is none."""
    found = None if element is None else element.find(path)
    return "" if found is None else (found.get(name) or "").strip()


def all_text(element: etree._Element) -> str:
    """Return the words of an element without its markup."""
    return "".join(str(part) for part in element.itertext()).strip()


def without_keys(content: str) -> str:
    """Return the XML with the keys of encrypted media replaced by their digests."""
    return _SECRET.sub(_sealed, content) if "key" in content.lower() else content


def _sealed(found: re.Match[str]) -> str:
    if found[1]:
        return f"{found[1]}{found[2]}{_digest(found[3])}{found[2]}"
    return f"{found[4]}{_digest(found[5])}"


def _digest(secret: str) -> str:
    return f"quarantined sha256:{hashlib.sha256(secret.encode(errors='surrogatepass')).hexdigest()}"
