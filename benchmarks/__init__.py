"""Measurements against tools that people would use instead. `benchmarks/README.md` says how to run them."""
