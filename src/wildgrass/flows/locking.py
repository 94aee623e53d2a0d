"""Lock a library, make it readable again, change its passphrase."""

from wildgrass.library.locking import change_passphrase, lock, unlock

__all__ = ["change_passphrase", "lock", "unlock"]
