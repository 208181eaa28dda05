#!/usr/bin/env python3
"""The page while 500 requests a second go through its mock: the share of its main thread, view by view.

Usage: pace.py --kit PROGRAM [--rate 500] [--seconds 8] [--most 25] [--guests 0]
The share is processor time of the page's main thread. Exit status 1 when a view takes more than --most per cent.
"""
import argparse
import http.client
import sys
import threading
import time

from playwright.sync_api import sync_playwright

from page_mock import BROWSER, KEY, Mock


def traffic(mock, rate, stop, sent):
    """Polls of forty visitors and now and then something new, evenly over time."""
    guests = [mock.guest() for _ in range(40)]
    connection = http.client.HTTPConnection("127.0.0.1", mock.port)
    began = time.monotonic()
    while not stop.is_set():
        ahead = began + sent[0] / rate - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        number = sent[0]
        method, path = ("POST", "/queues/queue_open/enter") if number % 10 == 0 else ("GET", "/queues/queue_open/status")
        connection.request(method, path, headers={**KEY, **guests[number % 40]})
        connection.getresponse().read()
        sent[0] += 1


def share(session, page, seconds):
    def busy():
        metrics = session.send("Performance.getMetrics")["metrics"]
        return {one["name"]: one["value"] for one in metrics}["TaskDuration"]
    before = busy()
    page.wait_for_timeout(seconds * 1000)
    return (busy() - before) / seconds


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--kit", required=True)
    options.add_argument("--rate", type=float, default=500)
    options.add_argument("--seconds", type=float, default=8)
    options.add_argument("--most", type=float, default=25)
    options.add_argument("--guests", type=int, default=0, help="how many more stand in line")
    options = options.parse_args()
    worst, stop, sent = 0, threading.Event(), [0]
    with Mock(options.kit) as mock, sync_playwright() as playwright:
        thread = threading.Thread(target=traffic, args=(mock, options.rate, stop, sent), daemon=True)
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        for _ in range(options.guests):
            mock.call("POST", "/queues/queue_open/enter", headers=mock.guest())
        page = browser.new_page()
        looks = []
        page.on("response", lambda answer: "/overview" in answer.url and looks.append(answer))
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        thread.start()
        for view in ["overview", "consumers", "requests", "timeline"]:
            page.goto(f"{mock.base}/__admin/#{view}")
            page.wait_for_selector("#live[data-live=true]")
            page.wait_for_timeout(1500)
            before, began = sent[0], time.monotonic()
            looks.clear()
            found = 100 * share(session, page, options.seconds)
            took = time.monotonic() - began
            rate, often = (sent[0] - before) / took, len(looks) / took
            rows = page.evaluate("document.querySelectorAll('#request-list > li').length")
            print(f"{view}: {found:.1f} % of the main thread at {rate:.0f} requests and {often:.1f} looks a second, {rows} rows")
            worst = max(worst, found)
        stop.set()
        thread.join(5)
        browser.close()
    return 1 if worst > options.most else 0


if __name__ == "__main__":
    sys.exit(main())
