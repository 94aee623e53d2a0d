"""Feed one platform's reader what a coverage-guided fuzzer makes of its fixtures.

    PYTHONPATH=tests:. python -m soak.fuzz_reader whatsapp CORPUS-FOLDER --seconds 60
    PYTHONPATH=tests:. python -m soak.fuzz_reader whatsapp CRASH-FILE    # one case again

A case's first byte chooses a fixture, its second a member; the rest takes the place of that member's bytes. All but
readings or an ExportError, a case over 10 seconds, or over 512 MB, ends the process with the case in a file.
"""

import argparse
import sys
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["wildgrass.sources"], enable_loader_override=False):
    from sources.made_archives import FIXTURES, export_of, folder_files
    from wildgrass.model import Item, canonical_json, item_to_json
    from wildgrass.sources.base import Export, ExportError
    from wildgrass.sources.registry import SOURCES, recognise

MEMORY_MB, CASE_SECONDS = 512, 10
HEADER = 2
_Fixture = tuple[dict[str, bytes], list[str]]


def fixtures(platform: str) -> list[_Fixture]:
    """Return the platform's fixtures: files by name, and the names in order."""
    folders = sorted(path.parent for path in (FIXTURES / platform).glob("*/expected.toml"))
    made = [folder_files(folder) for folder in folders]
    return [(files, sorted(files)) for files in made]


def seeds(known: list[_Fixture]) -> list[bytes]:
    """Return the fixtures themselves as cases."""
    return [
        bytes([number, place]) + files[name]
        for number, (files, names) in enumerate(known[:256])
        for place, name in enumerate(names[:256])
    ]


def one_case(platform: str, known: list[_Fixture], data: bytes) -> None:
    """Read a fixture with one member changed."""
    if len(data) < HEADER:
        return
    files, names = known[data[0] % len(known)]
    name = names[data[1] % len(names)]
    changed, sound = export_of({**files, name: data[2:]}), export_of(files)
    source = next(one for one in SOURCES if one.info.name == platform)
    with suppress(ExportError):  # not recognised is an answer; the reader is asked all the same
        recognise(changed)
    vintage = source.recognise(sound)
    assert vintage is not None, "the fixture itself is not recognised"
    _read_all(source, changed, vintage)


def _read_all(source: object, export: Export, vintage: object) -> None:
    try:
        for reading in source.read(export, vintage):  # type: ignore[attr-defined]
            if isinstance(reading, Item):
                canonical_json(item_to_json(reading))
    except ExportError:
        return


def main() -> None:
    """Fuzz until the time is over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("platform", choices=[source.info.name for source in SOURCES])
    parser.add_argument("place", type=Path, help="a folder for the corpus, or one case")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0, help="the same cases each time; 0 makes new ones")
    chosen = parser.parse_args()
    known = fixtures(chosen.platform)
    if chosen.place.is_dir():
        for number, seed in enumerate(seeds(known)):
            (chosen.place / f"seed-{number}").write_bytes(seed)
    flags = [f"-max_total_time={chosen.seconds}", f"-rss_limit_mb={MEMORY_MB}", f"-timeout={CASE_SECONDS}"]
    flags += [
        "-max_len=65536",
        "-print_final_stats=1",
        f"-seed={chosen.seed}",
        f"-artifact_prefix={chosen.place.parent}/case-",
    ]
    atheris.Setup(
        [sys.argv[0], *flags, str(chosen.place)], lambda data: one_case(chosen.platform, known, data)
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
