"""Two exports of one conversation, from both ends: what reached the other side, what did not, what was altered.

`sides.py` makes a side of items, in `columns.py`; `wording.py` says when two texts are the same. `clocks.py` finds how
the clocks differ, `people.py` who is who. `alignment.py` pairs messages: equal ones in `equals.py`, altered ones in
`alike.py`. `classes.py` says what became of each, `recalls.py` what a notice explains; `statistics.py` and
`explanations.py` count, `beside.py` puts both sides beside each other, `report.py` writes the page for people.
"""
