"""A mock with something to see on its page, for the checks that look at the page in a browser."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

BROWSER = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
KEY = {"X-Publishable-Key": "pk_test_mock00000000"}
TRACING = {
    "Origin": "http://localhost:3000", "sentry-trace": "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
    "baggage": "sentry-environment=production", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
}


class Mock:
    """A mock of its own port, which ends with the block."""

    def __init__(self, kit, *options):
        self.folder = tempfile.TemporaryDirectory()
        port_file = pathlib.Path(self.folder.name) / "port"
        self.process = subprocess.Popen(
            [kit, "mock", "--exit-with-parent", "--port", "0", "--port-file", port_file, *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while not (port_file.exists() and port_file.read_text()):
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit("the mock did not start")
            time.sleep(0.05)
        self.port = int(port_file.read_text())
        self.base = f"http://localhost:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.folder.cleanup()

    def call(self, method, path, body=None, headers=None, key=KEY):
        """The document that a call is answered, whatever its status."""
        data = None if body is None else json.dumps(body).encode()
        fields = {**key, **(headers or {}), **({"Content-Type": "application/json"} if data else {})}
        request = urllib.request.Request(self.base + path, data, fields, method=method)
        try:
            text = urllib.request.urlopen(request, timeout=10).read()
        except urllib.error.HTTPError as error:
            text = error.read()
        return json.loads(text) if text else None

    def guest(self):
        return {"Authorization": "Bearer " + self.call("POST", "/auth/guest")["accessToken"]}

    def fill(self):
        """A line, somebody who has signed in, polls, bids, refusals, and what a careful production refuses."""
        guests = [self.guest() for _ in range(6)]
        for guest in guests:
            self.call("POST", "/queues/queue_open/enter", headers=guest)
        for _ in range(2):
            self.call("POST", "/auth/otp/request", {"email": "ann@example.com"})
        code = self.call("GET", "/__admin/inbox?to=ann@example.com")["messages"][-1]["code"]
        verified = self.call("POST", "/auth/otp/verify", {"email": "ann@example.com", "code": code}, guests[1])
        ann = {"Authorization": "Bearer " + verified["accessToken"]}
        for _ in range(20):
            self.call("GET", "/queues/queue_open/status", headers=ann)
            self.call("GET", "/queues/queue_open/status", headers=guests[2])
        self.call("POST", "/auctions/auction_open/bid", {"amount": 150}, ann)
        self.call("POST", "/auctions/auction_open/bid", {"amount": 200}, guests[2])
        self.call("POST", "/queues/queue_soon/enter", headers=ann)
        self.call("GET", "/queue/queue_open")
        self.call("POST", "/auth/guest", {"a": 1}, TRACING)
        self.call("POST", "/auth/guest", key={"X-Publishable-Key": "pk_test_wrong"})
        self.call("POST", "/auth/otp/request", {"phone": "+12025550199"})
        self.call("POST", "/__admin/webhooks", {"url": "http://localhost:1/hooks"})
        self.call("POST", "/__admin/queues/queue_open/admit-next")
        self.call("POST", "/__admin/snapshots", {"name": "In line"})
