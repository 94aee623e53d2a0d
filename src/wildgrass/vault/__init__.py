"""Sealed append-only storage of opaque bytes. Never knows what it stores: no model, no text, no platform.

`seal` writes with public keys only; `unseal` opens and is imported by one flow. `log` says what was
committed, `stores/` keeps the bytes, `docs/spec/vault.md` is the format.
"""
