"""Two exports of one conversation, from both ends: what reached the other side, what did not, what was altered.

`sides.py` makes a side of items, `wording.py` says when two texts are the same, `clocks.py` finds the difference of the
clocks, `alignment.py` pairs messages, `classes.py` says what became of each, `statistics.py` counts and compares.
"""
