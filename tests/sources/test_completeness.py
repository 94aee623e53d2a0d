"""The completeness report's own arithmetic."""

from wildgrass.model import Attachment, Item, Kind, Origin, Problem
from wildgrass.sources.base import MemberReport, Vintage
from wildgrass.sources.report import Completeness
from wildgrass.sources.x import XSource


def made() -> Completeness:
    return Completeness(XSource(), Vintage("tweets-js", "because"))


def test_what_is_missing_of_others_posts_is_told_apart() -> None:
    report = made()
    for kind in (Kind.POST, Kind.SHARE):
        here, gone = Attachment(name="a", member="a"), Attachment(name="b")
        report.see(Item(id=kind, kind=kind, source="x", origin=Origin(member="m"), attachments=(here, gone)))
    report.see(Problem(code="c", reason="r", lost=False))
    found = report.to_json()
    assert found["attachments"] == 4
    assert found["missing_attachments"] == 2
    assert found["missing_attachments_of_shares"] == 1
    assert (found["problems"], found["records_lost"]) == (1, 0)


def test_a_hundred_thousand_pictures_are_named_and_more_are_counted() -> None:
    report = made()
    for number in range(100_000):
        report.see(MemberReport(name=f"data/tweets_media/{number}.jpg", status="media"))
    members = report.to_json()["members"]
    assert isinstance(members, list)
    assert len(members) == 100_000
    report.see(MemberReport(name="data/tweets_media/x.jpg", status="unclaimed"))
    assert report.to_json()["members"] == [
        {
            "name": "data/tweets_media/",
            "status": status,
            "items": None,
            "expected": None,
            "records": None,
            "note": note,
        }
        for status, note in (("media", "100,000 files"), ("unclaimed", "1 files"))
    ]
