"""One file per thing a person wants to do. Flows return values and raise typed errors; they never print.

The terminal and the web page call the same flows, so neither holds any logic of its own. Only `unseal` opens
a vault; `add` can never reach it.
"""
