"""Open a vault with the recovered key. Nothing that writes ever imports this; one flow does.

Start at `open_vault`; then `OpenVault.runs`, `write_member` and `write_all`.
"""

from wildgrass.vault.unseal.content import ContentError
from wildgrass.vault.unseal.manifest import ManifestError, OpenExport, OpenMember, OpenRun
from wildgrass.vault.unseal.opening import OpenVault, open_vault
from wildgrass.vault.unseal.restore import write_all

__all__ = [
    "ContentError",
    "ManifestError",
    "OpenExport",
    "OpenMember",
    "OpenRun",
    "OpenVault",
    "open_vault",
    "write_all",
]
