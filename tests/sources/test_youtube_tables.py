"""Takeout's tables: what they are and which column is which, in any language; broken rows; several parts; merging."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.made_archives import export_of, items, problems, reports, write_zip
from sources.made_archives import readings as readings_at
from wildgrass.model import Item, Kind
from wildgrass.sources.base import Export, Reading
from wildgrass.sources.opening import open_export
from wildgrass.sources.registry import recognise
from wildgrass.sources.youtube import texts
from wildgrass.sources.youtube.tables import Form, table_of

OWNER, OTHER = "UC" + "a" * 22, "UC" + "b" * 22
COMMENT = "UgxAAAAAAAAAAAAAAAAAAA4AaABAg"
HEADERS = [  # first headers of tables in the languages of the lists of headers that were seen, and others
    (Form.FOLLOWS, "Channel Id,Channel Url,Channel Title"),
    (Form.FOLLOWS, "ID-ul canalului,Adresa URL a canalului,Titlul canalului"),
    (Form.FOLLOWS, "Kanalo ID,Kanalo URL,Kanalo pavadinimas"),
    (Form.FOLLOWS, "频道 ID,频道网址,频道名称"),
    (Form.FOLLOWS, "頻道 ID,頻道網址,頻道名稱"),
    (Form.FOLLOWS, "チャンネル ID,チャンネルの URL,チャンネルのタイトル"),
    (Form.PLAYLIST, "Video-ID,Tijdstempel voor het maken van een playlistvideo"),
    (Form.PLAYLIST, "Vaizdo įrašo ID,Grojaraščio vaizdo įrašo sukūrimo laiko žymė"),
    (Form.PLAYLIST, "影片 ID,播放清單影片建立時間戳記"),
    (Form.COMMENTS, "Reactie-ID,Kanaal-ID,Aanmaaktijdstempel reactie,Prijs,Video-ID,Reactietekst"),
    (
        Form.COMMENTS,
        "Komentaro ID,Kanalo ID,Komentaro sukūrimo laiko žymė,Kaina,Vaizdo įrašo ID,Komentuoti tekstą",
    ),
    (Form.COMMENTS, "留言 ID,頻道 ID,留言建立時間戳記,價格,影片 ID,留言內容"),
    (Form.CHATS, "Live Chat ID,Channel ID,Live Chat Create Timestamp,Price,Video ID,Live Chat Text"),
    (Form.PLAYLISTS, "Playlist-ID,Nieuwe video's bovenaan toevoegen,Playlist-titel (Origineel),a,b,c,d,e"),
    (Form.CHANNELS, "Kanaal-ID,(Originele) kanaaltitel,Kanaalzichtbaarheid"),
    (
        Form.VIDEOS,
        "Video-ID,Geschatte duur (ms),Videocategorie,Kanaal-ID,Videotitel (origineel),Privacy,Videostatus,a",
    ),
    (Form.SONGS, "Video ID,Song Title,Album Title,Artist Name 1"),
]


def read(files: dict[str, bytes | str]) -> list[Reading]:
    export = export_of(files)
    source, vintage = recognise(export)
    return list(source.read(export, vintage))


def made(found: list[Reading]) -> list[Item]:
    return [one for one in found if isinstance(one, Item)]


@pytest.mark.parametrize(("form", "header"), HEADERS)
def test_an_empty_table_is_known_by_its_header(form: Form, header: str) -> None:
    assert table_of(header.split(","), []).form is form


def test_a_table_is_known_by_its_ids_whatever_its_header_says() -> None:
    rows = [[COMMENT, OWNER, "2024-01-01T00:00:00+00:00", "0", "dQw4w9WgXcQ", '{"text":"x"}']]
    assert table_of(list("qwerty"), rows).form is Form.COMMENTS
    assert table_of(list("qwerty"), rows).columns["text"] == 5
    assert (
        table_of(list("qwe"), [[OTHER, f"http://www.youtube.com/channel/{OTHER}", "n"]]).form is Form.FOLLOWS
    )
    assert table_of(list("qw"), [["dQw4w9WgXcQ", "2024-01-01T00:00:00+00:00"]]).form is Form.PLAYLIST


def test_both_shapes_of_a_comments_text() -> None:
    assert texts.said("plain, as it was").text == "plain, as it was"
    assert texts.said('{"text":"a"},{"text":"\nb\t"}').text == "a\nb\t"
    assert texts.said('{"takeoutSegments":[{"text":"a"},{"text":"b"}]}').text == "ab"
    assert texts.said("{not json}").text == "{not json}"
    link = texts.said('{"text":"see "},{"text":"here","link":{"linkUrl":"https://example.org/"}}').links[0]
    assert (link.target, link.start, link.end) == ("https://example.org/", 4, 8)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_pieces_give_back_their_texts(parts: list[str]) -> None:
    import json

    field = ",".join(json.dumps({"text": part}, ensure_ascii=False) for part in parts)
    assert texts.said(field).text == "".join(parts)


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_read_as_some_text(field: str) -> None:
    assert isinstance(texts.said(field).text, str)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_none(data: bytes) -> None:
    files = {
        "Takeout/YouTube/a.csv": data,
        "Takeout/YouTube/b.csv": f"a,b,c\n{OTHER},http://www.youtube.com/channel/{OTHER},n\n",
    }
    assert "Takeout/YouTube/a.csv" in reports(read(files))


def test_an_open_quote_costs_no_row_but_its_own() -> None:
    rows = f'{COMMENT},{OWNER},2024-01-01T00:00:00+00:00,0,dQw4w9WgXcQ,"left open\n'
    rows += f'UgyBBBBBBBBBBBBBBBBBBB4AaABAg,{OWNER},2024-01-02T00:00:00+00:00,0,dQw4w9WgXcQ,"closed, ""quoted"""\n'
    found = read({"x.csv": "a,b,c,d,e,f\n" + rows})
    assert [one.text for one in made(found)] == ["left open", 'closed, "quoted"']
    assert [code for code, _ in problems(found)] == ["record-odd"]


def test_a_table_without_its_header_loses_no_row() -> None:
    rows = "".join(f"{one},http://www.youtube.com/channel/{one},name\n" for one in (OWNER, OTHER))
    assert [one.kind for one in made(read({"a.csv": rows}))] == [Kind.FOLLOW, Kind.FOLLOW]


def test_a_table_that_a_spreadsheet_program_wrote_again() -> None:
    rows = f"Kanal-ID;Kanal-URL;Kanaltitel\r\n{OTHER};http://www.youtube.com/channel/{OTHER};Süß\r\n"
    (one,) = made(read({"a.csv": rows.encode("utf-16")}))
    assert one.target is not None
    assert one.target.name == "Süß"


def test_names_are_no_accounts() -> None:
    rows = "Channel Id,Channel Url,Channel Title\n1,http://www.youtube.com/channel,Somebody\n"
    (one,) = made(read({"a.csv": rows}))
    assert one.target is not None
    assert one.target.id_kind == "label"


def test_parts_of_a_takeout_join_and_videos_find_their_metadata(tmp_path: Path) -> None:
    root = "Takeout/YouTube et YouTube Music/"
    header = "a,b,c,d,e,f,g,h,i\n"
    row = (
        f"video_id_01,12000,x,{OWNER},Ma première vidéo : début,Publique,Traitée,2019-05-01T00:00:00+00:00,\n"
    )
    one = write_zip(
        tmp_path / "takeout-20240101T000000Z-001.zip", {root + "métadonnées/vidéos.csv": header + row}
    )
    two = write_zip(
        tmp_path / "takeout-20240101T000000Z-002.zip", {root + "vidéos/Ma première vidéo _ début.mp4": b"v"}
    )
    (export,) = open_export([one, two])
    source, vintage = recognise(export)
    (item,) = made(list(source.read(export, vintage)))
    assert [file.member for file in item.attachments] == [root + "vidéos/Ma première vidéo _ début.mp4"]
    assert item.as_of is not None
    assert item.as_of.iso() == "2024-01-01T00:00:00.000Z"
    (alone,) = open_export([two])
    assert recognise(alone)[1].name == "videos"


def test_two_videos_of_one_name_are_given_to_nobody() -> None:
    rows = "".join(
        f"video_id_0{n},1,x,{OWNER},Same,Public,P,2019-05-01T00:00:00+00:00,2019-05-01T00:00:00+00:00\n"
        for n in (1, 2)
    )
    root = "Takeout/YouTube/"
    found = read(
        {root + "v.csv": "a,b,c,d,e,f,g,h,i\n" + rows, root + "Same.mp4": b"", root + "x/Same.mp4": b""}
    )
    assert not any(one.attachments for one in made(found))
    unclaimed = [name for name, one in reports(found).items() if one.status == "unclaimed"]
    assert unclaimed == [
        root + "Same.mp4",
        root + "x/Same.mp4",
    ]


@pytest.mark.parametrize(
    "files",
    [
        {
            "Takeout/Mail/All mail.mbox": "From a@example.org\n\nhi\n",
            "Takeout/archive_browser.html": "<html>YouTube</html>",
        },
        {"Takeout/Google Photos/a.json": '{"title": "a.jpg", "url": "https://example.org"}'},
        {"watch-history.json": '[{"title": "x", "time": "2024-01-01"}]'},
        {"comments.csv": "id,text\n1,hello\n"},
        {
            "My Activity/Search/MyActivity.json": '[{"header":"Search","title":"S","time":"2024-01-01T00:00:00Z"}]'
        },
        {"YouTube/holiday.mp4": b"v"},
    ],
)
def test_what_is_not_youtubes_is_not_claimed(files: dict[str, bytes | str]) -> None:
    from wildgrass.sources.youtube import YouTubeSource

    assert YouTubeSource().recognise(export_of(files)) is None


def test_a_renamed_file_is_recognised() -> None:
    rows = f"a,b,c\n{OTHER},http://www.youtube.com/channel/{OTHER},n\n"
    assert recognise(export_of({"x/y.csv": rows}))[0].info.name == "youtube"


def test_other_services_are_told_of() -> None:
    rows = f"a,b,c\n{OTHER},http://www.youtube.com/channel/{OTHER},n\n"
    found = reports(
        read({"Takeout/YouTube/a.csv": rows, "Takeout/Mail/m.mbox": "", "Takeout/Drive/x.csv": rows})
    )
    assert found["Takeout/Mail/m.mbox"].status == found["Takeout/Drive/x.csv"].status == "unknown"
    assert "e-mail" in found["Takeout/Mail/m.mbox"].note


def test_two_takeouts_of_one_account_have_the_same_ids(tmp_path: Path) -> None:
    def takeout(name: str, more: str) -> dict[str, Item]:
        path = write_zip(tmp_path / name, {"Takeout/YouTube/c.csv": "a,b,c,d,e,f\n" + row + more})
        return items(readings_at(path))

    row = f"{COMMENT},{OWNER},2024-01-01T00:00:00+00:00,0,dQw4w9WgXcQ,first\n"
    later = f"UgyBBBBBBBBBBBBBBBBBBB4AaABAg,{OWNER},2024-01-02T00:00:00+00:00,0,dQw4w9WgXcQ,second\n"
    first, second = takeout("one.zip", ""), takeout("two.zip", later)
    assert set(first) < set(second)


def test_a_hundred_thousand_members_are_recognised_by_few() -> None:
    looked: list[str] = []

    class Counting(dict[str, object]):
        def __getitem__(self, key: str) -> object:
            looked.append(key)
            return super().__getitem__(key)

    rows = f"a,b,c\n{OTHER},http://www.youtube.com/channel/{OTHER},n\n"
    files = export_of(
        {f"Takeout/Photos/{n}.json": "{}" for n in range(2000)} | {"Takeout/YouTube/a.csv": rows}
    )
    export = Export("many", Counting(files.members), (), ("many",))  # type: ignore[arg-type]
    from wildgrass.sources.youtube import YouTubeSource

    assert YouTubeSource().recognise(export) is not None
    assert set(looked) == {"Takeout/YouTube/a.csv"}


def test_a_strange_table_is_kept_in_youtubes_folder_and_left_alone_elsewhere() -> None:
    rows = f"a,b,c\n{OTHER},http://www.youtube.com/channel/{OTHER},n\n"
    inside = read({"Takeout/YouTube/a.csv": rows, "Takeout/YouTube/new.csv": "colour,size\nred,3\n"})
    assert [one.extra for one in made(inside) if one.kind is Kind.ACTIVITY] == [
        {"colour": "red", "size": "3", "section": "new"}
    ]
    beside = reports(read({"a.csv": rows, "new.csv": "colour,size\nred,3\n"}))
    assert beside["new.csv"].status == "unknown"


@pytest.mark.parametrize("name", ["download", "1 (2).tmp", "下载.dat"])
def test_a_lone_file_is_read_whatever_it_is_called(name: str) -> None:
    rows = f"a,b,c\n{OTHER},http://www.youtube.com/channel/{OTHER},n\n"
    history = '[{"header": "YouTube", "title": "t", "titleUrl": "https://youtu.be/dQw4w9WgXcQ"}]'
    page = f'<ul><li>x <a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;lc={COMMENT}">y</a><br/>z</li></ul>'
    kinds = [made(read({name: data}))[0].kind for data in (rows, history, page)]
    assert kinds == [Kind.FOLLOW, Kind.ACTIVITY, Kind.COMMENT]
