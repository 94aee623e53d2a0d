"""Pictures that nobody took: scenes of shapes, textures and lines, different for every number."""

import io
import math
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps


def scene(number: int, size: tuple[int, int] = (960, 720)) -> Image.Image:
    """Return a picture as rich as a photograph: light from somewhere, many things of many sizes, grain."""
    rng = Random(number)
    small = Image.new("RGB", (6, 5))
    small.putdata([tuple(rng.randrange(256) for _ in range(3)) for _ in range(30)])
    picture = small.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(8))
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.randrange(12, 40)):
        _thing(draw, rng, size)
    grain = Image.effect_noise(size, 18).convert("RGB")
    return Image.blend(picture, grain, 0.06)


def _thing(draw: ImageDraw.ImageDraw, rng: Random, size: tuple[int, int]) -> None:
    width, height = size
    x, y = rng.randrange(width), rng.randrange(height)
    across, down = (int(side * rng.uniform(0.02, 0.35)) for side in size)
    colour = tuple(rng.randrange(256) for _ in range(3))
    kind = rng.randrange(4)
    if kind == 0:
        draw.ellipse((x - across, y - down, x + across, y + down), fill=colour)
    elif kind == 1:
        draw.rectangle((x - across, y - down, x + across, y + down), fill=colour)
    elif kind == 2:
        draw.line(
            (x, y, rng.randrange(width), rng.randrange(height)), fill=colour, width=rng.randrange(2, 24)
        )
    else:
        corners = [
            (x + across * math.cos(a), y + down * math.sin(a))
            for a in sorted(rng.uniform(0, 6.28) for _ in range(5))
        ]
        draw.polygon(corners, fill=colour)


def screenshot(number: int, size: tuple[int, int] = (720, 1280)) -> Image.Image:
    """Return what a chat's screenshot looks like: bubbles with lines of words on a plain ground."""
    rng = Random(-number - 1)
    picture = Image.new("RGB", size, (237, 237, 237))
    draw = ImageDraw.Draw(picture)
    y = 90
    draw.rectangle((0, 0, size[0], 80), fill=(250, 250, 250))
    while y < size[1] - 60:
        lines, width = rng.randrange(1, 6), rng.randrange(180, 520)
        left = 60 if rng.random() < 0.5 else size[0] - 60 - width
        draw.rounded_rectangle(
            (left, y, left + width, y + 34 * lines + 20), 12, fill=(149, 236, 105) if left > 60 else "white"
        )
        for line in range(lines):
            x = left + 14
            while x < left + width - 30:
                step = rng.randrange(12, 26)
                draw.rectangle((x, y + 14 + 34 * line, x + step - 5, y + 34 + 34 * line), fill=(25, 25, 25))
                x += step
        y += 34 * lines + 20 + rng.randrange(20, 60)
    return picture


def encoded(picture: Image.Image, name: str = "JPEG", **options: object) -> bytes:
    """Return the bytes of a file."""
    made = io.BytesIO()
    picture.save(made, name, **options)
    return made.getvalue()


def _scaled(picture: Image.Image, side: int) -> Image.Image:
    smaller = picture.copy()
    smaller.thumbnail((side, side))
    return smaller


def _captioned(picture: Image.Image) -> Image.Image:
    out = picture.copy()
    ImageDraw.Draw(out).rectangle(
        (0, int(picture.height * 0.88), picture.width, picture.height), fill="black"
    )
    return out


def _cropped(picture: Image.Image, part: float) -> Image.Image:
    x, y = int(picture.width * part / 2), int(picture.height * part / 2)
    return picture.crop((x, y, picture.width - x, picture.height - y))


RE_ENCODED = {
    "JPEG 85": lambda one: encoded(one, quality=85),
    "chat, 1080 px, JPEG 70": lambda one: encoded(_scaled(one, 1080), quality=70),
    "half size, JPEG 40": lambda one: encoded(one.resize((one.width // 2, one.height // 2)), quality=40),
    "WebP 60": lambda one: encoded(one, "WEBP", quality=60),
    "PNG of 64 colours": lambda one: encoded(one.quantize(64), "PNG"),
    "GIF": lambda one: encoded(one, "GIF"),
    "grey": lambda one: encoded(one.convert("L"), quality=80),
    "brighter by a fifth": lambda one: encoded(ImageEnhance.Brightness(one).enhance(1.2), quality=80),
}
"""What platforms do to a picture on its way: the picture stays the same."""

CHANGED = {
    "160 px thumbnail": lambda one: encoded(_scaled(one, 160), quality=60),
    "caption bar 12 %": lambda one: encoded(_captioned(one), quality=80),
    "crop 6 % of each length": lambda one: encoded(_cropped(one, 0.06), quality=80),
    "crop 10 % of each length": lambda one: encoded(_cropped(one, 0.10), quality=80),
    "crop 20 % of each length": lambda one: encoded(_cropped(one, 0.20), quality=80),
    "white border 10 %": lambda one: encoded(ImageOps.expand(one, one.width // 10, "white"), quality=80),
    "black border 10 %": lambda one: encoded(ImageOps.expand(one, one.width // 10, "black"), quality=80),
    "mirror": lambda one: encoded(ImageOps.mirror(one), quality=80),
    "upside down": lambda one: encoded(ImageOps.flip(one), quality=80),
    "quarter turn": lambda one: encoded(one.transpose(Image.Transpose.ROTATE_90), quality=80),
}
"""What people do to a picture so that a filter does not know it again."""
