#!/usr/bin/env python3
"""Lets 'conform' and 'compare' examine servers that want to be obeyed, to tell secrets, or to be too much.

    .ci/hostile_target.py .build/release/fanfare-kit

Every report is searched byte for byte, and read by a foreign reader where this machine has one.
"""

import base64, json, os, re, shutil, socket, subprocess, sys, tempfile, threading

TOOL = os.path.abspath(sys.argv[1])
PUBLISHABLE, SECRET = "pk_test_canary00000000", "sk_test_Canary4711Canary"
ORDERS = (
    "\x1b]0;title\x07 \x1b[2J \x00 \x7f \u0085 \u009b31m \u2028 \u202e \u2066 \ufeff "
    "##vso[task.setvariable variable=a]b ##[add-mask]c ::error::d  ::set-output name=e::f "
    "##teamcity[testFailed name='g'] section_start:1:h\r\x1b[0K ``` </details> "
    "<img src=x onerror=alert(1)> \"'><b> # SKIP \n...\nok 99 - i\n::error::j\n]]> \ufffe | k |"
)


def forms(key):
    raw = key.encode()
    yield from (key, key.upper(), key.lower(), raw.hex(), raw.hex().upper())
    for before in ("", "x", "xy", "Bearer ", "user:"):
        yield base64.b64encode((before + key + ":").encode()).decode()
        yield base64.urlsafe_b64encode((before + key).encode()).decode().rstrip("=")
    yield "".join(f"%{b:02x}" for b in raw)
    yield "".join(f"%{b:02X}" for b in raw)
    yield "".join(f"\\u{b:04x}" for b in raw)
    yield "".join(f"&#{b};" for b in raw)
    yield "".join(f"&#x{b:x};" for b in raw)


def reply(status, body, headers=()):
    head = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def orders(request, number):
    value = json.dumps({name: ORDERS for name in ("error", "message", "accessToken", "state", ORDERS)},
                       ensure_ascii=False)
    body = value.encode() if number % 3 else (ORDERS * 3).encode()
    quoted = re.sub(r"[\x00-\x1f\x7f]", " ", ORDERS)
    headers = [f"Location: {quoted}", f"X-Request-Id: {quoted}", f"RateLimit-Limit: {quoted}"]
    return reply(200 if number % 2 else 418, body, headers)


def secrets(request, number):
    every = " ".join(forms(SECRET)) + " " + request.decode("latin-1")
    session = {"accessToken": f"opaque-canary-{number}", "refreshToken": f"ref-canary-{number}",
               "exchangeCode": f"exc_canary{number:09}", "admissionToken": f"adm-canary-{number}",
               "echo": every, "userinfo": f"https://ann:canary{number}@h/", "session": {"token": f"t-canary-{number}"}}
    body = json.dumps({"error": every, "message": every, "list": [session] * 3, **session}).encode()
    if number % 3 == 0:
        body = b"\xef\xbb\xbf" + body
    if number % 7 == 0:
        body = every.encode()
    headers = [f"Set-Cookie: sid=cookie-canary-{number}; Path=/", f"X-Echo: {SECRET}",
               f"Authorization: Bearer header-canary-{number}", f"Location: /?token=loc-canary-{number}"]
    return reply(200 if number % 2 else 401, body, headers)


def large(request, number):
    kind = number % 5
    if kind == 0:
        return reply(200, b'{"accessToken":"' + b"word " * 2_900_000 + b'"}')
    if kind == 1:
        return reply(200, b"[" * 100_000 + b"]" * 100_000)
    if kind == 2:
        return reply(200, b"{" + b",".join(b'"k%d":0' % n for n in range(250_000)) + b"}")
    if kind == 3:
        return reply(200, b'{"n":' + b"9" * 1_000_000 + b',"n":"\\ud800"}')
    return b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"z" * 65536 + b"\r\n"


def session(long):
    return {"accessToken": long, "refreshToken": long, "exchangeCode": long, "id": long, "code": long,
            "expiresAt": "2030-01-01T00:00:00Z", "session": {"sessionId": long, "consumerId": long}}


def sized(shape, size):
    """Answers of about so many bytes, which a run carries on into its next requests where it can."""
    shapes = {
        "values": lambda: json.dumps(session("t" * (size // 6))),
        "words": lambda: json.dumps(session("ab " * (size // 18))),
        "strings": lambda: json.dumps({**session("t"), "list": ["ab"] * (size // 6)}),
        "objects": lambda: json.dumps([{"token": f"t{n:06}", "a": 1} for n in range(size // 31)]),
        "members": lambda: json.dumps({**session("t"), **{f"k{n}": n for n in range(size // 16)}}),
        "secrets": lambda: json.dumps([session(f"t{n:09}") for n in range(size // 250)]),
        "deep": lambda: "[" * (size // 2) + "]" * (size // 2),
        "numbers": lambda: "[" + "0," * (size // 2) + "0]",
        "text": lambda: "t" * size,
    }
    body = shapes[shape]().encode()
    headers = [f"X-Request-Id: {'r' * min(size, 60_000)}"]
    return lambda request, number: reply(200 if number % 4 else 401, body, headers)


def serve(answer):
    """A server; an answer in chunks has no end."""
    listener = socket.create_server(("127.0.0.1", 0))
    count = [0]

    def talk(peer):
        with peer:
            peer.settimeout(20)
            try:
                while True:
                    request = b""
                    while b"\r\n\r\n" not in request:
                        piece = peer.recv(65536)
                        if not piece:
                            return
                        request += piece
                    head, _, body = request.partition(b"\r\n\r\n")
                    length = re.search(rb"(?i)content-length: *(\d+)", head)
                    while length and len(body) < int(length[1]):
                        body += peer.recv(65536)
                    count[0] += 1
                    if b"/__admin/" in head:
                        peer.sendall(reply(404, b"{}"))
                        continue
                    bytes_ = answer(head, count[0])
                    peer.sendall(bytes_)
                    if b"chunked" in bytes_[:200]:
                        for _ in range(4000):
                            peer.sendall(bytes_[bytes_.index(b"\r\n\r\n") + 4:])
            except OSError:
                pass

    def accept():
        while True:
            threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def peak(folder, shape, size):
    """How much memory a run needs at most, in MiB, that meets such answers and writes every report."""
    kinds = ["junit", "json", "html", "tap", "markdown"]
    words = [word for kind in kinds for word in (f"--{kind}", f"{folder}/report.{kind}")]
    path = described(folder, serve(sized(shape, size)))
    process = subprocess.Popen([TOOL, "conform", path, *words], env=environment(folder),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watchdog = threading.Timer(500, process.kill)
    watchdog.start()
    _, status, usage = os.wait4(process.pid, 0)
    watchdog.cancel()
    check(os.waitstatus_to_exitcode(status) in (1, 3), f"{shape} of {size} bytes end the run with {status}")
    return usage.ru_maxrss >> 10


def environment(folder):
    return dict(os.environ, FANFARE_PUBLISHABLE_KEY=PUBLISHABLE, FANFARE_SECRET_KEY=SECRET,
                FANFARE_ORGANIZATION_ID="org_4711", XDG_CACHE_HOME=folder)


def run(folder, *words):
    process = subprocess.run([TOOL, *words], capture_output=True, env=environment(folder), timeout=500)
    assert process.returncode in (0, 1, 3), (words, process.returncode, process.stderr[-2000:])
    return process.stdout + process.stderr


def described(folder, url):
    """A target file that lets everything run, and nothing wait."""
    roles = ["experience.main", "sequence.main", "queue.open", "queue.onePlace", "draw.open", "auction.open"]
    path = f"{folder}/{url.split(':')[-1]}.json"
    with open(path, "w") as file:
        json.dump({"url": url, "otp": {"fixed": "4711471"}, "access": "administer", "adminCalls": True,
                   "timeout": "5s", "pace": {"codesPerMinute": 0, "requestsPerSecond": 0},
                   "resources": {role: "id_" + role for role in roles}}, file)
    return path


def conform(folder, url):
    kinds = ["junit", "json", "html", "tap", "markdown"]
    words = [word for kind in kinds for word in (f"--{kind}", f"{folder}/report.{kind}")]
    texts = {"console": run(folder, "conform", described(folder, url), "--verbose", *words)}
    for kind in kinds:
        with open(f"{folder}/report.{kind}", "rb") as file:
            texts[kind] = file.read()
    return texts


def obeyed(text):
    """What a terminal or a CI system would obey."""
    text = text.decode()
    found = re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe]", text)
    found += re.findall(r"(?i)##[a-z]*\[|section_start:", text)
    return found + [line for line in text.split("\n") if re.search(r"::[a-z-]+( [^:]*)?::", line)]


def check(condition, message):
    if not condition:
        sys.exit(f"hostile target: {message}")


def read_by_others(folder):
    if shutil.which("xmllint"):
        subprocess.run(["xmllint", "--noout", f"{folder}/report.junit"], check=True)
    if shutil.which("prove"):
        # It knows TAP 13, whose YAML has no '-' behind '|'.
        with open(f"{folder}/report.tap") as file:
            older = file.read().replace("TAP version 14", "TAP version 13", 1).replace("message: |-", "message: |")
        with open(f"{folder}/older.tap", "w") as file:
            file.write(older)
        found = subprocess.run(["prove", "--exec", "cat", f"{folder}/older.tap"], capture_output=True, text=True)
        check("Parse errors" not in found.stdout, found.stdout[-2000:])
    with open(f"{folder}/report.json", encoding="utf-8") as file:
        json.load(file)


def main():
    with tempfile.TemporaryDirectory() as folder:
        url = serve(orders)
        texts = conform(folder, url)
        texts["compare"] = run(folder, "compare", *(described(folder, each) for each in (url, serve(secrets))))
        for kind, text in texts.items():
            check(len(text) > 5000, f"{kind} says nothing")
            check(not obeyed(text), f"{kind} passes on {obeyed(text)[:5]}")
        read_by_others(folder)

        url = serve(secrets)
        texts = conform(folder, url)
        texts["compare"] = run(folder, "compare", *(described(folder, each) for each in (url, serve(orders))))
        for kind, text in texts.items():
            for form in ["canary", *forms(SECRET)]:
                at = text.find(form.encode())
                check(at < 0, f"{kind} tells {form}: {text[max(0, at - 200):at + 80]}")
        read_by_others(folder)

        texts = conform(folder, serve(large))
        for kind, text in texts.items():
            check(len(text) < 20_000_000, f"{kind} is {len(text)} bytes long")
        read_by_others(folder)
        needed = {}
        for shape in ("values", "words", "strings", "objects", "members", "secrets", "deep", "numbers", "text"):
            for size in (20_000, 1_000_000, 7_500_000):
                needed[shape, size] = peak(folder, shape, size)
                check(needed[shape, size] < 400, f"{shape} of {size} bytes take {needed[shape, size]} MiB")
        most = max(needed.values())
        print(f"hostile targets: nothing obeyed, nothing told, {most} MiB at most")


main()
