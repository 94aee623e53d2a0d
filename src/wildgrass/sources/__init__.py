"""Reading exports: one module per platform, an export in, items and problems out. Offline, always.

A reader never skips in silence: every record of an export ends as an item, a counted problem, or inside a member
that is declared ignored. It never raises for one bad record, never writes, never resolves a link.
Start with `base.py`; `registry.py` lists the platforms.
"""
