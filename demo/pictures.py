"""Pictures drawn by arithmetic: landscapes with grass, every one different; and incompressible filler."""

import hashlib
import io
import math
from random import Random

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from PIL import Image, ImageDraw

_SKIES = (
    ((255, 183, 120), (92, 110, 168)),
    ((226, 240, 250), (104, 160, 214)),
    ((250, 224, 190), (180, 120, 150)),
    ((200, 206, 212), (120, 130, 142)),
    ((70, 84, 140), (12, 16, 44)),
    ((255, 240, 214), (140, 190, 200)),
)
_GRASS = ((74, 124, 58), (110, 138, 52), (150, 142, 70), (58, 98, 74), (130, 110, 60))
_SIZES = ((640, 480), (480, 640), (600, 600), (720, 405))


def size_of(seed: str) -> tuple[int, int]:
    """Return the width and height of the picture that `picture` draws for this seed."""
    return _SIZES[hashlib.blake2b(seed.encode()).digest()[0] % len(_SIZES)]


def picture(seed: str, form: str = "JPEG") -> bytes:
    """Draw a landscape: sky, sun or moon, three rows of hills, grass in the wind. `form` is JPEG or PNG."""
    random = Random(seed)
    width, height = size_of(seed)
    image = _sky(random, width, height)
    draw = ImageDraw.Draw(image)
    horizon = int(height * random.uniform(0.45, 0.65))
    _sun(random, draw, width, horizon)
    ground = random.choice(_GRASS)
    for depth in range(3):
        _hill(
            random, draw, (width, height), horizon + depth * height // 9, _shade(ground, 1.5 - depth * 0.28)
        )
    _blades(random, draw, (width, height), ground)
    out = io.BytesIO()
    image.save(out, form, **({"quality": 80} if form == "JPEG" else {"compress_level": 6}))
    return out.getvalue()


def filler(seed: str, size: int, suffix: str) -> bytes:
    """Return bytes that start like a file of this kind and do not compress: for measurements only."""
    head = (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
        if suffix == "jpg"
        else b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"
    )
    key = hashlib.blake2b(seed.encode(), digest_size=32).digest()
    stream = Cipher(ChaCha20(key, bytes(16)), mode=None).encryptor()  # a gigabyte in half a second
    return head + stream.update(bytes(max(size - len(head), 0)))


def _sky(random: Random, width: int, height: int) -> Image.Image:
    low, high = random.choice(_SKIES)
    ramp = Image.linear_gradient("L").resize((width, height))
    return Image.composite(
        Image.new("RGB", (width, height), low), Image.new("RGB", (width, height), high), ramp
    )


def _sun(random: Random, draw: ImageDraw.ImageDraw, width: int, horizon: int) -> None:
    x, y, radius = random.randrange(width), random.randrange(horizon // 6, horizon), random.randint(14, 40)
    draw.ellipse(
        (x - radius, y - radius, x + radius, y + radius),
        fill=random.choice(((255, 236, 180), (250, 250, 240))),
    )


def _hill(
    random: Random, draw: ImageDraw.ImageDraw, size: tuple[int, int], base: int, fill: tuple[int, ...]
) -> None:
    width, height = size
    phase, wave, rise = random.uniform(0, 6), random.uniform(60, 190), random.uniform(8, 34)
    ridge = [(x, base + rise * math.sin(x / wave + phase)) for x in range(0, width + 8, 8)]
    draw.polygon([*ridge, (width, height), (0, height)], fill=fill)


def _blades(
    random: Random, draw: ImageDraw.ImageDraw, size: tuple[int, int], ground: tuple[int, ...]
) -> None:
    width, height = size
    wind = random.uniform(-14, 14)
    for _ in range(420):
        x, foot = random.randrange(width), height - random.randrange(height // 3)
        tall = 8 + (foot - height * 2 // 3) // 5
        tip = (x + wind + random.uniform(-4, 4), foot - tall)
        draw.line(((x, foot), tip), fill=_shade(ground, random.uniform(0.6, 1.5)), width=1 + tall // 22)


def _shade(colour: tuple[int, ...], factor: float) -> tuple[int, ...]:
    return tuple(min(255, int(part * factor)) for part in colour)
