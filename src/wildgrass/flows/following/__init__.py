"""Fetching what a followed account shows: each place in a module of its own, over `asking` and `spool`.

`targets.py` reads what a person wrote ("bluesky:…", "feed:…"); what is fetched is in the shape that a reader knows.
"""
