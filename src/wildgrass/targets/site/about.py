"""The page that says where a site comes from, what it shows, and what it leaves out and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from wildgrass.model import Moment
from wildgrass.targets.base import Archive
from wildgrass.targets.site.choose import LeftOut, Part
from wildgrass.targets.site.chrome import Chrome, number
from wildgrass.targets.site.pages import Pages
from wildgrass.targets.site.plan import Plan
from wildgrass.targets.site.posts import when
from wildgrass.targets.site.views import When
from wildgrass.targets.words import glimpse

_PARTS = {Part.TIMELINE: "about-posts", Part.LIKES: "about-likes", Part.CONVERSATIONS: "about-messages"}


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """What is said of one export."""

    name: str
    source: str
    vintage: str
    as_of: When | None
    records: str
    problems: str


def about_page(archive: Archive, plan: Plan, chrome: Chrome, pages: Pages) -> bytes:
    """Return the page."""
    return pages.render(
        "about.html",
        up="",
        exports=list(_exports(archive, chrome)),
        shown=[(chrome(name), number(plan.parts[part])) for part, name in _PARTS.items() if plan.parts[part]],
        left_out=[
            (chrome(f"left-{why}"), number(plan.left_out[why])) for why in LeftOut if plan.left_out[why]
        ],
    )


def _exports(archive: Archive, chrome: Chrome) -> Iterator[ExportFacts]:
    for export in archive.about():
        yield ExportFacts(
            name=glimpse(export.name, 120),
            source=glimpse(export.source),
            vintage=glimpse(export.vintage),
            as_of=_when(export.as_of, chrome),
            records=number(sum(export.items.values())),
            problems=number(export.problems),
        )


def _when(text: str | None, chrome: Chrome) -> When | None:
    """Read the instant at the beginning of a library's column; nothing where it is none."""
    try:
        instant = datetime.fromisoformat((text or "").partition(" ")[0])
        return when(Moment(instant=instant, precision_ms=1000), chrome)
    except ValueError:
        return None
