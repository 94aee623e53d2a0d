"""Which words, combinations of words and images explain what a platform removed, as far as the data can tell.

`corpus.py` takes texts in, `votes.py` makes near copies one vote, `items.py` cuts texts into strings of one to four
characters, `scores.py` weighs a rule, `search.py` looks for rules, `cover.py` chooses among them, `looser.py` and
`strings.py` find what the data cannot tell apart, `context.py` asks whether a rule says more than what surrounds it,
`windows.py` when it held, `statistics.py` how sure that is. `run.py` puts it together, and `inference.py` says when
nothing can be said. Pure functions: nothing is sent, nothing is tested on a platform, no draft is judged.
"""
