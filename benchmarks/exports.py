"""The exports that are measured: one account of the usual size, a month later the same account again."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from demo.x_archive import write_archive


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the account is. The usual one gives a zip of about 1.1 GB, with 90 MB of JSON in it."""

    posts: int = 50_000
    media: int = 3_000

    @property
    def name(self) -> str:
        """Return a name for files of this scale."""
        return f"{self.posts}-{self.media}"


def two_months(work: Path, scale: Scale) -> list[Path]:
    """Return the zips of two months."""
    return [one_month(work, scale, month) for month in (1, 2)]


def day_of(archive: Path) -> str:
    """Return the day on which an archive says it was made, such as 2025-01-15."""
    with zipfile.ZipFile(archive) as opened:
        manifest = opened.read("data/manifest.js").decode()
    found = re.search(r'"generationDate"\s*:\s*"(\d{4}-\d\d-\d\d)', manifest)
    if found is None:
        raise ValueError(f"{archive} does not say when it was made")
    return found[1]


def unzipped(archive: Path) -> Path:
    """Return a folder with the zip's members, as a person would unpack it; made once."""
    folder = archive.with_suffix("")
    if not folder.exists():
        partial = folder.with_suffix(".partial")
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(partial)
        partial.rename(folder)
    return folder


def one_month(work: Path, scale: Scale, month: int) -> Path:
    """Return the zip of one month; it is made once per work folder, which git does not see."""
    work.mkdir(parents=True, exist_ok=True)
    (work / ".gitignore").write_text("*\n", "ascii")
    path = work / f"x-{scale.name}-month{month}.zip"
    if not path.exists():
        partial = path.with_name(f"partial-{path.name}")
        write_archive(
            partial,
            seed=41,
            posts=scale.posts,
            media=scale.media,
            likes=scale.posts * 2 // 5,
            conversations=120,
            messages=scale.posts // 2,
            followers=3_000,
            month=month,
            media_bytes="incompressible",
        )
        partial.rename(path)
    return path
