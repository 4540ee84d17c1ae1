"""The page as a person sees it, as a picture for the README."""

import os
from pathlib import Path

from conftest import OUTPUT, wait_for_text


def test_screenshot(bridge, watch):
    """All figures have values; the page is photographed at 1280 × 800 (environment: SCREENSHOT)."""
    page = watch(bridge('test'), viewport={'width': 1280, 'height': 800})
    wait_for_text(page, '#resolution', '1280 × 720')
    for name in ('fps', 'codec', 'encoder', 'bitrate', 'dropped', 'viewers', 'frames'):
        page.wait_for_function(
            '(id) => /^[\\w.]+$/.test(document.getElementById(id).textContent)', arg=name, timeout=10_000)
    page.wait_for_function('() => Number(document.querySelector("#fps").textContent) > 0', timeout=10_000)
    path = Path(os.environ.get('SCREENSHOT', OUTPUT / 'page.png'))
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    assert path.stat().st_size > 10_000
