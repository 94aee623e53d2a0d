"""Synthetic exports for demonstrations, tests and measurements: invented people and words, real shapes."""
