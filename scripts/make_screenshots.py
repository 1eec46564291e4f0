"""Makes the pictures of the report page that the README shows: ``python scripts/make_screenshots.py``.

Needs the test dependencies and a browser (apt-get install chromium). The page is that of the sample county.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

import jingzhun

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
_WIDTH, _HEIGHT = 1180, 820


def main() -> int:
    """Check the sample county and photograph its page, from the top and with a case open."""
    from playwright.sync_api import sync_playwright

    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser_path is None:
        print("no browser: apt-get install chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        run = Path(folder) / "run"
        jingzhun.check(ROOT / "data/samples/demo", as_of=date(2016, 6, 30)).save(run)
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT})
        page.goto((run / "核查报告.html").as_uri())
        page.screenshot(path=IMAGES / "report.png")
        page.fill("[name=words]", "丰田")
        page.locator(".list tbody tr:visible summary").first.click()
        page.evaluate("document.getElementById('find').scrollIntoView()")
        page.screenshot(path=IMAGES / "case.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
