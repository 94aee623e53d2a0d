"""What a platform filters and removes, worked out offline from archives that people gave. Pure functions over items.

`compare/` sets two exports of one conversation side by side, `infer/` finds the words and images that explain removal,
`timeline/` tells what went when and what coincides; `tables.py` writes what was found, with a dictionary of columns.
"""
