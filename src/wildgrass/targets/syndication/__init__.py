"""Feeds of posts, RSS 2.0 and JSON Feed 1.1, for every target that writes them. Start with `entries.py`."""
