"""What the work of one organization costs another: loads that keep a mock busy, and a poll beside them."""

import contextlib
import http.client
import json
import multiprocessing
import os
import re
import socket
import statistics
import sys
import time

from peers import KEY, POLL, Server, exchange

CROWD = 100_000
LINE = 20_000
OPEN = "2026-01-01T00:00:00Z"
ADMIN = "/__admin"


class Busy:
    """An organization that is kept busy."""

    def __init__(self, port: int, **made):
        self.port = port
        organization = json.loads(self.call("POST", "/organizations", json.dumps(made)))
        self.id, self.key = organization["organizationId"], organization["publishableKey"]

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def call(self, method: str, path: str, body=None, connection=None, prefix=ADMIN) -> bytes:
        connection = connection or self.connect()
        fields = {"X-Organization-Id": self.id} if hasattr(self, "id") and prefix else {}
        if not prefix:
            fields["X-Publishable-Key"] = self.key
        connection.request(method, prefix + path, body, fields)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status >= 500:
            sys.exit(f"{method} {path} answered {answer.status} {content[:200]}")
        return content

    def flood(self, requests: list[bytes]) -> list[bytes]:
        """Sends requests one behind the other without waiting for each answer; gives their bodies."""
        bodies = []
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            for start in range(0, len(requests), 100):
                part = requests[start : start + 100]
                connection.sendall(b"".join(part))
                bodies += receive(connection, len(part))
        return bodies

    def request(self, method: str, path: str, body=b"", token="") -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1", "Host: localhost", f"X-Publishable-Key: {self.key}",
            f"Content-Length: {len(body)}",
        ]  # fmt: skip
        if body:
            lines.append("Content-Type: application/json")
        if token:
            lines.append(f"Authorization: Bearer {token}")
        return "\r\n".join([*lines, "", ""]).encode() + body

    def fill(self, guests=CROWD, messages=CROWD):
        self.flood([self.request("POST", "/auth/guest")] * guests)
        self.flood([
            self.request("POST", "/auth/otp/request", b'{"email":"p%d@example.com"}' % number)
            for number in range(messages)
        ])  # fmt: skip

    def stand_in_line(self, guests=LINE):
        made = self.flood([self.request("POST", "/auth/guest")] * guests)
        tokens = [json.loads(body)["accessToken"] for body in made]
        path = "/queues/queue_flash_sale/enter"
        self.flood([self.request("POST", path, token=token) for token in tokens])


def receive(connection: socket.socket, count: int) -> list[bytes]:
    bodies, rest = [], b""
    while len(bodies) < count:
        head, end, body = rest.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: *(\d+)", head)[1]) if end else 0
        if end and len(body) >= length:
            bodies.append(body[:length])
            rest = body[length:]
            continue
        part = connection.recv(1 << 20)
        if not part:
            sys.exit("the mock ended a connection")
        rest += part
    return bodies


def default_organization(port: int) -> Busy:
    """The organization that a mock begins with."""
    busy = Busy.__new__(Busy)
    busy.port, busy.key = port, KEY.split()[1]
    return busy


# --- Loads: each goes on until its process is ended.


def again_and_again(act):
    while True:
        act()


def waits(busy: Busy):
    held = [busy.connect() for _ in range(20)]
    for number, connection in enumerate(held):
        path = f"{ADMIN}/inbox?to=nobody{number}@example.com&wait=60s"
        connection.request("GET", path, headers={"X-Organization-Id": busy.id})
    busier(busy)


def busier(busy: Busy, pause=0.1):
    connection = busy.connect()
    while True:
        busy.call("POST", "/auth/guest", connection=connection, prefix="")
        time.sleep(pause)


def page(busy: Busy):
    """The page with both its filters open, and ten changes a second."""
    events = busy.connect()
    events.request("GET", f"{ADMIN}/events?organization={busy.id}")
    connection = busy.connect()
    while True:
        start = time.monotonic()
        busy.call("POST", "/auth/guest", connection=connection, prefix="")
        for path in (
            "/organizations", "/overview", "/inbox?limit=50", "/requests?limit=50&odd=true",
            "/consumers?limit=25&search=nobody",
        ):  # fmt: skip
            busy.call("GET", path, connection=connection)
        time.sleep(max(0, start + 0.1 - time.monotonic()))


def export(busy: Busy):
    again_and_again(lambda: busy.call("GET", "/state"))


def bring_back(busy: Busy):
    state = busy.call("GET", "/state")
    again_and_again(lambda: busy.call("PUT", "/state", state))


def snapshots(busy: Busy):
    def act():
        snapshot = json.loads(busy.call("POST", "/snapshots", "{}"))["id"]
        busy.call("POST", "/auth/guest", prefix="")
        busy.call("POST", f"/snapshots/{snapshot}/restore")
        busy.call("POST", "/auth/guest", prefix="")
        busy.call("DELETE", f"/snapshots/{snapshot}")

    again_and_again(act)


def lists(busy: Busy):
    def act():
        for path in "/inbox", "/requests?limit=1000", "/organizations", "/consumers?limit=200":
            busy.call("GET", path)

    again_and_again(act)


def mistakes(busy: Busy):
    """Bodies with a field wrong a thousand times, ten a second, sent to a mock that is strict."""
    body = "{" + ",".join(['"emial":"ann@example.com"'] * 1000) + "}"
    connection = busy.connect()
    while True:
        busy.call("POST", "/auth/otp/request", body, connection=connection, prefix="")
        time.sleep(0.1)


def advance(port: int):
    busy = Busy(port, world="flash-sale", at=OPEN)
    busy.call("POST", "/clock", '{"advance":"11m"}')
    busy.stand_in_line()
    snapshot = json.loads(busy.call("POST", "/snapshots", "{}"))["id"]

    def act():
        busy.call("POST", "/clock", '{"advance":"3h"}')
        busy.call("POST", f"/snapshots/{snapshot}/restore")

    return lambda _: again_and_again(act)


def deletion(busy: Busy):
    state = busy.call("GET", "/state")

    def act():
        short = Busy(busy.port)
        short.call("PUT", "/state", state)
        short.call("DELETE", f"/organizations/{short.id}")

    again_and_again(act)


def elsewhere(_: Busy):
    """Nothing of the mock's: what a program beside it costs a poll where there are few cores."""
    again_and_again(lambda: sum(range(10_000)))


ELSEWHERE = "a program that only calculates"

LOADS = {
    "20 calls that wait": waits,
    "the page, two filters open": page,
    "exports": export,
    "imports": bring_back,
    "snapshots and restores": snapshots,
    "long lists": lists,
    "bodies full of mistakes": mistakes,
    "a clock that is moved": advance,
    "organizations that are deleted": deletion,
    ELSEWHERE: elsewhere,
}


def name_of(load: str) -> str:
    return f"poll beside {load}: p99, of that alone"


def own_time(load: str) -> str:
    """What the machine's other programs do not change, unlike the time that a client waits."""
    return f"processor time of the mock's loop before the answer, beside {load}: p99"


TARGETS = [
    (name_of(load), *((None, None) if load is ELSEWHERE else ("<=", 2)), "") for load in LOADS
] + [
    ("poll beside nobody: p99", None, None, "ms"),
    *[(f"poll beside {load}: p99", None, None, "ms") for load in LOADS],
    *[(own_time(load), None, None, "ms") for load in ["nobody", *LOADS]],
]


# --- The poll


class LoopTime:
    """How long the mock's loop, its first thread, has had a processor; nothing where nobody tells."""

    def __init__(self, server: Server):
        pid = server.process.pid
        self.file = None
        with contextlib.suppress(OSError):
            self.file = open(f"/proc/{pid}/task/{pid}/schedstat")

    @property
    def milliseconds(self) -> float | None:
        if self.file is None:
            return None
        self.file.seek(0)
        return int(self.file.read().split()[0]) / 1e6


def p99(server: Server, seconds: float, rate=400) -> tuple[float, float | None]:
    """Of polls that are due at a rate, whether or not the one before has ended: the 99th percentile of
    the wait, and of the time that the mock's loop worked meanwhile."""
    waited, spent, loop = [], [], LoopTime(server)
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start = time.perf_counter()
        for number in range(int(seconds * rate)):
            due = start + number / rate
            if (left := due - time.perf_counter()) > 0:
                time.sleep(left)
            before = loop.milliseconds
            if exchange(connection, POLL, server.token) is None:
                sys.exit("a poll was not answered")
            waited.append((time.perf_counter() - due) * 1e3)
            if before is not None:
                spent.append(loop.milliseconds - before)
    quantiles = [statistics.quantiles(times, n=100) if times else None for times in (waited, spent)]
    return tuple(found and found[98] for found in quantiles)


def begin(load, busy: Busy):
    """The program behind a load would run elsewhere, so it gives way to the mock and to the poll."""
    os.nice(10)
    load(busy)


@contextlib.contextmanager
def running(load, busy: Busy):
    process = multiprocessing.get_context("fork").Process(target=begin, args=(load, busy))
    process.start()
    time.sleep(0.3)
    try:
        yield
        if process.exitcode is not None:
            sys.exit(f"the load ended by itself: {load.__name__}")
    finally:
        process.terminate()
        process.join()
        time.sleep(0.3)


def measure(bench, server: Server):
    """Alone and beside each load in turn, round after round; the organization polled has nobody else."""
    busy = Busy(server.port)
    busy.fill()
    prepared = {
        name: load(server.port) if load is advance else load for name, load in LOADS.items()
    }
    for _ in range(bench.rounds):
        for name, load in prepared.items():
            alone, alone_spent = p99(server, bench.seconds)
            with running(load, busy):
                beside, beside_spent = p99(server, bench.seconds)
            bench.note(name_of(name), beside / alone)
            bench.note("poll beside nobody: p99", alone)
            bench.note(f"poll beside {name}: p99", beside)
            if beside_spent is not None:
                bench.note(own_time("nobody"), alone_spent)
                bench.note(own_time(name), beside_spent)
