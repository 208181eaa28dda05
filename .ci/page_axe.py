#!/usr/bin/env python3
"""The page held against axe: light, dark, forced colours and 320 px, every view, rows and folds open.

Usage: axe.py --kit PROGRAM [--pictures FOLDER]
Needs playwright and axe-playwright-python; the browser is the system's own. Exit status 1 with a violation.
"""
import argparse
import pathlib
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from page_mock import BROWSER, Mock

LOOKS = {
    "light": {"color_scheme": "light"}, "dark": {"color_scheme": "dark"},
    "forced-colours": {"forced_colors": "active"},
    "320px": {"viewport": {"width": 320, "height": 720}},
}


def views(mock):
    """What is looked at: an address, and what is pressed there."""
    ann = mock.call("GET", "/__admin/consumers?search=ann")["consumers"][0]["id"]
    odd = next(one["id"] for one in mock.call("GET", "/__admin/requests?odd=true")["requests"]
               if len(one["violations"]) > 2)
    return [
        ("overview", "overview", ["Escape"]), ("consumers", "consumers", []), ("visitor", f"consumers/{ann}", []),
        ("requests", "requests", []), ("request", f"requests/{odd}", []), ("faults", "faults", []), ("setup", "setup", []),
        ("webhooks", "webhooks", []), ("timeline", "timeline", []),
        ("palette", "overview", ["Control+k", "q"]), ("crowds", "overview", []),
    ]


def look_at(page, mock, name, place, keys):
    page.goto("about:blank")
    page.goto(f"{mock.base}/__admin/#{place}")
    page.wait_for_selector("#live[data-live=true]")
    if name == "request":
        page.wait_for_selector("details[open] .line-of-code")
    if name == "webhooks":
        page.wait_for_selector("#view-webhooks .rows > li")
        page.evaluate("document.querySelector('#view-webhooks .rows details').open = true")
    if name == "visitor":
        page.click("#person >> text=Sign in as them")
        page.wait_for_selector("[aria-label='Copy of that session']:visible")
    if name == "crowds":
        mock.call("POST", "/__admin/crowds", {"queue": "queue_open", "waiting": 9000})
        mock.call("POST", "/__admin/crowds", {"auction": "auction_open", "bots": 5, "limit": 500})
        page.wait_for_selector("[data-id=queue_open] .crowd >> text=9,000 waiting")
        page.evaluate("document.querySelectorAll('details.crowd').forEach((one) => { one.open = true; })")
    if name == "setup":
        page.wait_for_selector("#settings li")
    if name == "timeline":
        page.wait_for_selector(".track .mark")
        page.focus(".track")
        for key in ["ArrowDown", "ArrowDown", "Shift+ArrowRight"]:
            page.keyboard.press(key)
        page.wait_for_selector(".panel:visible")
    page.evaluate("document.querySelectorAll('details.folded').forEach((one) => { one.open = true; })")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_timeout(400)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--kit", required=True)
    options.add_argument("--pictures")
    options = options.parse_args()
    found = count = 0
    with Mock(options.kit) as mock, sync_playwright() as playwright:
        mock.fill()
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        for look, context in LOOKS.items():
            page = browser.new_context(reduced_motion="reduce", **context).new_page()
            page.on("pageerror", lambda error: print(f"the page's own error: {error}", file=sys.stderr))
            seen = views(mock)
            count = len(seen)
            for name, place, keys in seen:
                look_at(page, mock, name, place, keys)
                if options.pictures:
                    page.screenshot(path=pathlib.Path(options.pictures) / f"{name}-{look}.png")
                for violation in Axe().run(page).response["violations"]:
                    found += 1
                    node = violation["nodes"][0]
                    print(f"{look}, {name}: {violation['id']}, {violation['help']}: {len(violation['nodes'])} of {node['html'][:200]}")
                width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if width > 0:
                    found += 1
                    print(f"{look}, {name}: {width} px wider than the window")
            mock.call("DELETE", "/__admin/crowds")
            page.context.close()
        browser.close()
    print(f"axe: {len(LOOKS)} looks of {count} views, {found} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
