"""The terminal: one module per verb, no logic. Data goes to standard output, everything else to standard error."""
