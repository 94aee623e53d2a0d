"""What a PDF says of itself to those who do not see it, and to those who look at who made it; read by PDFium."""

import ctypes
import re
from collections import Counter

import pypdfium2
from pypdfium2 import raw


def _told(ask, *asked) -> str:
    size = ask(*asked, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 2))
    ask(*asked, ctypes.cast(buffer, ask.argtypes[len(asked)]), size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le")


def tags(document: pypdfium2.PdfDocument) -> Counter[tuple[str, str]]:
    """Return how often each kind of element stands in the tree, with its sentence for who does not see it."""
    found: Counter[tuple[str, str]] = Counter()

    def walk(element) -> None:
        kind = _told(raw.FPDF_StructElement_GetType, element)
        found[kind, _told(raw.FPDF_StructElement_GetAltText, element)] += 1
        for number in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, number)
            if child:
                walk(child)

    for page in document:
        tree = raw.FPDF_StructTree_GetForPage(page)
        for number in range(raw.FPDF_StructTree_CountChildren(tree)):
            walk(raw.FPDF_StructTree_GetChildAtIndex(tree, number))
        raw.FPDF_StructTree_Close(tree)
    return found


def said(data: bytes) -> str:
    """Return all its text."""
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def assert_for_everybody(data: bytes, language: str, *, pictures: int = 0) -> None:
    """Tags, a language, an outline, sentences for pictures, letters inside; neither dates, names nor paths."""
    document = pypdfium2.PdfDocument(data)
    try:
        assert raw.FPDFCatalog_IsTagged(document)
        spoken = _told(raw.FPDFCatalog_GetLanguage, document)
        assert spoken.partition("-")[0] == language.partition("-")[0]
        about = document.get_metadata_dict(skip_empty=True)
        assert about.keys() <= {"Title", "Creator", "Producer"}
        assert about["Title"]
        assert list(document.get_toc())
        found = tags(document)
        drawn = {alt for (kind, alt), _ in found.items() if kind == "Figure"}
        assert len(drawn) == pictures
        assert all(len(alt) > 10 for alt in drawn)
        for page in document:
            wide, high = page.get_size()
            for one in page.get_objects(max_depth=1):  # what is within a drawing has its own places
                left, bottom, right, top = one.get_bounds()
                assert left >= 20, "something stands over the edge of a sheet"
                assert right <= wide - 20
                assert bottom >= 20
                assert top <= high - 20
        assert "H1" in {kind for kind, _ in found}
    finally:
        document.close()
    assert b"pdfuaid" in data
    assert not re.search(rb"CreationDate|ModDate|CreateDate|/Author|/home|/tmp", data)
