"""Small archives for the library's tests; everything in them is made up."""

from datetime import UTC, datetime, timedelta

from wildgrass.library import ExportAbout, Library, LibraryWriter
from wildgrass.model import Actor, Audience, Item, Kind, Moment, Origin

START = datetime(2022, 11, 26, 12, 0, tzinfo=UTC)
ME = Actor(platform="x", id_kind="account", id="1", handle="wang_example", name="王小草")
FRIEND = Actor(platform="x", id_kind="account", id="2", handle="li_example", name="李大樹")


def moment(minutes, *, days=0):
    """A time so many minutes and days after noon of 26 November 2022 UTC."""
    return Moment(instant=START + timedelta(minutes=minutes, days=days), precision_ms=1000)


def post(number, text="", *, kind=Kind.POST, minutes=None, **fields):
    """An item of mine; `minutes` None dates it by its number."""
    defaults = {
        "source": "x",
        "origin": Origin(member="data/tweets.js", record=number),
        "author": ME,
        "published": moment(number if minutes is None else minutes),
        "audience": Audience.PUBLIC,
    }
    return Item(id=f"x:{kind}:{number}", kind=kind, text=text, **(defaults | fields))


def message(number, text, *, author=ME, target=FRIEND, thread="x:conversation:1-2", **fields):
    """A message between two people."""
    return post(
        number,
        text,
        kind=Kind.MESSAGE,
        author=author,
        target=target,
        thread=thread,
        audience=Audience.DIRECT,
        **fields,
    )


def about(key="first", *, days=0, **fields):
    """What is said of an export made so many days after the start."""
    defaults = {
        "name": f"{key}.zip",
        "source": "x",
        "vintage": "2024",
        "as_of": moment(0, days=days),
        "owner": ME,
    }
    return ExportAbout(key=key, **(defaults | fields))


def build(folder, readings, export=None, **options):
    """Add one export to the library in `folder` and return the counts."""
    with LibraryWriter.open(folder) as writer:
        return writer.add_export(export or about(), iter(readings), **options)


def opened(folder, readings, export=None, **options):
    """Build a library and open it."""
    build(folder, readings, export, **options)
    return Library.open(folder)


def ids(items):
    """The ids of items, in their order."""
    return [item.id for item in items]
