"""Instagram: the download of a person's own information, of every layout since 2018.

What Facebook and Instagram have in common stands in `sources.meta`; here is what the platform is called.
"""

from typing import ClassVar, Final

from wildgrass.sources.base import SourceInfo
from wildgrass.sources.meta.source import MetaSource

VINTAGES: Final = {
    "flat": "2018 to 2020: media.json, messages.json, likes.json, connections.json at the top",
    "folders": "2021 to 2022: content/posts_1.json, followers_and_following/, messages/inbox/",
    "activity": "since 2023: your_instagram_activity/, connections/, personal_information/",
    "labels": "since 2025: the same folders, and records with `label_values`",
    "parts": "single JSON files of any year",
    "html": "web pages, which is what Instagram gives where nothing else is chosen: messages are read, the rest is not",
}


class InstagramSource(MetaSource):
    """Reads exports of Instagram."""

    info: ClassVar[SourceInfo] = SourceInfo(name="instagram", title="Instagram", vintages=VINTAGES)
