#!/usr/bin/env python3
"""The page behind a proxy: under a path, where events come late or never, and where its script is refused.

Usage: page_prefix.py --kit PROGRAM
The proxy adds no header, as nginx with a bare proxy_pass. Exit status 1 when the page does not work there.
"""
import argparse
import http.client
import http.server
import sys
import threading

from playwright.sync_api import sync_playwright

from page_mock import BROWSER, Mock


def proxy(mock, prefix, holds_events=False, refuses_script=False):
    """A server that passes on what is asked under a path; gives its port."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def pass_on(self):
            if not self.path.startswith(prefix + "/") or refuses_script and self.path.endswith(".js"):
                return self.send_error(404)
            if holds_events and "/events" in self.path:
                threading.Event().wait(30)
                return None
            length = int(self.headers.get("Content-Length", 0))
            onward = http.client.HTTPConnection("127.0.0.1", mock.port)
            onward.request(self.command, self.path[len(prefix):], self.rfile.read(length), dict(self.headers))
            answer = onward.getresponse()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("connection", "keep-alive", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            while piece := answer.read1(65536):
                self.wfile.write(piece)
                self.wfile.flush()
            onward.close()
            return None

        do_GET = do_POST = do_DELETE = do_PUT = do_HEAD = pass_on

        def handle(self):
            try:
                super().handle()
            except OSError:
                pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--kit", required=True)
    options = options.parse_args()
    with Mock(options.kit) as mock, sync_playwright() as playwright:
        mock.fill()
        page = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"]).new_page()
        failures = []
        page.on("pageerror", lambda error: failures.append(str(error)))

        base = f"http://localhost:{proxy(mock, '/tools/mock')}/tools/mock"
        page.goto(base + "/")
        page.wait_for_url(base + "/__admin/")
        page.wait_for_selector("#live[data-live=true]")
        page.click("nav a[href='#requests']")
        page.click("#request-list li:has-text('Queue is not open yet') summary")
        page.click("text=Replay")
        page.wait_for_selector(".outcome:has-text('Replay: 423')")
        hrefs = page.eval_on_selector_all("#export-requests, #export, #openapi", "all => all.map(one => one.href)")
        failures += [href for href in hrefs if not href.startswith(base + "/")]
        print("under a path: live, a replay reaches the API, links lead there")

        page.goto(f"http://localhost:{proxy(mock, '', holds_events=True)}/__admin/#requests")
        page.wait_for_selector("#live:has-text('no events')", timeout=20000)
        page.wait_for_selector("#request-list > li")
        count = int(page.inner_text("#count-requests"))
        mock.guest()
        page.wait_for_selector(f"#count-requests:text-is('{count + 1}')", timeout=15000)
        print("where events are held back: it says so, and looks by itself")

        page.goto(f"http://localhost:{proxy(mock, '', refuses_script=True)}/__admin/")
        page.wait_for_selector("#not-started:visible")
        print("where its script is refused: it says so")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
