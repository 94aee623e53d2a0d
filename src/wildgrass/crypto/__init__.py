"""Primitives: age, Merkle log and signed checkpoints, SLIP-39, digests, padding.

Bytes in, bytes or a typed error out: no file, no socket, no clock. Randomness is passed in.
Start at `age` to seal, `checkpoint` and `tlog` to log, `slip39` to split a secret.
"""
