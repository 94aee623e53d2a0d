"""A big export is read in constant memory, and cut into the records that its items come from."""

import tracemalloc

from sources.made_facebook import write_big
from wildgrass.model import Item, Kind
from wildgrass.sources.base import MemberReport
from wildgrass.sources.containers import open_container
from wildgrass.sources.registry import recognise
from wildgrass.sources.splitting import split


def test_memory_does_not_grow_with_the_export(tmp_path) -> None:
    peaks = []
    for records in (10_000, 40_000):
        folder = tmp_path / str(records)
        write_big(folder, records)
        made = open_container(folder)
        source, vintage = recognise(made)
        tracemalloc.start()
        found = {Kind.MESSAGE: 0, Kind.EVENT: 0}
        for one in source.read(made, vintage):
            if isinstance(one, Item):
                found[one.kind] += 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found == {Kind.MESSAGE: records, Kind.EVENT: 1}
    assert max(peaks) < 40 << 20


def test_pieces_are_the_records_and_give_the_member_back(tmp_path) -> None:
    write_big(tmp_path, 20_000)
    made = open_container(tmp_path)
    source, vintage = recognise(made)
    reports = [one for one in source.read(made, vintage) if isinstance(one, MemberReport)]
    assert [one.records for one in reports] == [10_000, 10_000]
    for one in reports:
        how = source.pieces(made, one.name)
        assert how is not None
        with made.members[one.name].open() as stream:
            batches = list(split(stream, how))
        with made.members[one.name].open() as stream:
            assert b"".join(data for data, _ in batches) == stream.read()
        assert sum(len(spans) for _, spans in batches) == 10_000


def test_the_same_seed_writes_the_same_bytes(tmp_path) -> None:
    assert write_big(tmp_path / "a", 300, seed=5) == write_big(tmp_path / "b", 300, seed=5)
    name = next(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.json"))
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
