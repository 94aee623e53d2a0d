"""Is what was public still there, since when not, and by whom as far as the platform says.

Own archives only: the only thing that can be watched is the owner's own public items of a library, with her consent.
`notices.py` knows platforms' words, `looks.py` judges one look, `verdicts.py` all looks at an item (never one alone),
`schedule.py` says when to look, `record.py` keeps every look as a WARC record, `book.py` keeps consent and looks.
"""
