"""What a library answers must not depend on its form: the reading tests run on a plain and on a locked one."""

from pathlib import Path

import pytest

from wildgrass.library.keys import KEY_FILE, LibraryKeys
from wildgrass.library.place import PLAIN, LibraryPlace

BOTH_FORMS = frozenset({"test_library_reading", "test_search_fields"})
_KEYS = LibraryKeys.new(lambda size: b"\x2a" * size)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of `BOTH_FORMS` twice."""
    if metafunc.module.__name__.rpartition(".")[2] in BOTH_FORMS:
        metafunc.fixturenames.append("form")
        metafunc.parametrize("form", ["plain", "locked"], indirect=True)


@pytest.fixture
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make every new library in this test a locked one, opened with a key that is at hand."""
    if request.param == "locked":
        for module in ("database", "library", "writer", "shelves.base"):
            monkeypatch.setattr(f"wildgrass.library.{module}.place_of", _locked)
    return str(request.param)


def _locked(place: Path | LibraryPlace) -> LibraryPlace:
    folder = place.folder if isinstance(place, LibraryPlace) else place
    if folder.is_dir() and not (folder / PLAIN).exists():
        (folder / KEY_FILE).touch()
    elif not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
        (folder / KEY_FILE).touch()
    return LibraryPlace(folder, keys=_KEYS)
