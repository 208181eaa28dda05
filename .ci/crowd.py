"""A crowd's polls: each with the token of one of thousands who stand in line, drawn at random.

One client that polls again and again is answered from what the mock remembers of its request; a
crowd is not, and a crowd is what a sale brings."""

import contextlib
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys

from neighbours import Busy, default_organization
from peers import GUEST, KEY, POLL, Server, nginx

CROWDS = [10_000, 1_000_000]
CLIENTS = [32, 256]
AT_ONCE = 5_000

# Draws a token from a file of records of one width: two bytes of length and the token.
SCRIPT = """\
local ffi = require("ffi")
ffi.cdef[[
int open(const char *path, int flags, ...);
void *mmap(void *address, size_t length, int protection, int flags, int file, long offset);
]]
local records, count, width, head

function init(args)
  count, width = tonumber(args[2]), tonumber(args[3])
  local file = ffi.C.open(args[1], 0)
  records = ffi.cast("unsigned char *", ffi.C.mmap(nil, count * width, 1, 1, file, 0))
  head = "GET %s HTTP/1.1\\r\\nHost: " .. wrk.host .. ":" .. wrk.port
    .. "\\r\\n%s\\r\\nAuthorization: Bearer "
  math.randomseed(1)
end

function request()
  local record = records + math.random(0, count - 1) * width
  return head .. ffi.string(record + 2, record[0] + 256 * record[1]) .. "\\r\\n\\r\\n"
end

function done(summary, latency, requests)
  io.write(string.format(" 99.9%%%% %%fus\\n", latency:percentile(99.9)))
end
""" % (POLL.path, KEY)

FIGURES = [("perSecond", "requests/s"), ("p99", "p99"), ("p99.9", "p99.9")]


def name_of(size: int, clients: int) -> str:
    return f"poll of {size:,} by {clients} clients"


def targets():
    """Wanted of the smaller crowd alone: no cache reaches all the records of the larger one."""
    rows = []
    for size in CROWDS:
        for clients in CLIENTS:
            name, aims = name_of(size, clients), size == CROWDS[0] and clients == CLIENTS[0]
            rate, wait = ((">=", 0.9), ("<=", 1.5)) if aims else ((None, None), (None, None))
            rows.append((f"{name}: requests/s, of nginx's", *rate, ""))
            rows.append((f"{name}: p99, of nginx's", *wait, ""))
            rows.append((f"{name}: p99.9, of nginx's", None, None, ""))
    rows.append(("instructions of a poll of one client", None, None, ""))
    return rows + [(f"instructions of a poll of {size:,}", None, None, "") for size in CROWDS]


TARGETS = targets()


class Crowd:
    """So many guests in the default organization's queue, and the file of their tokens."""

    def __init__(self, mock: Server, size: int, scratch: pathlib.Path):
        self.size, self.file = size, scratch / f"tokens-{size}"
        busy = default_organization(mock.port)
        self.width = 0
        with self.file.open("wb") as file:
            for start in range(0, size, AT_ONCE):
                tokens = self.enter(busy, min(AT_ONCE, size - start))
                self.width = self.width or max(map(len, tokens)) + 16
                for token in tokens:
                    record = len(token).to_bytes(2, "little") + token
                    file.write(record.ljust(self.width, b"\0"))
        mock.token = token.decode()

    @staticmethod
    def enter(busy: Busy, count: int) -> list[bytes]:
        made = busy.flood([busy.request("POST", GUEST.path)] * count)
        tokens = [re.search(rb'"accessToken":"([^"]+)', body)[1] for body in made]
        path = "/queues/queue_open/enter"
        busy.flood([busy.request("POST", path, token=token.decode()) for token in tokens])
        return tokens


def world(scratch: pathlib.Path) -> pathlib.Path:
    """The default world, its open queue with room for everybody."""
    text = (pathlib.Path(__file__).parent.parent / "fixtures/worlds/default.json").read_text()
    file = scratch / "crowd.json"
    file.write_text(re.sub(r'("id": "queue_open"[^}]*"capacity": )1000\b', r"\g<1>2000000", text))
    return file


def load(bench, server: Server, crowd: Crowd, clients: int) -> dict:
    """What wrk reads in some seconds: requests/s, and microseconds of the latencies' shares."""
    command = [
        "wrk", "-t1", f"-c{clients}", f"-d{bench.seconds}s", "--latency", "-s", "crowd.lua",
        f"http://127.0.0.1:{server.port}", "--", crowd.file, str(crowd.size), str(crowd.width),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=bench.scratch, capture_output=True, text=True)
    text = done.stdout
    trouble = re.search(r"Non-2xx.*|Socket errors.*", text)
    if done.returncode or trouble:
        sys.exit(f"{server.name}, a crowd: {done.stderr or trouble[0]}")
    latency = {
        f"p{share}": float(value) * {"us": 1, "ms": 1e3, "s": 1e6}[unit]
        for share, value, unit in re.findall(r" (50|99|99\.9)%\s+([\d.]+)(us|ms|s)", text)
    }
    return {"perSecond": float(re.search(r"Requests/sec:\s+(\S+)", text)[1]), **latency}


def instructions(bench, server: Server, act) -> float | None:
    """What a request costs the server under a load, by the processor's count where it is told."""
    if not shutil.which("perf"):
        return None
    command = ["perf", "stat", "-x,", "-e", "instructions", "-p", str(server.process.pid)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as counting:
        per_second = act()["perSecond"]
        counting.send_signal(signal.SIGINT)
        text = counting.stderr.read()
    counted = re.search(r"^(\d+),", text, re.MULTILINE)
    return int(counted[1]) / (per_second * bench.seconds) if counted else None


def compare(bench, size: int):
    with contextlib.ExitStack() as stack:
        mock = stack.enter_context(bench.mock("--world", str(world(bench.scratch))))
        crowd = Crowd(mock, size, bench.scratch)
        peer = nginx(bench.scratch, {POLL.path: len(mock.ask(POLL))})
        stack.enter_context(peer)
        for clients in CLIENTS:
            name, rounds = name_of(size, clients), []
            for _ in range(bench.rounds):
                rounds.append([load(bench, server, crowd, clients) for server in (mock, peer)])
                for figure, words in FIGURES:
                    ours, theirs = (found[figure] for found in rounds[-1])
                    bench.note(f"{name}: {words}, of nginx's", ours / theirs)
            for server, loads in zip((mock, peer), zip(*rounds)):
                row = {"request": name, "server": server.name}
                row["repeat"] = "# The crowd: .ci/bench --only crowd"
                for figure in ("perSecond", "p50", "p99", "p99.9"):
                    row[figure] = statistics.median(found[figure] for found in loads)
                bench.loads.append(row)
        ways = {f"{size:,}": lambda: load(bench, mock, crowd, CLIENTS[0])}
        if size == CROWDS[0]:
            ways["one client"] = lambda: bench.load(mock, POLL, bench.seconds)
        for way, act in ways.items():
            if (cost := instructions(bench, mock, act)) is None:
                bench.leave_out("Instructions are left out: no perf, or no counter for it.")
            else:
                bench.note(f"instructions of a poll of {way}", cost)


def measure(bench):
    (bench.scratch / "crowd.lua").write_text(SCRIPT)
    for size in CROWDS:
        compare(bench, size)
