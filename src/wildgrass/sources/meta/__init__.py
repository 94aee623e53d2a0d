"""What Facebook's and Instagram's exports have in common: one company writes both.

`members.py` is the table of what their members hold, `shapes.py` sees how a member's JSON is laid out, `reading.py`
goes through them. Start there. The readers of the two platforms are `sources.facebook` and `sources.instagram`.
"""
