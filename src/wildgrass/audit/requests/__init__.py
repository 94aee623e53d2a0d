"""Data of the disclosure requests: laws' terms, whom to write to, what to ask, and the letters themselves."""
