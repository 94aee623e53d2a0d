"""Fixtures of the terminal's tests."""

from pathlib import Path

import pytest
from demo.x_archive import write_archive
from demo.x_facts import ArchiveFacts

from cli.circle import Circle


@pytest.fixture
def circle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Circle:
    return Circle(tmp_path, capsys)


@pytest.fixture(scope="session")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[ArchiveFacts]:
    """One small account, exported twice, a month apart."""
    folder = tmp_path_factory.mktemp("months")
    sizes = {"posts": 120, "media": 12, "likes": 20, "conversations": 4, "messages": 40, "followers": 10}
    return [write_archive(folder / f"month-{n}.zip", seed=5, month=n, parts=2, **sizes) for n in (1, 2)]
