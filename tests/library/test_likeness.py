"""What is alike in a library: found, kept up to date, and nothing of what is withheld."""

# ruff: noqa: RUF001 - Chinese punctuation

import io
import sqlite3
from functools import cache
from itertools import count

import pytest
from PIL import ImageOps

from files.made_pictures import encoded, scene
from library.archive_builders import about, build, message, moment, post
from wildgrass.files.perceptual import fingerprint
from wildgrass.files.preview import Previewer
from wildgrass.library import Library, LibraryNotFoundError
from wildgrass.library.likeness import Likeness, NotPreparedError, prepare
from wildgrass.library.likeness.tables import INDEXES, TABLES
from wildgrass.library.locking import lock
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Attachment, Kind

POEM = "离离原上草，一岁一枯荣。野火烧不尽，春风吹又生。"
POEM_HANT = "離離原上草，一歲一枯榮。野火燒不盡，春風吹又生！"
POEM_LONGER = "离离原上草，一岁一枯荣。野火烧不尽，春风吹又绿。转发"
OTHER = "今天在北京朝阳区看见很多人，后来又去了上海的南京路。"


@cache
def pictures():
    """A scene twice encoded, mirrored, another one, and a file that only says it is a picture."""
    one, other = scene(1, (480, 360)), scene(2, (480, 360))
    return {
        "a.jpg": encoded(one, quality=92),
        "b.webp": encoded(one.resize((400, 300)), "WEBP", quality=70),
        "c.jpg": encoded(ImageOps.mirror(one), quality=85),
        "d.jpg": encoded(other, quality=85),
        "broken.jpg": b"\xff\xd8\xff" + bytes(200),
        "notes.txt": "只是文字".encode(),
    }


def attached(*names):
    return tuple(
        Attachment(name=name, member=f"media/{name}", media_type="image/jpeg", role="photo") for name in names
    )


def fetch(member):
    return io.BytesIO(pictures()[member.removeprefix("media/")])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("likeness") / "library"
    items = [
        post(1, POEM, attachments=attached("a.jpg")),
        post(2, POEM_HANT, attachments=attached("b.webp", "broken.jpg")),
        message(3, POEM_LONGER, attachments=attached("c.jpg", "notes.txt")),
        post(4, OTHER, attachments=attached("d.jpg")),
        post(5, "生日快乐"),
        post(6, "生日快乐"),
        post(7, "在朝阳。"),
        post(8, POEM, kind=Kind.SEARCH),
    ]
    build(folder, items, fetch_attachment=fetch)
    prepare(folder)
    return folder


@pytest.fixture
def likeness(folder):
    with Likeness(folder) as opened:
        yield opened


def number_of(folder, item_id):
    with Library.open(folder) as library, sqlite3.connect(folder / "library.sqlite") as database:
        assert library.item(item_id) is not None
        return database.execute("SELECT no FROM items WHERE id = ?", (item_id,)).fetchone()[0]


def digest_of(folder, name):
    with Library.open(folder) as library:
        for item in library.items():
            for one in item.attachments:
                if one.name == name:
                    return one.sha256
    raise AssertionError(name)


def test_copies_in_either_script_and_with_words_added_are_one_group(likeness, folder):
    poem = [number_of(folder, item_id) for item_id in ("x:post:1", "x:post:2", "x:message:3")]
    assert likeness.text_groups() == [sorted(poem)]
    near = likeness.texts_near(poem[0])
    assert [one.no for one in near] == poem[1:]
    assert near[0].nearness == 1.0
    assert 0.6 <= near[1].nearness < 1


def test_a_text_from_elsewhere_is_looked_for(likeness, folder):
    found = likeness.texts_like("轉發：離離原上草 一歲一枯榮 野火燒不盡 春風吹又生")
    assert [one.no for one in found][:2] == [number_of(folder, "x:post:1"), number_of(folder, "x:post:2")]
    assert likeness.texts_like("生日快乐") == []


def test_pictures_that_are_the_same_are_a_group_and_the_mirrored_one_a_candidate(likeness, folder):
    one, again, mirrored = (digest_of(folder, name) for name in ("a.jpg", "b.webp", "c.jpg"))
    assert likeness.image_groups() == [sorted((one, again))]
    near = {found.sha256: found for found in likeness.images_near(one)}
    assert near[again].is_same
    assert not near[mirrored].is_same
    assert near[mirrored].basis == "mirrored"
    assert all(digest_of(folder, "d.jpg") not in pair for pair in likeness.image_candidates())


def test_a_picture_from_elsewhere_is_looked_for(likeness, folder, tmp_path):
    file = tmp_path / "found.png"
    file.write_bytes(encoded(scene(1, (480, 360)).convert("L"), "PNG"))
    with Previewer() as previewer:
        found = likeness.images_like(fingerprint(previewer.pixels(file)))
    assert {one.sha256 for one in found if one.is_same} == {
        digest_of(folder, name) for name in ("a.jpg", "b.webp")
    }


def test_what_is_no_picture_is_counted(likeness):
    state = likeness.state()
    assert (state.files, state.all_files, state.pictures, state.not_decoded) == (6, 6, 4, 1)
    assert state.is_complete


def test_places_lead_to_items_and_an_ambiguous_name_stays_so(likeness, folder):
    named = {one.name: one for one in likeness.named()}
    assert named["北京"].places == ("CN-11",)
    assert len(named["朝阳"].places) == 3
    assert likeness.naming("CN-31") == [number_of(folder, "x:post:4")]
    assert likeness.named_years()["CN-31"] == {"2022": 1}


def test_where_a_file_stands(likeness, folder):
    assert likeness.where_shown(digest_of(folder, "b.webp")) == [(number_of(folder, "x:post:2"), 0)]


def test_a_second_time_there_is_nothing_left_to_do(folder):
    done = prepare(folder)
    assert (done.images, done.text_pairs, done.image_pairs) == (0, 0, 0)


def test_a_library_that_nobody_looked_through_says_so(tmp_path):
    build(tmp_path / "library", [post(1, POEM)])
    with pytest.raises(NotPreparedError):
        Likeness(tmp_path / "library")
    with pytest.raises(LibraryNotFoundError):
        prepare(tmp_path / "none")


def test_it_can_be_stopped_anywhere_and_goes_on(tmp_path):
    """Whatever the moment, the end is that of one that ran through."""
    library = tmp_path / "library"
    build(
        library,
        [
            post(1, POEM, attachments=attached("a.jpg")),
            post(2, POEM_HANT, attachments=attached("b.webp", "d.jpg")),
        ],
        fetch_attachment=fetch,
    )
    for run in range(20):
        asked = count()
        done = prepare(library, is_stopped=lambda: next(asked) >= run)  # noqa: B023 - asked within this run only
        if done.is_complete:
            break
    assert 2 < run < 20
    with Likeness(library) as likeness:
        assert len(likeness.text_groups()) == 1
        assert len(likeness.image_groups()) == 1
        assert likeness.state().is_complete


def test_an_export_that_is_added_is_looked_at_alone(tmp_path):
    """New items join old ones; a changed text leaves its group; nothing is looked at twice."""
    library = tmp_path / "library"
    build(library, [post(1, POEM), post(2, POEM_HANT)])
    prepare(library)
    again = [
        post(3, POEM_LONGER, attachments=attached("a.jpg")),
        post(2, "完全不同的一句话，说的是别的事情。", as_of=moment(0, days=3)),
    ]
    build(library, again, about("second", days=3), fetch_attachment=fetch)
    with Likeness(library) as likeness:
        assert not likeness.state().is_complete
    done = prepare(library)
    assert done.images == 1
    with Likeness(library) as likeness:
        assert likeness.text_groups() == [[number_of(library, "x:post:1"), number_of(library, "x:post:3")]]


def test_tables_of_another_version_are_made_again(tmp_path):
    library = tmp_path / "library"
    build(library, [post(1, POEM), post(2, POEM)])
    prepare(library)
    with sqlite3.connect(library / "library.sqlite") as database:
        database.execute("UPDATE likeness SET value = 'old' WHERE key = 'version'")
    with pytest.raises(NotPreparedError):
        Likeness(library)
    prepare(library)
    with Likeness(library) as likeness:
        assert len(likeness.text_groups()) == 1


def test_the_tables_are_those_of_the_specification(folder, request):
    text = (request.config.rootpath / "docs" / "spec" / "library.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in TABLES)
    with sqlite3.connect(folder / "library.sqlite") as database:
        found = {
            name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE name LIKE 'likeness%'")
        }
    assert found == {*TABLES, *INDEXES}


def test_a_picture_that_is_no_longer_there_is_no_error(tmp_path):
    library = tmp_path / "library"
    build(library, [post(1, POEM, attachments=attached("a.jpg"))], fetch_attachment=fetch)
    for file in (library / "attachments").rglob("*"):
        if file.is_file():
            file.unlink()
    assert prepare(library).is_complete


def test_a_locked_library_keeps_it_locked(tmp_path):
    """Prepared before or after it was locked: the same is found, and nothing of it can be read beside."""
    library = tmp_path / "library"
    build(library, [post(1, POEM, attachments=attached("a.jpg")), post(2, POEM_HANT)], fetch_attachment=fetch)
    prepare(library, with_images=False)
    lock(LibraryPlace(library), lambda: b"a long passphrase")
    place = LibraryPlace(library, lambda: b"a long passphrase")
    with Likeness(place) as likeness:
        assert len(likeness.text_groups()) == 1
    assert prepare(place).images == 1
    with Likeness(place) as likeness:
        assert likeness.state().pictures == 1
    assert not [file for file in library.rglob("*") if file.is_file() and b"likeness" in file.read_bytes()]
