"""Pictures on a sheet of PDF: the same shapes, in the colours of print."""

import re
from typing import Any, Final

from wildgrass.audit.letterpress import fount, with_glyphs
from wildgrass.audit.pictures.shapes import WIDE, Box, Disc, Line, Outline, Picture, Shape, Words

_INK, _PAPER, _OVER, _SOFT = "#1c2117", "#ffffff", "#a4161a", "#55606b"
_LAND, _USED, _SHADE, _LINE = "#dfe3da", "#e9b3a6", "#f3f4e9", "#c9ced4"
_FILLS: Final = {
    "land": _LAND, "used": _USED, "held": _LAND, "mark": _OVER, "bar": _OVER, "ring": _PAPER, "box": _SHADE,
    "whole": _USED, "tip": _SOFT, "soft": _SOFT, "on": _PAPER, "ring-on": _OVER,
}  # fmt: skip
_STROKES: Final = {
    "land": _PAPER, "used": _PAPER, "held": _OVER, "ring": _OVER, "lead": _SOFT, "way": _SOFT, "ground": _LINE,
    "box": _LINE, "whole": _LINE, "unsaid": _SOFT,
}  # fmt: skip
_STEP: Final = re.compile(r"([Mlhvz])([^Mlhvz]*)")


def flowable(picture: Picture, wide: float) -> Any:
    """Return the picture as something that reportlab sets on a page, `wide` points wide."""
    from reportlab.platypus.flowables import Flowable  # noqa: PLC0415 - half a second that only PDFs need

    scale = wide / WIDE

    class Drawn(Flowable):  # type: ignore[misc]
        """The picture."""

        def __init__(self) -> None:
            super().__init__()
            self.width, self.height = wide, picture.high * scale

        def draw(self) -> None:
            """Draw it with y downwards, as its shapes have it."""
            self.canv.saveState()
            self.canv.translate(0, self.height)
            self.canv.scale(scale, -scale)
            for shape in picture.shapes:
                _draw(self.canv, shape)
            self.canv.restoreState()

    return Drawn()


def _draw(canvas: Any, shape: Shape) -> None:
    fill, stroke = _FILLS.get(shape.role), _STROKES.get(shape.role)
    if isinstance(shape, Words):
        _letters(canvas, shape)
        return
    if fill:
        canvas.setFillColor(fill)
    if stroke:
        canvas.setStrokeColor(stroke)
    canvas.setLineWidth(0.4 if shape.role in {"land", "used"} else 0.8)
    canvas.setDash([3, 3] if shape.role == "unsaid" else [])
    how = {"fill": int(bool(fill)), "stroke": int(bool(stroke))}
    if isinstance(shape, Outline):
        canvas.drawPath(_path(canvas, shape), **how)
    elif isinstance(shape, Line):
        canvas.line(shape.x, shape.y, shape.to_x, shape.to_y)
    elif isinstance(shape, Box):
        canvas.roundRect(shape.x, shape.y, shape.wide, shape.high, 3, **how)
    elif isinstance(shape, Disc):
        canvas.circle(shape.x, shape.y, shape.radius, **how)


def _letters(canvas: Any, shape: Words) -> None:
    canvas.saveState()
    canvas.translate(shape.x, shape.y)
    canvas.scale(1, -1)
    canvas.setFont(fount(), shape.size)
    canvas.setFillColor(_FILLS.get(shape.role, _INK))
    draw = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}
    draw[shape.anchor](0, 0, with_glyphs(shape.text))
    canvas.restoreState()


def _path(canvas: Any, shape: Outline) -> Any:
    path, x, y = canvas.beginPath(), 0.0, 0.0
    for command, told in _STEP.findall(shape.d):
        numbers = [float(number) * shape.scale for number in told.split()]
        if command == "z":
            path.close()
            continue
        steps = {"h": [(n, 0.0) for n in numbers], "v": [(0.0, n) for n in numbers]}.get(command) or list(
            zip(numbers[::2], numbers[1::2], strict=True)
        )
        for dx, dy in steps:
            if command == "M":
                x, y = dx, dy
                path.moveTo(x, y)
            else:
                x, y = x + dx, y + dy
                path.lineTo(x, y)
    return path
