"""A face that nobody has, drawn from ellipses: enough for a detector, and like no one."""

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
SKINS: tuple[Colour, ...] = ((214, 170, 140), (120, 80, 60), (240, 210, 190))


def face(side: int = 200, skin: Colour = SKINS[0], ground: Colour = (90, 120, 150)) -> Image.Image:
    """Return a picture of twice `side` with one face in its middle, looking at us."""
    picture = Image.new("RGB", (side * 2, side * 2), ground)
    draw = ImageDraw.Draw(picture)
    unit = side / 100

    def oval(x: float, y: float, width: float, height: float, colour: Colour) -> None:
        box = [side + (x - width) * unit, side + (y - height) * unit]
        draw.ellipse((*box, side + (x + width) * unit, side + (y + height) * unit), fill=colour)

    dark, shade = (tuple(int(one * part) for one in skin) for part in (0.35, 0.75))
    oval(0, -8, 52, 66, (45, 35, 30))
    draw.rectangle((side - 20 * unit, side + 40 * unit, side + 20 * unit, side + 90 * unit), fill=shade)
    oval(0, 5, 42, 56, skin)
    for x in (-18, 18):
        oval(x, -10, 10, 5, (240, 240, 240))
        oval(x, -10, 5, 5, (40, 30, 25))
        brow = (side + (x - 12) * unit, side - 24 * unit, side + (x + 12) * unit, side - 19 * unit)
        draw.rounded_rectangle(brow, radius=2 * unit, fill=dark)
    nose = [
        (side - unit, side - 8 * unit),
        (side - 8 * unit, side + 16 * unit),
        (side + 8 * unit, side + 16 * unit),
    ]
    draw.polygon(nose, fill=shade)
    for x in (-4, 4):
        oval(x, 16, 3, 2, dark)
    oval(0, 34, 15, 5, (150, 60, 60))
    return picture.filter(ImageFilter.GaussianBlur(side / 90))


def crowd(count: int, side: int = 120) -> Image.Image:
    """Return a row of faces."""
    row = Image.new("RGB", (side * 2 * count, side * 2), (90, 120, 150))
    for number in range(count):
        row.paste(face(side, SKINS[number % len(SKINS)]), (side * 2 * number, 0))
    return row
