"""Pictures of what the audit found: a map, a timeline of sign-ins, who got what.

Start with `drawn.py`, which makes them all from findings. A picture is shapes on a sheet of 340 units, the width of a
small telephone, so that its letters can be read there; `svg.py` and `sheet.py` turn the same shapes into SVG and PDF.
Each has its numbers as a table. Where an export does not say, there is no picture but the sentence that says so.
"""
