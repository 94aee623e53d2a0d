"""Pictures of a chat from both ends, through the real command: re-encoded, missing, cut, replaced, left out."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from cli.circle import Circle
from files.made_pictures import scene

START = datetime(2024, 3, 1, 8, tzinfo=UTC)
COUNT = 16
MISSING, CROPPED, MIRRORED, REPLACED, LEFT_OUT = 3, 5, 8, 11, 13


def jpeg(picture: Image.Image, quality: int) -> bytes:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    return data.getvalue()


def chat(file: Path, pictures: dict[int, bytes | None], me: str) -> Path:
    """Write a WhatsApp export of an iPhone: words that stand once, then pictures in one burst, four a second."""
    lines, members = [], {}
    for number in range(40):
        at = START + timedelta(minutes=number)
        lines.append(
            f"[{at:%d/%m/%Y, %H:%M:%S}] {('Ana', me)[number % 2]}: words number {number} that stand once"
        )
    for number, data in pictures.items():
        at = START + timedelta(hours=1, seconds=number // 4)
        lines.append(f"[{at:%d/%m/%Y, %H:%M:%S}] Ana: \u200e<attached: {number:08}-PHOTO-2024-03-01.jpg>")
        if data is not None:
            members[f"{number:08}-PHOTO-2024-03-01.jpg"] = data
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("_chat.txt", "\r\n".join(lines) + "\r\n")
        for name, data in members.items():
            archive.writestr(name, data)
    return file


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A as sent; B smaller and re-encoded, one never there, others changed on the way or left out of the export."""
    folder = tmp_path_factory.mktemp("chats")
    made = {number: scene(number) for number in range(COUNT)}
    sent: dict[int, bytes | None] = {number: jpeg(picture, 92) for number, picture in made.items()}
    came: dict[int, bytes | None] = {
        n: jpeg(one.resize((640, 480)), 60) for n, one in made.items() if n != MISSING
    }
    width, height = made[CROPPED].size
    cut = made[CROPPED].crop((int(width * 0.05), int(height * 0.05), int(width * 0.95), int(height * 0.95)))
    came[CROPPED] = jpeg(cut, 80)
    came[MIRRORED] = jpeg(ImageOps.mirror(made[MIRRORED]), 80)
    came[REPLACED] = jpeg(scene(900), 80)
    came[LEFT_OUT] = None
    return chat(folder / "a.zip", sent, "Ben"), chat(folder / "b.zip", came, "B.")


def test_pictures_are_matched_by_what_they_show(circle: Circle, sides: tuple[Path, Path]) -> None:
    """In a burst of one person's pictures the one that never came is found, and only it."""
    answers = ["--dates", "dmy", "--zone", "UTC"]
    items = circle.run("--json", "inspect", "--items", sides[0], *answers).rows
    number = {
        item["id"]: int(item["attachments"][0]["name"][:8]) for item in items if item.get("attachments")
    }
    said = circle.run("--json", "compare", *sides, *answers)
    assert said.code == 1, said.err
    rows = [row for row in said.rows if "class" in row]
    found = {number[row["a"]]: (row["class"], row["why"]) for row in rows if row["a"] in number}
    special = {
        MISSING: ("only_a", []),
        CROPPED: ("unclear", ["file-like"]),
        MIRRORED: ("unclear", ["file-like"]),
        REPLACED: ("altered", ["file-other"]),
        LEFT_OUT: ("matched", ["file-not-compared"]),
    }
    assert found == {n: special.get(n, ("matched", ["file-same"])) for n in range(COUNT)}
    assert not [row for row in rows if row["class"] == "only_b"]
