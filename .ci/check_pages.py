"""Opens pages in a headless Chromium, on a wide and on a narrow screen, and asks of each what a reader would notice.

Usage: check_pages.py PAGE...   With BROWSER_PICTURES=FOLDER in the environment, a picture of every page at every width is
kept there; without it none is taken, because a picture of a long page takes longer than the rest.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTHS = (1280, 640, 390)

# A busy machine takes its time; whoever waits longer waits in vain. Milliseconds.
PATIENCE = 300_000

LOOK = """() => {
    const faults = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
        faults.push(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
    }
    const body = document.body.getBoundingClientRect();
    for (const part of document.querySelectorAll('h1, h2, p, li, figure, .wide, details')) {
        const box = part.getBoundingClientRect();
        if (box.right > body.right + 1) faults.push(`${part.tagName} runs out: ${part.textContent.slice(0, 40)}`);
        if (part.matches('p, li, h1, h2') && !part.textContent.trim()) faults.push(`an empty ${part.tagName}`);
    }
    for (const caption of document.querySelectorAll('caption span')) {
        const box = caption.getBoundingClientRect();
        if (box.width && box.right > body.right + 1) faults.push(`a caption runs out: ${caption.textContent.slice(0, 40)}`);
    }
    for (const picture of document.querySelectorAll('svg')) {
        if (picture.getBoundingClientRect().right > body.right + 1) faults.push('a picture is cut');
    }
    // Those who cannot read its letters then tick the box above it, which a wide screen does not have.
    document.querySelectorAll('figure input').forEach((box) => box.click());
    for (const picture of document.querySelectorAll('svg')) {
        const labels = (picture.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id));
        if (labels.length < 2 || labels.some((label) => !label || !label.textContent.trim())) {
            faults.push('a picture without title and description');
        }
        const box = picture.getBoundingClientRect();
        if (Math.abs(box.width / box.height - 16 / 9) > 0.05) faults.push(`a picture of ${box.width} x ${box.height}`);
        const sizes = [...picture.querySelectorAll('text')].map((text) => parseFloat(text.getAttribute('font-size')));
        const smallest = Math.min(...sizes) * box.width / picture.viewBox.baseVal.width;
        if (smallest < 8) faults.push(`letters of ${smallest.toFixed(1)} pixels in a picture`);
    }
    document.querySelectorAll('figure input').forEach((box) => box.click());
    if (document.querySelectorAll('svg').length < 1) faults.push('no picture');
    for (const region of document.querySelectorAll('.wide')) {
        if (region.scrollWidth > region.clientWidth && region.tabIndex !== 0) faults.push('a keyboard cannot scroll a box');
    }
    if (document.querySelectorAll('script').length > 0) faults.push('a script');
    const japanese = root.lang === 'ja';
    if (japanese && ![...document.fonts].some((font) => font.family.includes('Noto') && font.status === 'loaded')) {
        faults.push('its Japanese font is not loaded');
    }
    return faults;
}"""


def look(browser, page_file: Path, width: int, picture: Path | None) -> list[str]:
    faults: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900}, device_scale_factor=1)
    page.set_default_timeout(PATIENCE)
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    address = page_file.resolve().as_uri()

    def asked(request) -> None:
        if request.url != address and not request.url.startswith("data:"):
            faults.append(f"asks for {request.url}")

    page.on("request", asked)
    page.goto(address)
    page.evaluate("document.fonts.ready")
    faults += page.evaluate(LOOK)
    if picture is not None:
        page.screenshot(path=str(picture), full_page=True)
    page.close()
    return faults


def main() -> int:
    files = [Path(file) for file in sys.argv[1:]]
    pictures = Path(os.environ["BROWSER_PICTURES"]) if os.environ.get("BROWSER_PICTURES") else None
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed")
        return 1
    wrong = 0
    with sync_playwright() as playwright:
        # A container's root has no sandbox.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"], timeout=PATIENCE)
        for file in files:
            kind = file.parent.name if file.parent.name == "comparison" else file.parent.parent.name
            if "explain" in file.parts:
                kind = f"explain-{kind}"
            for width in WIDTHS:
                picture = pictures and pictures / f"{kind}-{file.stem}-{width}.png"
                for fault in look(browser, file, width, picture):
                    print(f"{file} at {width} px: {fault}")
                    wrong += 1
        browser.close()
    print(f"{len(files)} pages at {len(WIDTHS)} widths, {wrong} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
