"""How a run turns members into segments: packing, sealing, writing, and the manifest.

Bytes flow one way and nothing here can open a segment. Start at `pipeline`.
"""
