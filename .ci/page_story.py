#!/usr/bin/env python3
"""A page of another origin beside the control page: what a browser hides, the timeline, and the toolbar.

Usage: page_story.py --kit PROGRAM [--pictures FOLDER]
Exit status 1 when a developer does not see what happened.
"""
import argparse
import http.server
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from page_mock import BROWSER, TRACING, Mock

SHOP = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'self' {mock}; require-trusted-types-for 'script'">
<script src="{mock}/__admin/dev.js"></script><link rel="stylesheet" href="shop.css">
<script src="shop.js" defer></script></head><body><main><h1>Shop</h1>
<button id="enter">Enter</button> <button id="mistyped">Mistyped</button> <button id="method">Method</button>
<p><label>Code <input id="code"></label></p><p>Left: <b id="left">none</b></p><p>Timer: <b id="timer">waits</b></p>
</main></body></html>"""

# What the page's own style must not do to the toolbar.
STYLE = "* { display: none !important } fanfare-toolbar { opacity: 0 !important; position: static !important }\n" \
    "html, body, main, main * { display: revert !important }"

SCRIPT = """
const base = document.querySelector("script").src.split("/__admin")[0];
const headers = { "X-Publishable-Key": "pk_test_mock00000000", traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "sentry-trace": "1-2-0" };
const ask = (path, method = "GET", more = {}) => fetch(base + path, { method, headers: { ...headers, ...more } }).then((answer) => answer.json());
const on = (id, does) => document.getElementById(id).addEventListener("click", () => does().catch(() => {}));
let ends = null;
on("enter", async () => {
  const { accessToken } = await ask("/auth/guest", "POST");
  const bearer = { Authorization: `Bearer ${accessToken}` };
  await ask("/queues/queue_open/enter", "POST", bearer);
  const poll = async () => {
    const { expiresAt, status } = await ask("/queues/queue_open/status", "GET", bearer);
    ends = status === "ADMITTED" ? Date.parse(expiresAt) : null;
    setTimeout(poll, 500);
  };
  await poll();
});
on("mistyped", () => ask("/queue/queue_open"));
on("method", () => ask("/queues/queue_open/enter"));
setInterval(() => { document.getElementById("left").textContent = ends ? Math.round((ends - Date.now()) / 1000) : "none"; }, 100);
setTimeout(() => { document.getElementById("timer").textContent = "came"; }, 9 * 60000);
"""


def shop(mock):
    """A server of another origin; gives its address."""
    files = {"/": ("text/html", SHOP.format(mock=mock.base)), "/shop.js": ("text/javascript", SCRIPT), "/shop.css": ("text/css", STYLE)}

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            kind, text = files.get(self.path, ("text/plain", ""))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://localhost:{server.server_address[1]}/"


def toolbar(mock, context, picture):
    """The toolbar is let in by a person, moves both clocks, fills a code, and explains a failed call."""
    said = []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.goto(shop(mock))
    bar = page.locator("fanfare-toolbar")
    bar.get_by_text("Allow it there").wait_for()
    control = context.new_page()
    control.goto(mock.base + "/__admin/")
    control.get_by_role("button", name=f"Allow {page.url[:-1]}").wait_for()
    picture(control, "allow")
    control.get_by_role("button", name=f"Allow {page.url[:-1]}").click()
    bar.get_by_label("page follows").check()
    page.reload()
    page.click("#enter")
    bar.get_by_role("button", name="Admit me: Open queue").wait_for()
    control.locator("[data-id=queue_open] .people li").wait_for()
    picture(control, "line")
    bar.get_by_role("button", name="Admit me: Open queue").click()
    expect(page.locator("#left")).to_have_text(re.compile(r"^5[89]\d$"), timeout=15000)
    picture(page, "toolbar")
    bar.get_by_role("button", name="+1 min").click()
    expect(page.locator("#left")).to_have_text(re.compile(r"^5[123]\d$"), timeout=15000)
    bar.get_by_role("button", name="+10 min").click()
    expect(page.locator("#left")).to_have_text("none", timeout=15000)
    expect(page.locator("#timer")).to_have_text("came")
    mock.call("POST", "/auth/otp/request", {"email": "ann@example.com"})
    code = mock.call("GET", "/__admin/inbox?to=ann@example.com")["messages"][-1]["code"]
    page.focus("#code")
    bar.get_by_role("button", name=code).click()
    expect(page.locator("#code")).to_have_value(code)
    page.click("#mistyped")
    page.click("#method")
    for _ in range(100):
        if any("405" in text and "The path takes POST." in text for text in said):
            break
        page.wait_for_timeout(100)
    assert any("'traceparent' is no documented header" in text for text in said), said
    assert any("Did you mean GET /queues/{id}?" in text for text in said), said
    assert any("The path takes POST." in text for text in said), said
    assert bar.evaluate("one => getComputedStyle(one).position + getComputedStyle(one).opacity") == "fixed1"
    refused = [text for text in said if "Content Security" in text or "CORS" in text]
    assert not refused, refused
    print("toolbar: let in by hand, a countdown and a timer after +10 min, a code, and why calls failed")
    return control


def journal(control, picture):
    """What the developer sees of the same calls on the control page."""
    for search, told in [("/queue/queue_open", "Did you mean GET /queues/{id}?"), ("/queues/queue_open/enter", "The path takes POST.")]:
        control.goto(control.url.split("#")[0] + f"#requests?status=4xx&search={search}")
        row = control.locator("#request-list > li", has_text=search).first
        row.locator("summary").first.click()
        row.get_by_text(told).first.wait_for()
        if "POST" not in told:
            picture(control, "why")
    print("journal: a mistyped path and a wrong method, with what was meant; the address holds the filter")


def visitor(mock, control, picture):
    """Somebody's page: a code, what they hold, and what is done to them without a key."""
    ann = mock.call("POST", "/auth/otp/verify", {"email": "ann@example.com", "code": mock.call("GET", "/__admin/inbox")["messages"][-1]["code"]})
    bearer = {"Authorization": "Bearer " + ann["accessToken"]}
    mock.call("POST", "/queues/queue_open/enter", headers=bearer)
    mock.call("POST", "/auctions/auction_open/bid", {"amount": 150}, bearer)
    control.goto(control.url.split("#")[0] + "#consumers/" + ann["session"]["consumerId"])
    control.get_by_role("button", name="Outbid: Open auction").click()
    control.locator("[data-holding=auction_open] .chip:has-text('OUTBID')").wait_for()
    control.get_by_role("button", name="Admit: Open queue").click()
    control.get_by_role("button", name="Let expire: Open queue").wait_for()
    picture(control, "visitor")
    control.get_by_role("button", name="Let expire: Open queue").click()
    control.locator("[data-holding=queue_open] .chip:has-text('ADMISSION_EXPIRED')").wait_for()
    print("visitor: outbid, admitted, and let expire while no clock moved")


def timeline(mock, control, kit, picture):
    """A time is selected, taken along, and gone to; keys do what the pointer does."""
    # Each is told as it was sent: a code that is empty, a body that ends too soon, a wrong path, a key in the wrong place.
    mock.call("POST", "/auth/otp/verify", {"email": "ann@example.com", "code": ""})
    mock.call("PUT", "/auth/guest", headers=TRACING)
    mock.call("GET", "/queue/queue_open")
    mock.call("POST", "/auth/guest", key={"X-Publishable-Key": "sk_test_mock00000000"})
    mock.call("GET", "/queues/queue_open")
    control.goto(control.url.split("#")[0] + "#timeline")
    control.locator(".track .mark").first.wait_for()
    now = control.locator(".present").bounding_box()
    over = control.locator(".over").bounding_box()
    control.mouse.move(now["x"] + 3, now["y"] + 60)
    control.mouse.down()
    control.mouse.move(now["x"] - 50, now["y"] + 62, steps=3)
    control.mouse.move(over["x"] + 14, now["y"] + 62, steps=3)
    control.mouse.up()
    picture(control, "timeline")
    control.wait_for_url("**#timeline?since=*")
    control.reload()
    control.get_by_role("button", name="As a scenario").click()
    control.locator(".export pre").wait_for()
    scenario = control.inner_text(".export pre")
    for told in ['"code": ""', '"send": "PUT /auth/guest"', '"sentry-trace"', '"send": "GET /queue/{queue.open}"', '"X-Publishable-Key": "{secretKey}"']:
        assert told.lower() in scenario.lower(), f"{told} is not in {scenario}"
    check_scenario(kit, mock, scenario, control.inner_text(".export h4"))
    control.get_by_role("button", name="As a Playwright test").click()
    control.locator(".export h4:has-text('.spec.ts')").wait_for()
    assert "await clock.advance(" in control.inner_text(".export pre")
    control.get_by_role("button", name="Show in the journal").click()
    control.wait_for_url("**#requests?since=*")
    control.go_back()
    control.locator(".track").focus()
    control.keyboard.press("ArrowDown")
    control.keyboard.press("End")
    due = control.locator(".due-row button").first
    before = mock.call("GET", "/__admin/clock")["now"]
    due.click()
    control.locator("#happened:visible").wait_for()
    assert mock.call("GET", "/__admin/clock")["now"] > before
    print("timeline: a time selected, filtered, taken along as a scenario that passes, and gone to what falls due")


def linked(mock, control):
    """A guest and whom they linked are one lane, with a mark where that happened."""
    guest = mock.call("POST", "/auth/guest")
    bearer = {"Authorization": "Bearer " + guest["accessToken"]}
    mock.call("POST", "/queues/queue_open/enter", headers=bearer)
    mock.call("POST", "/auth/otp/request", {"email": "lin@example.com"})
    code = mock.call("GET", "/__admin/inbox?to=lin@example.com")["messages"][-1]["code"]
    lin = mock.call("POST", "/auth/otp/verify", {"email": "lin@example.com", "code": code}, bearer)["session"]["consumerId"]
    control.goto(control.url.split("#")[0] + "#timeline")
    control.locator(f"[data-lane={lin}]").wait_for()
    assert control.locator(f"[data-lane={guest['session']['consumerId']}]").count() == 0
    assert "the guest is linked" in control.locator(f"[data-lane={lin}] .mark[data-kind=linked]").first.get_attribute("title")
    control.goto(control.url.split("#")[0] + "#consumers/" + lin)
    control.get_by_role("button", name="Sign in as them").click()
    control.get_by_role("button", name="curl").wait_for()
    print("linked: one lane with a mark; a session of theirs to copy")


def setup(mock, control):
    """Settings are switched while the organization runs."""
    control.goto(control.url.split("#")[0] + "#setup")
    control.get_by_label("Refuse calls over a rate limit (429)").check()
    control.get_by_text("Rate limits: calls a minute").click()
    control.get_by_label("Asking for a code").fill("1")
    control.keyboard.press("Enter")
    control.locator("#happened:has-text('Asking for a code: 1.')").wait_for()
    told = [mock.call("POST", "/auth/otp/request", {"email": "ann@example.com"}) for _ in range(2)]
    assert told[1]["error"] == "Rate limit exceeded", told
    control.get_by_role("button", name="As the world says").click()
    expect(control.get_by_label("Asking for a code")).to_have_value("10")
    print("setup: limits switched on, changed, and let be as the world says")


def watched(kit, control):
    """A world file that breaks is told on the page, until it is mended."""
    with tempfile.TemporaryDirectory() as folder:
        world = pathlib.Path(folder) / "world.json"
        world.write_text('{"extends": "default"}')
        with Mock(kit, "--world", world, "--watch") as mock:
            control.goto(mock.base + "/__admin/")
            control.locator("#live[data-live=true]").wait_for()
            world.write_text('{"extends": "defualt"}')
            control.locator("#world-trouble:has-text(\"Did you mean 'default'?\")").wait_for()
            world.write_text('{"extends": "default" }')
            control.locator("#world-trouble").wait_for(state="hidden")
    print("watched: a broken world file is told on the page until it is mended")


def check_scenario(kit, mock, text, name):
    """The suite's own lint takes it, and the mock passes it."""
    source = pathlib.Path(__file__).parent.parent
    with tempfile.TemporaryDirectory() as folder:
        specs = pathlib.Path(folder) / "specs"
        shutil.copytree(source / "specs", specs)
        (pathlib.Path(folder) / "fixtures").symlink_to(source / "fixtures")
        (specs / "v1" / "assurance.json").unlink()
        chapter = json.loads(text)["clause"].split(".")[0]
        place = specs / "v1" / "scenarios" / chapter
        place.mkdir(exist_ok=True)
        (place / name).write_text(text)
        story = f"{chapter}/{name.removesuffix('.json')}"
        for command in (["lint", "--specs", specs], ["conform", mock.base, "--specs", specs, "--only", story]):
            ended = subprocess.run([kit, *command], capture_output=True, text=True)
            assert ended.returncode == 0, f"{command}: {ended.stdout}{ended.stderr}\n{text}"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--kit", required=True)
    options.add_argument("--pictures")
    options = options.parse_args()

    def picture(page, name):
        if options.pictures:
            page.screenshot(path=pathlib.Path(options.pictures) / f"{name}.png")

    with Mock(options.kit) as mock, sync_playwright() as playwright:
        context = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"]).new_context(
            viewport={"width": 1100, "height": 700}, reduced_motion="reduce")
        failures = []
        context.on("weberror", lambda error: failures.append(str(error.error)))
        control = toolbar(mock, context, picture)
        for violation in Axe().run(context.pages[0]).response["violations"]:
            failures.append(f"the page with the toolbar: {violation['id']}, {violation['nodes'][0]['html'][:200]}")
        journal(control, picture)
        visitor(mock, control, picture)
        timeline(mock, control, options.kit, picture)
        linked(mock, control)
        setup(mock, control)
        watched(options.kit, control)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
