"""Places that an archive can come back to: one module per place, all over the same small view of a library.

A target reads items through `base.Archive` and never knows what keeps them. Start with `base.py`, then
`registry.py`.
"""
