"""Peers that mean us harm, for when the tool is their client; `.ci/soak` uses them.

Webhook receivers, servers behind `--proxy-to`, and targets of `conform`. Whatever they do, it is an
error of their connection: the process lives, memory is bounded, deadlines hold, others are served.
"""

import http.client
import json
import os
import pathlib
import random
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time

from stories import Mock, Wrong

MEMORY = 400 << 20  # What the tool may need at most while they are at work.


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def flood(connection, text):
    many = text * (65536 // len(text) + 1)
    while True:
        connection.sendall(many)


def drip(connection, text):
    for byte in text:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)
    while True:
        connection.sendall(b"x")
        time.sleep(0.2)


def head(connection):
    seen = b""
    while b"\r\n\r\n" not in seen and (more := connection.recv(65536)):
        seen += more


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def silent(connection, chance):
    while connection.recv(65536):
        pass


def resets(connection, chance):
    """A reset at any point of an answer, or before it."""
    whole = OK + b"Content-Length: 40\r\n\r\n" + b"x" * 40
    connection.recv(chance.randrange(1, 400))
    connection.sendall(whole[:chance.randrange(len(whole))])
    reset(connection)


def interim(connection, chance):
    status = chance.choice([b"100 Continue", b"102 Processing", b"103 Early Hints"])
    flood(connection, b"HTTP/1.1 " + status + b"\r\nLink: </a>\r\n\r\n")


def garbage(connection, chance):
    connection.sendall(chance.randbytes(chance.randrange(1, 5000)))


def endless(connection, chance):
    """Something without end: a body, chunks, their extensions, trailers, headers."""
    begin, rest = chance.choice([
        (OK + b"\r\n", b"x"), (CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n"), (CHUNKED, b"1;x=yyyyyyyy\r\nz\r\n"),
        (CHUNKED + b"0\r\n", b"X: y\r\n"), (OK, b"X: y\r\n"), (OK + b"X: ", b"y"), (b"", b"x")])
    head(connection)
    connection.sendall(begin)
    flood(connection, rest)


def drips(connection, chance):
    drip(connection, chance.choice([b"", OK, OK + b"X: y", CHUNKED, OK + b"\r\n"]))


WAYS = [silent, resets, interim, garbage, endless, drips]


class Hostile:
    """A server that treats every connection in one way, or each in another."""

    def __init__(self, ways, seed=1, context=None):
        self.ways, self.context = ways, context
        self.chance = random.Random(seed)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            chance = random.Random(self.chance.random())
            threading.Thread(target=self.treat, args=(connection, chance), daemon=True).start()

    def treat(self, connection, chance):
        try:
            with connection:
                connection.settimeout(60)
                if self.context:
                    connection = self.context.wrap_socket(connection, server_side=True)
                with connection:
                    chance.choice(self.ways)(connection, chance)
        except OSError:
            pass

    def close(self):
        self.listener.close()


class Peak:
    """The largest a process gets while a block runs."""

    def __init__(self, pid):
        self.pid, self.size, self.ended = pid, 0, threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def watch(self):
        while not self.ended.wait(0.05):
            try:
                status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
            except OSError:
                return
            for line in status.splitlines():
                if line.startswith("VmRSS:"):
                    self.size = max(self.size, int(line.split()[1]) * 1024)

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        if self.size > MEMORY:
            raise Wrong(f"memory grew to {self.size / 1e6:.0f} MB")


def certificate(folder):
    """A certificate for `localhost`, as files and as a server's context; None without openssl."""
    key, file = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", key, "-out", file, "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context


def receivers(program, seed):
    """Webhooks: receivers of one organization do what they like, those of others get theirs at once."""
    mock = Mock(program)
    hostile = [Hostile([way], seed) for way in WAYS]
    good = Hostile([lambda connection, _: (head(connection), connection.sendall(
        OK + b"Content-Length: 0\r\n\r\n"))])
    victim = mock.control("POST", "/organizations", {})
    attacker = mock.control("POST", "/organizations", {})
    for number in range(96):
        url = f"http://127.0.0.1:{hostile[number % len(hostile)].port}/"
        mock.control("POST", "/webhooks", {"url": url}, attacker["organizationId"])
    mock.control("POST", "/webhooks", {"url": f"http://127.0.0.1:{good.port}/"},
                 victim["organizationId"])
    slowest, total = 0, 20
    with Peak(mock.process.pid) as peak:
        for _ in range(10):
            mock.ask("POST", "/auth/guest",
                     headers={"X-Publishable-Key": attacker["publishableKey"]})
        for number in range(total):
            begin = time.monotonic()
            mock.ask("POST", "/auth/guest",
                     headers={"X-Publishable-Key": victim["publishableKey"]})
            while True:
                taken = mock.control("GET", "/webhooks/deliveries?state=delivered&wait=5s",
                                     organization=victim["organizationId"])["deliveries"]
                if len(taken) > number or time.monotonic() - begin > 10:
                    break
                time.sleep(0.005)
            slowest = max(slowest, time.monotonic() - begin)
            if slowest > 5:
                raise Wrong(f"a webhook waited {slowest:.1f} s for those of another organization")
    for server in [*hostile, good]:
        server.close()
    mock.stop()
    print(f"  96 hostile receivers: others got {total} webhooks, the slowest after"
          f" {slowest * 1000:.0f} ms; {peak.size / 1e6:.0f} MB at most")


def upstreams(program, seed, secure=None):
    """`--proxy-to`: each call gets an answer, a gateway's error at worst, and others are served."""
    ways = [resets, interim, garbage, endless]
    server = Hostile(ways, seed, secure and secure[1])
    address = f"{'https' if secure else 'http'}://localhost:{server.port}"
    mock = Mock(program, "--proxy-to", address, environment=trusting(secure))
    told = {}
    with Peak(mock.process.pid) as peak:
        def call():
            for _ in range(30):
                # Longer than the mock gives the other server.
                connection = http.client.HTTPConnection("127.0.0.1", mock.port, timeout=75)
                status, _ = mock.ask("POST", "/cart", {"a": "b" * 2000}, connection=connection)
                connection.close()
                told[status] = told.get(status, 0) + 1
        callers = [threading.Thread(target=call) for _ in range(4)]
        for caller in callers:
            caller.start()
        while any(caller.is_alive() for caller in callers):
            if mock.ask("GET", "/health")[0] != 200:
                raise Wrong("the mock does not answer its own calls")
            time.sleep(0.02)
    server.close()
    mock.stop()
    if sum(told.values()) != 120 or set(told) - {200, 502, 504}:
        raise Wrong(f"calls passed on to {address} were answered {told}")
    print(f"  hostile {address[:5]} upstream: 120 calls answered {told};"
          f" {peak.size / 1e6:.0f} MB at most")


def trusting(secure):
    return {**os.environ, "SSL_CERT_FILE": secure[0]} if secure else None


def targets(program, seed, secure=None):
    """`conform`: whatever the target does, it ends in time, with a status of its own and a sentence."""
    for way in WAYS:
        with tempfile.TemporaryDirectory() as folder:
            server = Hostile([way], seed, secure and secure[1])
            file = os.path.join(folder, "target.json")
            scheme = "https" if secure else "http"
            pathlib.Path(file).write_text(json.dumps({
                "name": "hostile", "url": f"{scheme}://localhost:{server.port}", "timeout": "1s"}))
            begin = time.monotonic()
            run = subprocess.Popen(
                [program, "conform", file], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                env={**(trusting(secure) or os.environ), "FANFARE_PUBLISHABLE_KEY": "pk_test_x",
                     "FANFARE_SECRET_KEY": "sk_test_x", "FANFARE_ORGANIZATION_ID": "org_x"})
            with Peak(run.pid):
                try:
                    said = run.communicate(timeout=60)[0].decode(errors="replace")
                except subprocess.TimeoutExpired:
                    run.kill()
                    raise Wrong(f"conform did not end against {way.__name__}") from None
            spent = time.monotonic() - begin
            server.close()
            if run.returncode not in (1, 2, 3, 5) or not said.strip():
                raise Wrong(f"conform ended with {run.returncode} against {way.__name__}: {said}")
    print(f"  {len(WAYS)} hostile {'https' if secure else 'http'} targets: conform ended each"
          f" time, the last after {spent:.1f} s")


def handshakes(program, secure, step):
    """TLS that breaks after every so many bytes of the server's, by an end and by a reset."""
    _, context = secure
    server = Hostile([lambda connection, _: (head(connection), connection.sendall(
        OK + b"Content-Length: 0\r\n\r\n"))], context=context)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    plan = {"limit": 1 << 30, "reset": False, "passed": 0}

    def relay(client):
        with client, socket.create_connection(("127.0.0.1", server.port)) as behind:
            def up():
                try:
                    while data := client.recv(65536):
                        behind.sendall(data)
                    behind.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
            sender = threading.Thread(target=up, daemon=True)
            sender.start()
            passed, limit = 0, plan["limit"]
            try:
                while passed < limit and (data := behind.recv(65536)[:limit - passed]):
                    client.sendall(data)
                    passed += len(data)
                if plan["reset"]:
                    reset(client)
                # The other thread still reads, which would keep the socket from being closed.
                client.shutdown(socket.SHUT_RD if plan["reset"] else socket.SHUT_RDWR)
            except OSError:
                pass
            plan["passed"] = passed

    def accept():
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=relay, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    port = listener.getsockname()[1]
    mock = Mock(program, "--proxy-to", f"https://localhost:{port}", environment=trusting(secure))
    if mock.ask("GET", "/cart")[0] != 200:
        raise Wrong("the relay does not work")
    time.sleep(0.1)
    whole, broken = plan["passed"], 0
    for plan["reset"] in (False, True):
        # The answer is the last of it: what is broken before is no answer.
        for plan["limit"] in range(0, whole - 80, step):
            status, _ = mock.ask("GET", "/cart")
            if status not in (502, 504):
                raise Wrong(f"TLS that broke after {plan['limit']} bytes was answered {status}")
            broken += 1
    plan.update(limit=1 << 30, reset=False)
    if mock.ask("GET", "/cart")[0] != 200:
        raise Wrong("after broken handshakes a whole one fails")
    listener.close()
    server.close()
    mock.stop()
    print(f"  {broken} TLS handshakes broken, every {step} of {whole} bytes: each one 502")


def all_of_them(program, seconds, seed):
    receivers(program, seed)
    upstreams(program, seed)
    targets(program, seed)
    with tempfile.TemporaryDirectory() as folder:
        secure = certificate(folder)
        if secure is None:
            print("  TLS: skipped, openssl is not installed")
            return
        upstreams(program, seed, secure)
        targets(program, seed, secure)
        handshakes(program, secure, 1 if seconds >= 300 else 13)
