"""A mock that runs, and stories of one organization that can be told twice; `.ci/soak` uses both."""

import atexit
import http.client
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import tempfile
import time

START = "2026-01-01T00:00:00Z"


class Wrong(Exception):
    """Something that must not happen."""


def scratch():
    """A folder that is gone when the script ends."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class Mock:
    """A running mock and the few things that everybody asks of it."""

    def __init__(self, program, *options, descriptors=None, folder=None, environment=None):
        self.folder = folder or scratch()
        port_file = os.path.join(self.folder, "port")
        if os.path.exists(port_file):
            os.remove(port_file)

        def limit():
            if descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        self.errors = open(os.path.join(self.folder, "errors"), "w+")
        self.process = subprocess.Popen(
            [program, "mock", "--port", "0", "--port-file", port_file, *options],
            stdout=subprocess.DEVNULL, stderr=self.errors, preexec_fn=limit, env=environment)
        for _ in range(600):
            if os.path.exists(port_file) and os.path.getsize(port_file):
                break
            if self.process.poll() is not None:
                raise Wrong(f"the mock ended by itself ({self.process.returncode}): {self.said()}")
            time.sleep(0.05)
        self.port = int(pathlib.Path(port_file).read_text())

    def said(self):
        self.errors.seek(0)
        return self.errors.read().strip()

    def resident(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise Wrong("the mock is gone")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def cpu_ticks(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Wrong("the mock did not stop within 30 seconds of SIGTERM") from None
        if status != 0:
            raise Wrong(f"the mock ended with {status}: {self.said()}")

    def ask(self, method, path, body=None, headers=None, connection=None):
        """One request; a document comes back as one."""
        own = connection is None
        connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        data = None if body is None else json.dumps(body)
        fields = {"Content-Type": "application/json"} if data else {}
        connection.request(method, path, data, {**fields, **(headers or {})})
        answer = connection.getresponse()
        text = answer.read()
        if own:
            connection.close()
        return answer.status, json.loads(text) if text[:1] in (b"{", b"[", b"t") else None

    def control(self, method, path, body=None, organization=None):
        headers = {"X-Organization-Id": organization} if organization else {}
        status, answer = self.ask(method, "/__admin" + path, body, headers)
        if status >= 300:
            raise Wrong(f"{method} /__admin{path} answered {status} {answer}")
        return answer


class Story:
    """What one organization lives through, told by numbers so that it can be told again."""

    STEPS = ["guest", "enter", "poll", "leave", "admit", "complete", "code", "verify", "bid",
             "draw", "refresh", "advance", "me"]

    def __init__(self, mock, seed, name):
        """A name makes the organization's keys its own; what it lives through follows from the seed."""
        made = mock.control("POST", "/organizations", {"seed": seed, "name": name, "at": START})
        self.mock = mock
        self.id = made["organizationId"]
        self.key = {"X-Publishable-Key": made["publishableKey"]}
        self.secret = {"Authorization": "Bearer " + made["secretKey"]}
        self.connection = http.client.HTTPConnection("127.0.0.1", mock.port, timeout=30)
        self.people = []
        self.told = []
        self.ends = []

    def close(self):
        self.connection.close()
        self.mock.control("DELETE", f"/organizations/{self.id}")

    def call(self, method, path, body=None, person=None, secret=False):
        headers = dict(self.secret if secret else self.key)
        if person:
            headers["Authorization"] = "Bearer " + person["accessToken"]
        status, answer = self.mock.ask(method, path, body, headers, self.connection)
        if status >= 500:
            raise Wrong(f"{method} {path} answered {status} {answer}")
        return status, answer

    def tell(self, step, who, number):
        """One step; what came of it is kept without what is signed for one organization alone."""
        self.told.append((step, who, number))
        person = self.people[who % len(self.people)] if self.people else None
        if step != "advance" and (step == "guest" or person is None):
            status, answer = self.call("POST", "/auth/guest")
            self.people.append({**answer, "email": f"p{len(self.people)}@example.com"})
            return self.end(status, answer["session"])
        status, answer = getattr(self, "tell_" + step)(person, number)
        return self.end(status, answer)

    def end(self, status, answer):
        self.ends.append((status, without_tokens(answer)))

    def tell_enter(self, person, number):
        return self.call("POST", "/queues/queue_open/enter", person=person)

    def tell_poll(self, person, number):
        return self.call("GET", "/queues/queue_open/status", person=person)

    def tell_leave(self, person, number):
        return self.call("POST", "/queues/queue_open/leave", person=person)

    def tell_admit(self, person, number):
        body = {"consumerId": person["session"]["consumerId"]}
        return self.call("POST", "/queues/queue_open/admit", body, secret=True)

    def tell_complete(self, person, number):
        body = {"consumerId": person["session"]["consumerId"]}
        return self.call("POST", "/queues/queue_open/complete", body, secret=True)

    def tell_code(self, person, number):
        return self.call("POST", "/auth/otp/request", {"email": person["email"]})

    def tell_verify(self, person, number):
        address = person["email"].replace("@", "%40")
        messages = self.mock.control("GET", f"/inbox?to={address}", organization=self.id)["messages"]
        code = messages[-1]["code"] if messages else "000000"
        status, answer = self.call(
            "POST", "/auth/otp/verify", {"email": person["email"], "code": code}, person)
        if status == 200:
            person.update(answer)
        return status, answer

    def tell_bid(self, person, number):
        return self.call("POST", "/auctions/auction_open/bid", {"amount": 100 + number}, person)

    def tell_draw(self, person, number):
        return self.call("POST", "/draws/draw_open/enter", person=person)

    def tell_refresh(self, person, number):
        status, answer = self.call(
            "POST", "/auth/refresh", {"refreshToken": person["refreshToken"]})
        if status == 200:
            person.update(answer)
        return status, answer

    def tell_advance(self, person, number):
        step = {"advance": f"{number * number}s"}
        return 200, self.mock.control("POST", "/clock", step, self.id)

    def tell_me(self, person, number):
        return self.call("GET", "/consumers/me", person=person)

    def last_words(self):
        """What everybody holds in the end; who stands in line stands there once."""
        held = [self.call("GET", "/consumers/me", person=person) for person in self.people]
        line = sorted(
            place["position"] for status, me in held if status == 200
            for place in me["active"]["queues"].values() if place["status"] == "QUEUED")
        if len(line) != len(set(line)) or (line and line[-1] > len(self.people)):
            raise Wrong(f"the line of {self.id} holds {line}")
        return [(status, without_tokens(me)) for status, me in held]


def without_tokens(node):
    """The document without what names an organization's key or its own identifier, or tells the real time."""
    if isinstance(node, dict):
        return {name: without_tokens(value) for name, value in node.items()
                if not name.lower().endswith("token") and name not in ("realNow", "skewMilliseconds")}
    if isinstance(node, list):
        return [without_tokens(element) for element in node]
    return node
