"""A big crawl is read in constant memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from sources.made_weibo import write_big

_PROGRAM = """
import sys
from pathlib import Path
from wildgrass.sources.containers import open_container
from wildgrass.sources.weibo import WeiboSource
export = open_container(Path(sys.argv[1]))
source = WeiboSource()
count = sum(1 for _ in source.read(export, source.recognise(export)))
lines = Path("/proc/self/status").read_text().splitlines()
print(count, *(line.split()[1] for line in lines if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process its peak")
def test_memory_does_not_grow_with_a_crawl(tmp_path: Path) -> None:
    """Sixteen times the posts take less than 20 MB more: 27 bytes an id, and windows."""
    peaks = []
    for records in (1_000, 16_000):
        path = tmp_path / f"{records}.json"
        write_big(path, records, seed=1)
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(path)], capture_output=True, check=True, text=True
        )
        count, peak = map(int, done.stdout.split())
        assert count > records
        peaks.append(peak)
    assert peaks[1] - peaks[0] < 20_000
