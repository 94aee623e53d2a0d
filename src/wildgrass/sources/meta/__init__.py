"""What Facebook's and Instagram's exports have in common: one company writes both.

`source.py` is the reader, `members.py` is the table of what their members hold, `shapes.py` sees how a member's JSON is
laid out, `reading.py` goes through them. Start there. The two platforms' names stand in `sources.facebook` and
`sources.instagram`.
"""
