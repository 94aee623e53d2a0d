"""Make the pictures of the reader that README shows, light and dark, of the library that `make demo` made.

python scripts/picture_reader.py demo-out/library /usr/bin/chromium
"""

import io
import json
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
WIDTH, HEIGHT = 1100, 980  # the numbers and the first two years of grass
COLOURS = 64  # flat colours: a third of the bytes, and nothing to be seen of it


def main(library: Path, browser: str) -> None:
    """Open the reader, look at its first page in both schemes, and close it."""
    command = [str(Path(sys.executable).with_name("wildgrass")), "read", str(library), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:  # noqa: S603 - our own command
        assert reader.stdout is not None
        try:
            take(json.loads(reader.stdout.readline())["url"], browser)
        finally:
            reader.terminate()


def take(address: str, browser: str) -> None:
    """Save the page at this address as it looks in light and in dark."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB")
        page.goto(address)
        for scheme in ("light", "dark"):
            save(page, scheme)
        chromium.close()


def save(page: Page, scheme: str) -> None:
    """Save one picture, with few colours and no metadata."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shown.quantize(COLOURS).save(PICTURES / f"reader-{scheme}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
