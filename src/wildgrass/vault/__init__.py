"""Sealed append-only storage of opaque bytes. Never knows what it stores: no model, no text, no platform.

`seal` writes with public keys only; `unseal` opens and is imported by one flow. `runlog` writes what was
committed, `verify` checks it without a key, `stores/` keeps the bytes, `docs/spec/vault.md` is the format.
"""
