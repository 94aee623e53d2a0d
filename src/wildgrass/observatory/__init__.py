"""What a platform filters and removes, worked out offline from archives that people gave. Pure functions over items.

`compare/` sets two exports of one conversation side by side.
"""
