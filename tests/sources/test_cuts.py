"""Records found once are found again without looking for them."""

import io

from hypothesis import given
from hypothesis import strategies as st

from wildgrass.sources.base import PieceSplit
from wildgrass.sources.cuts import Cuts
from wildgrass.sources.records import split

_RECORDS = st.lists(st.text('ab"\\{}[],\n é', max_size=30), max_size=20)


class _Slow(io.BytesIO):
    """Gives a few bytes a time, as a stream may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size, 7) if size is not None and size > 0 else size)


@given(_RECORDS, st.binary(max_size=40))
def test_kept_cuts_give_the_same_batches(texts: list[str], tail: bytes) -> None:
    data = (
        b"window.YTD.x.part0 = [" + ",\n".join(f'{{"a": {text!r}}}' for text in texts).encode() + b"]" + tail
    )
    cuts = Cuts()
    first = list(cuts.keeping(split(io.BytesIO(data), PieceSplit())))
    assert list(cuts.batches(_Slow(data))) == first


def test_bytes_that_were_not_there_before_are_in_no_record() -> None:
    cuts = Cuts()
    first = list(cuts.keeping(split(io.BytesIO(b'[{"a": 1}, {"a": 2}]'), PieceSplit())))
    assert list(cuts.batches(io.BytesIO(b'[{"a": 1}, {"a": 2}] more'))) == [*first, (b" more", [])]
