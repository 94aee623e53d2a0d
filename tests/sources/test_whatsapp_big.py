"""A long chat is read in constant memory."""

import tracemalloc
from pathlib import Path

import pytest

from sources.made_whatsapp import write_big
from wildgrass.model import Item
from wildgrass.sources.base import MemberReport
from wildgrass.sources.containers import open_container
from wildgrass.sources.whatsapp import WhatsAppSource

SOURCE = WhatsAppSource()


@pytest.mark.parametrize("is_iphone", [True, False])
def test_memory_does_not_grow_with_the_chat(tmp_path: Path, is_iphone: bool) -> None:
    peaks = []
    for count in (5_000, 20_000):
        path = tmp_path / f"{count}.txt"
        write_big(path, count, 1, is_iphone=is_iphone)
        export = open_container(path)
        vintage = SOURCE.recognise(export)
        assert vintage is not None
        tracemalloc.start()
        found = sum(isinstance(one, Item) for one in SOURCE.read(export, vintage))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found == count
    assert max(peaks) < 30 << 20


def test_one_text_of_many_megabytes_is_cut_and_told() -> None:
    """A text without an end fills no memory; what is cut off is sealed all the same."""
    from sources.made_archives import export_of

    text = "27/03/2022, 21:41 - Ana: hi\n" + ("word " * 20 + "\n") * 60_000
    export = export_of({"_chat.txt": text})
    vintage = SOURCE.recognise(export)
    assert vintage is not None
    found = list(SOURCE.read(export, vintage))
    (item,) = [one for one in found if isinstance(one, Item)]
    assert 4 << 20 <= len(item.text) < 5 << 20
    assert "text-too-long" in {getattr(one, "code", "") for one in found}


def test_a_member_cut_off_by_damage_keeps_what_came_before(tmp_path: Path) -> None:
    """A zip's member whose last bytes are damaged: the records before are items, and the report says damaged."""
    import zipfile

    path = tmp_path / "a.zip"
    write_big(tmp_path / "_chat.txt", 20_000, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as made:
        made.write(tmp_path / "_chat.txt", "_chat.txt")
    data = bytearray(path.read_bytes())
    data[len(data) - 300] ^= 1
    path.write_bytes(data)
    export = open_container(path)
    vintage = SOURCE.recognise(export)
    assert vintage is not None
    found = list(SOURCE.read(export, vintage))
    (report,) = [one for one in found if isinstance(one, MemberReport)]
    assert report.status == "damaged"
    assert sum(isinstance(one, Item) for one in found) > 19_000
