"""The reader: a library in the browser, on loopback, for the one person whom the terminal gave the address.

Never asks anything outside, never runs what it shows, writes nothing to the library and nothing to the browser's
store but cookies. Start with `app.py` (what answers which address) and `guard.py` (who is let in).
"""
