"""What a file is, is told by what it holds."""

from pathlib import Path

import pytest

from sources.made_archives import FIXTURES, export_of, folder_files
from wildgrass.sources.weibo import WeiboSource

OWN = sorted((FIXTURES / "weibo").glob("*/"))
OTHERS = sorted(
    path
    for path in FIXTURES.glob("*/*/**/*")
    if path.is_file() and "weibo" not in path.parts and path.suffix != ".toml"
)


@pytest.mark.parametrize("folder", OWN, ids=lambda path: path.name)
def test_a_renamed_file_is_recognised(folder: Path) -> None:
    source = WeiboSource()
    named = {name: data for name, data in folder_files(folder).items() if "error" not in name}
    whole = source.recognise(export_of(named))
    assert whole is not None
    assert whole.is_editable
    renamed = {f"x{number}.bin": data for number, data in enumerate(named.values())}
    again = source.recognise(export_of(renamed))
    assert again is not None
    assert again.name == whole.name


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: "-".join(path.parts[-3:]))
def test_other_platforms_files_are_not_claimed(path: Path) -> None:
    assert WeiboSource().recognise(export_of({path.name: path.read_bytes()})) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("1669879400.csv", "id,name,text\n1,a,b\n"),
        ("weibo.json", '{"weibo": "a word", "user": {"id": 1}}'),
        ("users.csv", "用户id,备注\n1,a\n"),
        ("weibo.html", "<html><body>about weibo.cn</body></html>"),
        ("posts.csv", "id,created_at,text,likes\n1,2020-01-01,x,2\n"),
        ("weibodata.db", "SQLite format 3\0"),
        ("empty.json", ""),
    ],
)
def test_a_foreign_file_with_the_right_name_is_not_claimed(name: str, text: str) -> None:
    assert WeiboSource().recognise(export_of({name: text})) is None


def test_a_pictures_name_tells_when_its_post_was_made() -> None:
    source = WeiboSource()
    made = source.media_made("weibo/x/img/原创微博图片/20220824_4806111732961615_1.jpg")
    assert made is not None
    assert made.isoformat() == "2022-08-24T14:03:13+00:00"
    assert source.media_made("img/IMG_0001.jpg") is None
