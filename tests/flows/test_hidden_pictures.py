"""Faces in what leaves, through the real command: said of each picture, blurred, kept or left out, and remembered."""

import io
import json
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from files.drawn_faces import crowd
from flows.planted_people import FILES, OWNER, at, pictures
from library.archive_builders import about, build
from wildgrass.cli.main import main
from wildgrass.files.preview import Previewer
from wildgrass.model import Attachment, Audience, Item, Kind, Origin
from wildgrass.targets.hidden_pictures import HiddenPictures, Seen
from wildgrass.text import say
from wildgrass.text.redaction import PictureChoice

NAMES = ("faces.png", "nobody.png", "broken.jpg", "video.mp4")


def made() -> dict[str, bytes]:
    """Return a picture of two faces, one of nobody, one that is cut off, and a video."""
    found = {}
    for name, picture in (("faces.png", crowd(2)), ("nobody.png", Image.new("RGB", (300, 200), "green"))):
        data = io.BytesIO()
        picture.save(data, "PNG")
        found[name] = data.getvalue()
    whole = io.BytesIO()
    crowd(1).save(whole, "JPEG")
    return found | {"broken.jpg": whole.getvalue()[:2500], "video.mp4": pictures()[FILES[4]]}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return made()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> Path:
    """Four posts, each with one of the files."""
    items = [
        Item(
            id=f"x:post:{number}",
            kind=Kind.POST,
            source="x",
            origin=Origin(member="posts", record=number),
            author=OWNER,
            audience=Audience.PUBLIC,
            published=at(number),
            text="草",
            attachments=(
                Attachment(
                    name=name,
                    member=name,
                    sha256=sha256(files[name]).hexdigest(),
                    size_bytes=len(files[name]),
                ),
            ),
        )
        for number, name in enumerate(NAMES)
    ]
    folder = tmp_path_factory.mktemp("faces") / "library"
    build(
        folder,
        items,
        about("faces", owner=OWNER),
        fetch_attachment=lambda member: io.BytesIO(files[member]),
    )
    return folder


def site(library: Path, folder: Path, *more: str) -> int:
    return main(["restore", str(library), f"site:{folder}", "--hide-names", "--lang", "en", *more])


def shown(*folders: Path) -> list[dict[str, list[int]]]:
    """Return how many faces each picture shows that a site holds, by its ending, for each site."""
    told = []
    with Previewer(finds_faces=True) as finder:
        for folder in folders:
            found: dict[str, list[int]] = {}
            for path in sorted(folder.glob("media/*/*")):
                seen = [] if path.suffix == ".mp4" else [len(finder.faces(path))]
                found.setdefault(path.suffix, []).extend(seen)
            told.append({ending: sorted(counts) for ending, counts in found.items()})
    return told


def test_faces_are_blurred_unless_somebody_decides(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site(library, tmp_path / "site") == 0
    said = capsys.readouterr().err
    assert say("en", "ui.hiding-pictures", blurred=1, left_out=2) in said
    assert site(library, tmp_path / "kept", "--faces", "keep") == 0
    assert shown(tmp_path / "site", tmp_path / "kept") == [
        {".jpg": [0, 0]},  # what could not be looked at does not leave
        {".jpg": [0, 2], ".mp4": []},
    ]


BLUR, KEEP, OUT = PictureChoice.BLUR, PictureChoice.KEEP, PictureChoice.LEAVE_OUT


@pytest.mark.parametrize(
    ("faces", "said", "otherwise", "leaves"),
    [
        (2, None, BLUR, BLUR),
        (0, None, BLUR, KEEP),
        (None, None, BLUR, OUT),
        (2, None, KEEP, KEEP),
        (None, None, KEEP, KEEP),
        (2, None, OUT, OUT),
        (0, None, OUT, KEEP),
        (None, None, OUT, OUT),
        (2, KEEP, OUT, KEEP),
        (0, OUT, KEEP, OUT),
        (None, BLUR, KEEP, OUT),
        (0, BLUR, OUT, KEEP),
        (None, KEEP, BLUR, KEEP),
    ],
)
def test_unknown_is_never_none(
    faces: int | None, said: PictureChoice | None, otherwise: PictureChoice, leaves: PictureChoice
) -> None:
    pictures = HiddenPictures({} if said is None else {"a": said}, otherwise)
    assert pictures.choice("a", Seen(faces)) is leaves


def test_each_picture_is_decided_on_and_remembered(
    library: Path, files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "decisions.jsonl"
    words = ["--decisions", str(file)]
    assert site(library, tmp_path / "site", *words, "--simulate") == 0
    told = capsys.readouterr()
    assert "x:post:0 attachments/0  faces: 2 found → faces blurred" in told.out
    assert "x:post:1 attachments/0  faces: none found → leaves as it is" in told.out
    assert "x:post:2 attachments/0  faces: could not look → left out" in told.out
    assert "x:post:3 attachments/0  faces: could not look → left out" in told.out
    assert say("en", "ui.hiding-faces", pictures=4, found=1, unknown=2) in told.err
    head, *rows = map(json.loads, file.read_text().splitlines())
    by_digest = {row["picture"]: row for row in rows}
    digest = {name: sha256(files[name]).hexdigest() for name in NAMES}
    assert by_digest[digest["faces.png"]]["faces"] == 2
    assert by_digest[digest["broken.jpg"]]["faces"] is None
    by_digest[digest["faces.png"]]["do"] = "keep"
    by_digest[digest["nobody.png"]]["do"] = "leave-out"
    by_digest[digest["video.mp4"]]["do"] = "keep"
    file.write_text("".join(json.dumps(row) + "\n" for row in (head, *rows)))
    assert site(library, tmp_path / "site", *words) == 0
    assert shown(tmp_path / "site") == [{".jpg": [2], ".mp4": []}]
    assert site(library, tmp_path / "site", *words, "--simulate") == 0
    again = {row["picture"]: row["do"] for row in map(json.loads, file.read_text().splitlines()[1:])}
    assert again == {digest["faces.png"]: "keep", digest["nobody.png"]: "leave-out"} | {
        digest["broken.jpg"]: "leave-out",
        digest["video.mp4"]: "keep",
    }


def test_redact_says_it_of_an_item(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "redact", str(library), *(f"x:post:{number}" for number in range(4))]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["kind"], row["faces"]) for row in rows] == [
        ("picture", 2),
        ("picture", 0),
        ("picture", None),
        ("picture", None),
    ]
    assert rows[2]["said"] == "faces: could not look"


def test_without_a_detector_no_picture_is_said_to_show_nobody(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wildgrass.files.preview.FACES", "")  # as where it is not installed
    assert site(library, tmp_path / "site", "--simulate") == 0
    told = capsys.readouterr().out
    assert told.count("faces: could not look → left out") == 4
    assert site(library, tmp_path / "site") == 0
    assert shown(tmp_path / "site") == [{}]


def test_options_about_hidden_people_need_hidden_people(library: Path, tmp_path: Path) -> None:
    for words in (["--faces", "keep"], ["--show-words", "quoted"]):
        assert main(["restore", str(library), f"site:{tmp_path}/site", *words]) == 2
    assert not (tmp_path / "site").exists()
