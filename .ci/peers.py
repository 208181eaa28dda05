"""The servers that the benchmark compares, and the requests that they get."""

import json
import os
import pathlib
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))
WIREMOCK = "wiremock==2.7.0"  # The wheel holds the standalone server 2.35.1.


@dataclass
class Request:
    """What is sent, the same to every server."""

    name: str
    method: str
    path: str
    headers: list[str]


KEY = "X-Publishable-Key: pk_test_mock00000000"
BEARER = "Authorization: Bearer $TOKEN"
GUEST = Request("guest creation", "POST", "/auth/guest", [KEY])
ENTER = Request("queue entry", "POST", "/queues/queue_open/enter", [KEY, BEARER])
POLL = Request("status poll", "GET", "/queues/queue_open/status", [KEY, BEARER])
EXPERIENCE = Request("experience read", "GET", "/experiences/exp_holiday_sale", [KEY])

# As long as the mock's answer; its tokens are letters, it signs nothing.
GUEST_TEMPLATE = {
    "request": {"method": "POST", "urlPath": "/auth/guest"},
    "response": {
        "headers": {"Content-Type": "application/json"},
        "transformers": ["response-template"],
        "body": '{"session":{"type":"guest","consumerId":"{{randomValue length=32}}","guestId":'
        '"{{randomValue length=32}}","expiresAt":"{{now offset=\'1 hours\'}}"},"accessToken":"'
        + "e" * 380 + '","refreshToken":"' + "e" * 400 + '"}',
    },
}  # fmt: skip


class Server:
    """A process that listens on a free port of the loopback interface until the block ends."""

    def __init__(self, name: str, command, warm_up: int = 1):
        self.name, self.command, self.warm_up = name, command, warm_up
        self.token = ""

    def __enter__(self) -> "Server":
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = self.command(self.port)
        start = time.perf_counter()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, **quiet)
        try:
            while self.ask(GUEST) is None:
                if self.process.poll() is not None or time.perf_counter() - start > 60:
                    sys.exit(f"{self.name} does not answer: {shlex.join(map(str, command))}")
                time.sleep(0.0002)
        except BaseException:
            self.__exit__()
            raise
        self.first_answer = time.perf_counter() - start
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask(self, request: Request) -> bytes | None:
        """The body of a 200; None when there is no such answer."""
        try:
            with socket.create_connection(("127.0.0.1", self.port)) as connection:
                return exchange(connection, request, self.token)
        except OSError:
            return None

    @property
    def resident(self) -> int:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


def exchange(connection: socket.socket, request: Request, token: str = "") -> bytes | None:
    lines = [f"{request.method} {request.path} HTTP/1.1", "Host: 127.0.0.1", *request.headers]
    connection.sendall("\r\n".join([*lines, "", ""]).replace("$TOKEN", token).encode())
    answer = b""
    while part := connection.recv(65536):
        answer += part
        head, end, body = answer.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        if end and (not length or len(body) >= int(length[1])):
            return body if head.startswith(b"HTTP/1.1 200") else None
    return None


def stand_in_line(mock: Server):
    """Gives the server the token of a guest who stands in its queue."""
    mock.token = json.loads(mock.ask(GUEST))["accessToken"]
    if mock.ask(ENTER) is None:
        sys.exit("the guest could not enter the queue")


def nginx_config(port: int, lengths: dict[str, int]) -> str:
    places = "".join(
        f'  location = {path} {{ return 200 "{"x" * length}"; }}\n'
        for path, length in lengths.items()
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f" {kind}_temp_path temporary;" for kind in kinds)
    return (
        "daemon off; worker_processes 1; pid nginx.pid; error_log stderr crit;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; keepalive_requests 1000000000;{temporary}\n"
        f" default_type application/json;\n server {{ listen 127.0.0.1:{port};\n{places} }} }}\n"
    )


def nginx(scratch: pathlib.Path, lengths: dict[str, int]) -> Server:
    """Answers each path with a constant of a length."""
    config = scratch / "nginx.conf"

    def command(port: int) -> list:
        config.write_text(nginx_config(port, {GUEST.path: 1, **lengths}))
        return ["nginx", "-e", "stderr", "-p", scratch, "-c", "nginx.conf"]

    return Server("nginx", command)


def wiremock(scratch: pathlib.Path, jar: pathlib.Path) -> Server:
    """Answers guests from a template, with its journal off."""
    mapping = scratch / "mappings/guest.json"
    mapping.parent.mkdir()
    mapping.write_text(json.dumps(GUEST_TEMPLATE))
    return Server("WireMock", lambda port: [*wiremock_command(jar, port), scratch], warm_up=8)


def wiremock_command(jar, port: int) -> list:
    return ["java", "-jar", jar, "--port", str(port), "--no-request-journal", "--root-dir"]


def by_hand(lengths: dict[str, int], loads: list[str], with_wiremock: bool) -> str:
    """The commands that start the same servers and ask the same of them."""

    def document(name: str, text: str) -> str:
        runs = re.compile(r"(.)\1{99,}")
        short = runs.sub(
            lambda run: f"$(head -c {len(run[0])} /dev/zero | tr '\\0' {run[1]})", text
        )
        return f"cat >{name} <<END\n{short.strip()}\nEND"

    guest = f"curl -sX POST http://127.0.0.1:4802{GUEST.path} -H '{KEY}'"
    lines = [
        "fanfare-kit mock --port 4802 &",
        document("nginx.conf", nginx_config(4803, lengths)),
        'nginx -e stderr -p "$PWD" -c nginx.conf &',
    ]
    if with_wiremock:
        jar = "wiremock-standalone-2.35.1.jar"
        lines += [
            f"mkdir mappings; {document('mappings/guest.json', json.dumps(GUEST_TEMPLATE))}",
            " ".join([*wiremock_command(jar, 4804), ". &"]),
        ]
    lines += [
        f'TOKEN=$({guest} | sed -E \'s/.*accessToken":"([^"]*).*/\\1/\')',
        f"curl -X POST http://127.0.0.1:4802{ENTER.path} -H '{KEY}' -H \"{BEARER}\"",
        "echo 'wrk.method = \"POST\"' >post.lua",
        "# Port 4803 asks nginx, port 4804 WireMock.",
        *dict.fromkeys(load.replace(f"'{BEARER}'", f'"{BEARER}"') for load in loads),
    ]
    return "\n".join(lines)


def install():
    """wrk and nginx, where Debian's packages are to be had."""
    missing = [name for name in ("wrk", "nginx") if not shutil.which(name)]
    if missing and shutil.which("apt-get"):
        root = [] if os.getuid() == 0 else ["sudo", "-n"]
        for command in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
            subprocess.run([*root, "apt-get", "-qq", *command], stdout=subprocess.DEVNULL)
    for name in missing:
        if not shutil.which(name):
            sys.exit(f"{name} is needed and could not be installed")


def wiremock_jar(left_out: list[str]) -> pathlib.Path | None:
    """The standalone server out of its wheel; None, with a word, when it is not to be had."""
    jar = CACHE / "fanfare-kit" / f"{WIREMOCK}.jar"
    if not shutil.which("java"):
        return left_out.append("WireMock is left out: there is no Java.")
    if not jar.exists():
        jar.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", WIREMOCK]
            if subprocess.run([*pip, "--dest", folder]).returncode:
                return left_out.append(f"WireMock is left out: pip cannot download {WIREMOCK}.")
            with zipfile.ZipFile(next(pathlib.Path(folder).glob("*.whl"))) as wheel:
                name = next(name for name in wheel.namelist() if name.endswith(".jar"))
                jar.write_bytes(wheel.read(name))
    return jar


def wrk(request: Request, port: int, seconds: float, clients: int) -> list[str]:
    headers = [part for header in request.headers for part in ("-H", header)]
    script = ["-s", "post.lua"] if request.method == "POST" else []
    address = f"http://127.0.0.1:{port}{request.path}"
    options = ["-t1", f"-c{clients}", f"-d{seconds}s", "--latency"]
    return ["wrk", *options, *script, *headers, address]
