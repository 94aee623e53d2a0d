"""Padmé: sizes rounded up so that a size tells little, at a cost of at most 12 percent.

Source: "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", Nikitin and others,
PoPETs 2019, algorithm 1.
"""


def padme(size: int) -> int:
    """Return the padded size in bytes, at least `size`; sizes 0 and 1 stay as they are."""
    if size < 0:
        raise ValueError("a size is not negative")
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << free_bits) - 1
    return (size + mask) & ~mask
