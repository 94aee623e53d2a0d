"""Chinese and other text: folding for search, and the sentences people read in their language.

Never reads archives and never decides anything. Start with `fold.py` (search) and `language.py` (sentences).
"""
