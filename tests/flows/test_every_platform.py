"""Every platform's fixtures go the whole way: sealed, opened by two trustees, the same items and bytes, a site."""

import shutil
from pathlib import Path

import pytest

from cli.circle import Circle
from sources.made_archives import FIXTURES, folder_files, items
from wildgrass.flows.inspect import inspect
from wildgrass.library import Library

FOLDERS = sorted(path.parent for path in FIXTURES.glob("*/*/expected.toml"))
PLATFORMS = sorted({folder.parent.name for folder in FOLDERS})
every_platform = pytest.mark.parametrize("platform", PLATFORMS)


def exports_of(platform: str, folder: Path) -> list[Path]:
    """Copy the platform's fixtures without what is known of them; return one folder each."""
    made = []
    for source in FOLDERS:
        if source.parent.name == platform:
            made.append(folder / source.name)
            for name, data in folder_files(source).items():
                path = made[-1] / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    return made


@every_platform
def test_what_was_sealed_comes_back(platform: str, circle: Circle, tmp_path: Path) -> None:
    """One vault, each export an `add` of its own, as over the years."""
    circle.init()
    exports = exports_of(platform, tmp_path / "exports")
    expected: set[str] = set()
    for export in exports:
        for inspection in inspect([export]):
            expected |= set(items(list(inspection.readings())))
        added = circle.run("add", circle.card, export, "--json")
        assert added.code in (0, 3), added.err  # 3: a fixture holds a member that is damaged on purpose
    opened = circle.open(*circle.answers("Ana", "Ben"), more=("--exports", tmp_path / "back"))
    assert opened.rows, opened.err
    assert opened.rows[0]["exports"] == len(exports)
    with Library.open(circle.library) as library:
        found = {item.id for item in library.items(include_withheld=True)}
    assert found == expected
    for export in exports:
        (back,) = (tmp_path / "back").glob(f"????????-?-{export.name}")
        sealed = {path.relative_to(export): path.read_bytes() for path in export.rglob("*") if path.is_file()}
        assert {
            path.relative_to(back): path.read_bytes() for path in back.rglob("*") if path.is_file()
        } == sealed
    site = circle.run("restore", circle.library, f"site:{tmp_path / 'site'}", "--private", "--json")
    assert site.code == 0, site.err
    assert (tmp_path / "site/index.html").stat().st_size > 500
    shutil.rmtree(tmp_path / "site")
