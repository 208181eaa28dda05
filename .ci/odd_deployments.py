#!/usr/bin/env python3
"""Odd and hostile deployments, and what the tool says to the person who meets them.

    .ci/odd_deployments.py [--kit PROGRAM] [--only NAME]... [--list] [--doctor] [--real] [--keep]

Each deployment is a mock without its control protocol, behind a proxy that changes one thing, or a
server with no mock behind it. `conform` examines it, and for each is stated what helps: the exit
statuses allowed, the words that must appear, how many lines one cause may print, how long it may
take. What is permitted ends with 0; what is not is one sentence, and no clause is blamed for a
gateway. --doctor asks `doctor` about each as well, --real adds gateways that are installed. The
table is Markdown, and what is in bold is not as stated; then the exit status is 1. The runs go one
after another, which takes about twelve minutes while much is in bold.
"""

import argparse
import dataclasses
import fnmatch
import functools
import gzip
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import warnings
import zlib

HARD_LIMIT = 60  # Seconds after which a run is killed.
MEMORY = 400  # Megabytes that a run may take, whatever it is sent.
CANNOT_START, OTHERWISE = 40, 60  # Lines that one cause may print.

KEYS = {
    "FANFARE_PUBLISHABLE_KEY": "pk_test_mock00000000",
    "FANFARE_SECRET_KEY": "sk_test_mock00000000",
    "FANFARE_ORGANIZATION_ID": "org_mock",
}
RESOURCES = {
    "experience.main": "exp_holiday_sale", "sequence.main": "seq_main",
    "queue.open": "queue_open", "queue.notYetOpen": "queue_soon",
    "queue.closed": "queue_closed", "queue.onePlace": "queue_tiny",
    "draw.open": "draw_open", "draw.notYetOpen": "draw_soon", "draw.closed": "draw_closed",
    "auction.open": "auction_open", "auction.notYetOpen": "auction_soon",
    "auction.closed": "auction_closed",
    "release.open": "release_open", "release.notYetOpen": "release_soon",
    "appointment.main": "appointment_main", "waitlist.main": "waitlist_main",
}
NEWEST_CODE = """\
grep -F "\\"to\\":\\"$1\\"" inbox | tail -n 1 | sed 's/.*"code":"\\([0-9]*\\)".*/\\1/'
"""


# What is expected of a deployment.

DEPLOYMENTS = {}


@dataclasses.dataclass
class Deployment:
    name: str
    fixture: object
    exits: dict  # Words, or several, that the output must have, by the exit status allowed.
    lines: int
    seconds: float
    only: tuple  # Chapters, where the whole suite would take too long.
    later: bool  # Shows in the course of a run alone, so `doctor` need not see it.
    needs: str  # A gateway that has to be installed.

    @property
    def words(self):
        return " ".join(self.fixture.__doc__.split())


def odd(exits, lines=None, seconds=20, only=(), later=False, needs=""):
    """Makes a deployment of a function that prepares it; its name and its words are the function's."""
    limit = lines or (CANNOT_START if set(exits) <= {2, 3} else OTHERWISE)

    def register(fixture):
        name = fixture.__name__.strip("_").replace("_", "-")
        DEPLOYMENTS[name] = Deployment(name, fixture, exits, limit, seconds, only, later, needs)
        return fixture
    return register


class Missing(Exception):
    """This machine has not what the deployment is made of."""


def require(program):
    if not shutil.which(program):
        raise Missing(f"{program} is not installed")


fine = functools.partial(odd, {0: "passed"})


# HTTP, as raw as the oddities need it.

class Message:
    """A request or an answer."""

    def __init__(self, first, fields=(), body=b"", bodiless=False):
        self.first, self.fields, self.body, self.bodiless = first, list(fields), body, bodiless

    @property
    def method(self):
        return self.first.split(" ")[0]

    @property
    def path(self):
        return self.first.split(" ")[1]

    @property
    def status(self):
        return int(self.first.split(" ")[1])

    def get(self, name):
        return ", ".join(value for key, value in self.fields if key.lower() == name.lower())

    def drop(self, name):
        self.fields = [field for field in self.fields if field[0].lower() != name.lower()]

    def set(self, name, value):
        self.drop(name)
        self.fields.append((name, value))

    def fill(self, body):
        """Another body, with its length; what has none, such as the answer to HEAD, stays without."""
        if not self.bodiless:
            self.body = body
            self.set("Content-Length", str(len(body)))

    def head(self):
        lines = [self.first, *(f"{name}: {value}" for name, value in self.fields), "", ""]
        return "\r\n".join(lines).encode("latin-1")

    def wire(self):
        return self.head() + (b"" if self.bodiless else self.body)


def reply(status, kind, body, *fields):
    body = body.encode() if isinstance(body, str) else body
    fields = [("Content-Type", kind), ("Content-Length", str(len(body))), *fields]
    return Message(f"HTTP/1.1 {status}", fields, body)


def read_line(stream):
    return stream.readline().decode("latin-1").rstrip("\r\n")


def read_chunks(stream):
    body = b""
    while size := int(read_line(stream).split(";")[0] or "0", 16):
        body += stream.read(size)
        stream.readline()
    while read_line(stream):
        pass
    return body


def read_message(stream, method=None):
    """The next request, or the answer to a method; nothing where the other side has closed."""
    first = read_line(stream)
    if not first:
        return None
    message = Message(first)
    while line := read_line(stream):
        name, _, value = line.partition(":")
        message.fields.append((name, value.strip(" \t")))
    if method:
        message.bodiless = method == "HEAD" or message.status in (204, 304)
    if message.bodiless:
        return message
    if "chunked" in message.get("Transfer-Encoding").lower():
        message.drop("Transfer-Encoding")
        message.fill(read_chunks(stream))
    else:
        message.body = stream.read(int(message.get("Content-Length") or 0))
    return message


def converse(answer, numbers, connection):
    """Answers the requests of a connection.

    Bytes are sent as they are, pieces one after another, and after pieces it is closed."""
    with connection.makefile("rb") as stream:
        while request := read_message(stream):
            request.number = next(numbers)
            told = answer(request)
            if isinstance(told, Message):
                connection.sendall(told.wire())
                if told.get("Connection").lower() == "close":
                    break
            elif isinstance(told, bytes):
                connection.sendall(told)
            else:
                for piece in told:
                    connection.sendall(piece)
                break


def reset(connection):
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass  # It is closed already.
    connection.close()


class Server:
    """Accepts on a free port of this machine, each connection with a thread of its own."""

    def __init__(self, talk, tls=None, host="127.0.0.1"):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listener = socket.create_server((host, 0), family=family, backlog=512)
        self.port = self.listener.getsockname()[1]
        self.talk, self.tls, self.open = talk, tls, set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self.open.add(connection)
            self.talk(connection)
        except ConnectionResetError:
            reset(connection)
        except (OSError, ValueError):
            pass
        finally:
            self.open.discard(connection)
            connection.close()

    def stop(self):
        """Is gone from one moment to the next, and so are its connections."""
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        for connection in list(self.open):
            reset(connection)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def await_port(port, process=None, seconds=20):
    for _ in range(seconds * 20):
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if process and process.poll() is not None:
                break
            time.sleep(0.05)
    raise OSError(f"nothing listens on the port {port}")


# The place where a deployment is put up.

class Site:
    """A folder with a target file, the servers of one deployment, and the environment of one run."""

    def __init__(self, kit, folder):
        self.kit, self.folder = kit, folder
        self.over = threading.Event()
        self.servers, self.processes = [], []
        self.environment = dict(KEYS)
        self.named = None  # An address instead of the target file.
        self.target = {
            "name": "odd", "url": "http://127.0.0.1:9/api/v1", "control": False,
            "keys": {"publishable": "FANFARE_PUBLISHABLE_KEY", "secret": "FANFARE_SECRET_KEY",
                     "organization": "FANFARE_ORGANIZATION_ID"},
            "otp": {"command": "sh newest-code {to}"},
            "access": "administer", "adminCalls": True, "patience": "0s",
            "pace": {"codesPerMinute": 0}, "resources": dict(RESOURCES),
        }
        self.write("newest-code", NEWEST_CODE)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def start(self, *command, **options):
        log = open(self.folder / f"{pathlib.Path(command[0]).name}.log", "wb")
        process = subprocess.Popen([str(word) for word in command], cwd=self.folder, stdout=log,
                                   stderr=log, start_new_session=True, **options)
        self.processes.append(process)
        return process

    def mock(self, *options):
        """The port of a mock that nobody controls, unless the options say otherwise."""
        (self.folder / "port").unlink(missing_ok=True)
        options = options or ["--no-admin"]
        self.start(self.kit, "mock", "--port", "0", "--port-file", "port", "--inbox-file", "inbox",
                   "--exit-with-parent", *options)
        for _ in range(400):
            if (self.folder / "port").exists() and (text := (self.folder / "port").read_text()):
                return int(text)
            time.sleep(0.025)
        raise OSError("the mock does not start")

    @functools.cached_property
    def behind(self):
        return self.mock()

    def forward(self, request, port=None):
        """The mock's answer."""
        with socket.create_connection(("127.0.0.1", port or self.behind), 15) as connection:
            connection.sendall(request.wire())
            with connection.makefile("rb") as stream:
                return read_message(stream, request.method)

    def point(self, port, scheme="http", host="127.0.0.1", path="/api/v1"):
        self.target["url"] = f"{scheme}://{host}:{port}{path}"

    def serve(self, talk, tls=None, host="127.0.0.1"):
        """A server that talks to each connection, and is the target."""
        server = Server(talk, tls, host)
        self.servers.append(server)
        self.point(server.port, "https" if tls else "http", f"[{host}]" if ":" in host else host)
        return server

    def http(self, answer, tls=None, host="127.0.0.1"):
        """A server that answers each request by itself."""
        return self.serve(functools.partial(converse, answer, itertools.count(1)), tls, host)

    def plain(self, tls=None, host="127.0.0.1"):
        """A gateway that changes nothing."""
        return self.http(self.forward, tls, host)

    def change(self, alter, tls=None):
        """A gateway that changes the mock's answers; `alter` may also put something in their place."""
        def answer(request):
            told = self.forward(request)
            other = alter(request, told)
            return told if other is None else other
        return self.http(answer, tls)

    def always(self, status, kind, body, *fields):
        """A server with one answer."""
        return self.http(lambda request: answered(request, reply(status, kind, body, *fields)))

    def close(self):
        self.over.set()
        for server in self.servers:
            server.stop()
        for process in self.processes:
            kill(process.pid)
            process.wait()

    # Certificates.

    def openssl(self, *arguments):
        require("openssl")
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    @functools.cached_property
    def authority(self):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                     "-nodes", "-keyout", "authority.key", "-out", "authority.pem", "-days", "9",
                     "-subj", "/CN=An authority of this test",
                     "-addext", "keyUsage=critical,keyCertSign")
        return self.folder / "authority.pem"

    def certificate(self, names="DNS:localhost,IP:127.0.0.1", days="9", trusted=True):
        """A context with a certificate of our own authority, which the target file names if trusted."""
        authority = self.authority
        self.write("names", f"subjectAltName={names}\n")
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                     "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
        self.openssl("x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey",
                     "authority.key", "-CAcreateserial", "-days", days, "-extfile", "names",
                     "-out", "server.pem")
        if trusted:
            self.target["certificateAuthorities"] = str(authority)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        return context


def kill(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def answered(request, answer):
    """One's own copy of the answer, without its body where the request is HEAD."""
    return Message(answer.first, answer.fields, answer.body, request.method == "HEAD")


def html(title, more=""):
    return (f"<!doctype html>\n<html><head><title>{title}</title></head>\n"
            f"<body><center><h1>{title}</h1></center><hr>{more}</body></html>\n")


# 1. Permitted: as green as the plain mock.

@fine()
def plain_mock(site):
    """The mock itself, with nothing in front of it."""
    site.point(site.behind)


@fine()
def plain_gateway(site):
    """A gateway that changes nothing."""
    site.plain()


@fine()
def slash_after_the_address(site):
    """The address is written with a slash at its end."""
    site.point(site.behind, path="/api/v1/")


@fine()
def localhost_by_name(site):
    """The address says localhost, and only the IPv4 side listens."""
    site.point(site.behind, host="localhost")


@fine()
def ipv6_only(site):
    """The server listens on IPv6 alone."""
    if not socket.has_dualstack_ipv6():
        raise Missing("there is no IPv6")
    site.plain(host="::1")


@fine()
def authority_of_its_own(site):
    """TLS by an authority that the target file names."""
    site.plain(site.certificate())


@fine(seconds=30, only=("queues", "guest"))
def latency(site):
    """Every answer takes 300 ms longer."""
    site.change(lambda request, answer: time.sleep(0.3))


@fine()
def http_1_0(site):
    """Every answer is HTTP/1.0, has no length and ends with the connection."""
    def alter(request, answer):
        answer.first = answer.first.replace("HTTP/1.1", "HTTP/1.0")
        answer.drop("Content-Length")
        answer.drop("Keep-Alive")
        answer.set("Connection", "close")
    site.change(alter)


@fine()
def one_call_per_connection(site):
    """Every answer closes its connection."""
    site.change(lambda request, answer: answer.set("Connection", "close"))


@fine()
def closes_unannounced(site):
    """Every connection is closed after its answer, and no answer has said so."""
    site.change(lambda request, answer: iter([answer.wire()]))


@fine()
def keep_alive_of_one_second(site):
    """A connection that rests for a second is closed."""
    def talk(connection):
        connection.settimeout(1)
        converse(site.forward, itertools.count(1), connection)
    site.serve(talk)


@fine()
def lower_case_headers(site):
    """Every header's name is in lower case."""
    def alter(request, answer):
        answer.fields = [(name.lower(), value) for name, value in answer.fields]
    site.change(alter)


@fine()
def upper_case_headers(site):
    """Every header's name is in upper case."""
    def alter(request, answer):
        answer.fields = [(name.upper(), value) for name, value in answer.fields]
    site.change(alter)


def chunks(answer, size, trailer=b""):
    """The answer in chunks."""
    if answer.bodiless:
        return answer.wire()
    answer.drop("Content-Length")
    answer.set("Transfer-Encoding", "chunked")
    parts = [answer.body[at:at + size] for at in range(0, len(answer.body), size)]
    sent = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return answer.head() + sent + b"0\r\n" + trailer + b"\r\n"


@fine()
def chunks_of_one_byte(site):
    """Every body comes in chunks of one byte."""
    site.change(lambda request, answer: chunks(answer, 1))


@fine()
def chunked_trailers(site):
    """Every body comes in chunks, with trailers after the last."""
    site.change(lambda request, answer: chunks(answer, 64, b"Server-Timing: a;dur=1\r\nX-Sum: 1\r\n"))


@fine()
def early_hints(site):
    """103 Early Hints goes before every answer."""
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
    site.change(lambda request, answer: hints + answer.wire())


@fine()
def hundred_continue(site):
    """100 Continue goes before every answer, though nobody has asked."""
    site.change(lambda request, answer: b"HTTP/1.1 100 Continue\r\n\r\n" + answer.wire())


@fine()
def no_reason_phrase(site):
    """The status line ends after the number."""
    def alter(request, answer):
        answer.first = f"HTTP/1.1 {answer.status} "
    site.change(alter)


@fine()
def pretty_printed(site):
    """Every JSON body is indented, in another order, and escapes what it can."""
    def alter(request, answer):
        if "json" in answer.get("Content-Type") and answer.body:
            answer.fill(json.dumps(json.loads(answer.body), indent=4, sort_keys=True).encode())
    site.change(alter)


@fine()
def cookies_and_security_headers(site):
    """A gateway with cookies, HSTS, a policy, request marks and an ETag."""
    added = [("Set-Cookie", "AWSALB=abc; Path=/"), ("Set-Cookie", "__cf_bm=def; HttpOnly"),
             ("Strict-Transport-Security", "max-age=63072000"), ("ETag", 'W/"1"'),
             ("Content-Security-Policy", "default-src 'none'"), ("Via", "1.1 gateway")]
    site.change(lambda request, answer: answer.fields.extend(added))


@odd({0: "passed", 1: "clock|Date", 3: "clock|Date"})
def date_ten_minutes_slow(site):
    """The gateway's clock, in Date, is ten minutes slow."""
    site.change(functools.partial(dated, -600))


@odd({0: "passed", 1: "clock|Date", 3: "clock|Date"})
def date_ten_minutes_fast(site):
    """The gateway's clock, in Date, is ten minutes fast."""
    site.change(functools.partial(dated, 600))


def dated(seconds, request, answer):
    then = time.gmtime(time.time() + seconds)
    answer.set("Date", time.strftime("%a, %d %b %Y %H:%M:%S GMT", then))


# 2. Nobody answers.

@odd({3: "refused|nobody listens|nothing listens"})
def nobody_listens(site):
    """Nothing listens on the port."""
    site.point(free_port())


@odd({3: "name|resolve"})
def no_such_name(site):
    """The host's name does not exist."""
    site.point(443, "https", "api.fanfare.invalid")


@odd({3: "10(\\.0)? ?s"})
def never_answers(site):
    """Accepts every connection and never says a word."""
    site.serve(lambda connection: site.over.wait())


@odd({3: "10(\\.0)? ?s"}, seconds=25)
def one_byte_per_second(site):
    """Answers one byte per second."""
    def drip(request):
        for byte in site.forward(request).wire():
            site.over.wait(1)
            yield bytes([byte])
    site.http(drip)


@odd({3: "10(\\.0)? ?s"}, seconds=25)
def body_one_byte_per_second(site):
    """Answers the head at once, and the body one byte per second."""
    def drip(request):
        answer = site.forward(request)
        yield answer.head()
        for byte in answer.body:
            site.over.wait(1)
            yield bytes([byte])
    site.http(drip)


@odd({3: "closed|broke|without an answer"})
def closes_at_once(site):
    """Closes every connection as soon as it is there."""
    site.serve(lambda connection: None)


@odd({3: "closed|broke|reset"})
def resets_at_once(site):
    """Resets every connection once a request has come."""
    def talk(connection):
        connection.recv(1000)
        raise ConnectionResetError
    site.serve(talk)


@odd({3: "HTTP"})
def speaks_ssh(site):
    """The port belongs to a server that speaks SSH."""
    def talk(connection):
        connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")
        site.over.wait(2)
    site.serve(talk)


@odd({3: "HTTP"})
def http_2_without_asking(site):
    """The port belongs to a server that speaks HTTP/2 alone."""
    settings = b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"
    goaway = b"\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"
    def talk(connection):
        connection.sendall(settings)
        connection.recv(1000)
        connection.sendall(goaway)
    site.serve(talk)


@odd({3: "1xx|102|10(\\.0)? ?s|interim"}, seconds=25)
def processing_for_ever(site):
    """Says 102 Processing again and again, and never more."""
    def talk(request):
        while not site.over.wait(0.2):
            yield b"HTTP/1.1 102 Processing\r\n\r\n"
    site.http(talk)


# 3. TLS.

@odd({3: "https"})
def tls_where_http_is_asked(site):
    """The address says http, and the port speaks TLS."""
    port = site.plain(site.certificate(trusted=False)).port
    site.point(port)


@odd({3: "http:|does not speak TLS|no TLS"})
def http_where_tls_is_asked(site):
    """The address says https, and the port speaks plain HTTP, where a hello of TLS is a bad request."""
    def talk(connection):
        connection.recv(4096)
        connection.sendall(reply("400 Bad Request", "text/plain", "", ("Connection", "close")).wire())
    site.point(site.serve(talk).port, "https")


@odd({3: ("authorit|trust", "certificateAuthorities")})
def untrusted_certificate(site):
    """The certificate is of an authority that nobody knows."""
    site.plain(site.certificate(trusted=False))


@odd({3: "expired"})
def expired_certificate(site):
    """The certificate is no longer valid."""
    site.plain(site.certificate(days="-1"))


@odd({3: ("certificate", "name|host")})
def certificate_for_another_name(site):
    """The certificate is for another host."""
    port = site.plain(site.certificate(names="DNS:shop.example.com")).port
    site.point(port, "https", "localhost")


@odd({3: "client certificate|certificate of ours|shows? a certificate"})
def client_certificate_wanted(site):
    """The server wants a certificate of its client."""
    context = site.certificate()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(site.authority)
    site.plain(context)


@odd({3: "TLS (version|1\\.[0123])|protocol version"})
def tls_1_1(site):
    """The server speaks TLS 1.1 at most."""
    context = site.certificate()
    context.set_ciphers("ALL:@SECLEVEL=0")
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    site.plain(context)


@odd({2: "certificateAuthorities|no-such.pem", 3: "certificateAuthorities|no-such.pem"})
def authorities_file_missing(site):
    """The file of authorities that the target file names is not there."""
    site.plain(site.certificate())
    site.target["certificateAuthorities"] = "no-such.pem"


# 4. Keys.

def with_key(site, name, value):
    site.point(site.behind)
    site.environment[name] = value


@odd({2: "FANFARE_PUBLISHABLE_KEY|publishable key", 3: "FANFARE_PUBLISHABLE_KEY|publishable key"})
def wrong_publishable_key(site):
    """The publishable key is not one of this deployment."""
    with_key(site, "FANFARE_PUBLISHABLE_KEY", "pk_test_another000000")


@odd({2: "FANFARE_SECRET_KEY|secret key", 3: "FANFARE_SECRET_KEY|secret key"})
def wrong_secret_key(site):
    """The secret key is not one of this deployment."""
    with_key(site, "FANFARE_SECRET_KEY", "sk_test_another000000")


@odd({2: "FANFARE_ORGANIZATION_ID|organization", 3: "FANFARE_ORGANIZATION_ID|organization"})
def wrong_organization(site):
    """The organization's id is another one's."""
    with_key(site, "FANFARE_ORGANIZATION_ID", "org_another")


@odd({0: "passed", 2: "FANFARE_SECRET_KEY", 3: "FANFARE_SECRET_KEY"})
def newline_after_a_key(site):
    """The secret key ends with a newline, as of a file that was read whole."""
    with_key(site, "FANFARE_SECRET_KEY", KEYS["FANFARE_SECRET_KEY"] + "\n")


@odd({0: "passed", 2: "FANFARE_PUBLISHABLE_KEY", 3: "FANFARE_PUBLISHABLE_KEY"})
def quotes_around_a_key(site):
    """The publishable key stands in quotes, as of a file of variables."""
    with_key(site, "FANFARE_PUBLISHABLE_KEY", '"%s"' % KEYS["FANFARE_PUBLISHABLE_KEY"])


@odd({2: "FANFARE_(PUBLISHABLE|SECRET)_KEY", 3: "FANFARE_(PUBLISHABLE|SECRET)_KEY"})
def keys_exchanged(site):
    """Each key stands in the variable of the other."""
    with_key(site, "FANFARE_PUBLISHABLE_KEY", KEYS["FANFARE_SECRET_KEY"])
    site.environment["FANFARE_SECRET_KEY"] = KEYS["FANFARE_PUBLISHABLE_KEY"]


@odd({2: "FANFARE_SECRET_KEY"})
def key_not_set(site):
    """The variable of the secret key is not set."""
    with_key(site, "FANFARE_SECRET_KEY", None)


@odd({2: "FANFARE_SECRET_KEY"})
def key_empty(site):
    """The variable of the secret key is empty, as of a secret that a fork does not get."""
    with_key(site, "FANFARE_SECRET_KEY", "")


@odd({2: "control|FANFARE_PUBLISHABLE_KEY", 3: "control|FANFARE_PUBLISHABLE_KEY"})
def address_alone_without_keys(site):
    """An address is given, and neither keys nor a control protocol are there."""
    site.named = f"http://127.0.0.1:{site.behind}/api/v1"
    site.environment = {}


# 5. Another address than was meant.

@odd({3: "/api/v1"})
def address_without_prefix(site):
    """The address lacks /api/v1, where alone the API is; all else is 404."""
    site.http(lambda request: site.forward(request) if request.path.startswith("/api/v1/")
              else answered(request, reply("404 Not Found", "text/plain", "404 page not found\n")))
    site.target["url"] = site.target["url"].removesuffix("/api/v1")


@odd({3: "404"})
def address_with_a_prefix_too_many(site):
    """The API has no prefix here, and the address says /api/v1."""
    site.http(lambda request: answered(request, reply(
        "404 Not Found", "application/json", '{"message":"no Route matched with those values"}')))


@odd({3: "404"})
def not_found_as_text(site):
    """Everything is 404, in plain text."""
    site.always("404 Not Found", "text/plain; charset=utf-8", "404 page not found\n")


@odd({3: "404"})
def not_found_as_html(site):
    """Everything is 404, a page of the gateway."""
    site.always("404 Not Found", "text/html", html("404 Not Found", "nginx"), ("Server", "nginx"))


@odd({3: ("301", "https://shop\\.example\\.com")})
def moved_to_https(site):
    """Everything is moved to https."""
    site.always("301 Moved Permanently", "text/html", html("301 Moved Permanently"),
                ("Location", "https://shop.example.com/api/v1"))


@odd({3: ("302", "login\\.example\\.com")})
def found_at_a_login(site):
    """Everything is redirected to a login on another host."""
    site.always("302 Found", "text/html", "",
                ("Location", "https://login.example.com/oauth2/authorize?client_id=1"))


@odd({3: ("308", "consumer\\.example\\.com")})
def moved_to_another_host(site):
    """Every path has moved to another host, with its method."""
    site.http(lambda request: answered(request, reply(
        "308 Permanent Redirect", "text/plain", "",
        ("Location", "https://consumer.example.com" + request.path))))


@odd({3: "HTML"})
def login_page(site):
    """Everything is 200 with a login page."""
    site.always("200 OK", "text/html; charset=utf-8", html("Sign in", "<form><input></form>"))


@odd({3: "HTML"})
def shop_front(site):
    """The address of the shop itself: GET shows its page, anything else is 405."""
    page = reply("200 OK", "text/html", html("Holiday Sale", "<div id=root></div>" * 50))
    other = reply("405 Method Not Allowed", "text/html", html("405 Not Allowed"))
    site.http(lambda request: answered(request, page if request.method in ("GET", "HEAD") else other))


@odd({3: "Basic"})
def basic_login(site):
    """Everything wants a name and a password."""
    site.always("401 Unauthorized", "text/html", html("401 Authorization Required", "nginx"),
                ("WWW-Authenticate", 'Basic realm="staging"'))


@odd({3: "challenge"})
def just_a_moment(site):
    """Everything is a challenge for browsers."""
    site.always("403 Forbidden", "text/html; charset=UTF-8", html("Just a moment...") * 40,
                ("cf-mitigated", "challenge"), ("Server", "cloudflare"), ("CF-RAY", "8c-FRA"))


@odd({3: "403"})
def forbidden_as_json(site):
    """Everything is 403 with JSON of the gateway."""
    site.always("403 Forbidden", "application/json", '{"message":"Forbidden"}',
                ("x-amzn-ErrorType", "ForbiddenException"))


@odd({3: ("503", "Retry-After|120|2 min")})
def maintenance(site):
    """Everything is 503 with a page, and comes back in two minutes."""
    site.always("503 Service Unavailable", "text/html", html("We will be back soon"),
                ("Retry-After", "120"))


@odd({3: "429"})
def everything_limited(site):
    """Everything is 429."""
    site.always("429 Too Many Requests", "application/json",
                '{"error":"Rate limit exceeded","retryAfter":60}', ("Retry-After", "60"))


@odd({3: "500"})
def everything_broken(site):
    """Everything is 500 with JSON."""
    site.always("500 Internal Server Error", "application/json", '{"error":"Internal server error"}')


@odd({3: "502|bad gateway"})
def nothing_behind_the_gateway(site):
    """The gateway answers 502 to everything, for nothing is behind it."""
    site.always("502 Bad Gateway", "text/html", html("502 Bad Gateway"), ("Server", "nginx"))


@odd({3: "empty|204"})
def nothing_to_say(site):
    """Everything is 204."""
    site.http(lambda request: b"HTTP/1.1 204 No Content\r\n\r\n")


@odd({3: "null|JSON|empty"})
def null_always(site):
    """Everything is 200 with the JSON value null."""
    site.always("200 OK", "application/json", "null")


# 6. Now and then.

def bucket(rate, burst):
    """Whether there is room for one more call now."""
    state, lock = {"room": burst, "at": time.monotonic()}, threading.Lock()

    def take():
        with lock:
            now = time.monotonic()
            state["room"] = min(burst, state["room"] + rate * (now - state["at"]))
            state["at"] = now
            if state["room"] < 1:
                return False
            state["room"] -= 1
            return True
    return take


def limited(site, status):
    take = bucket(10, 20)
    refusal = reply(status, "text/html", html(status), ("Server", "nginx"))
    site.http(lambda request: site.forward(request) if take() else answered(request, refusal))


PACE = "requestsPerSecond"


@odd({0: "429", 3: ("429", PACE)}, seconds=60, later=True, only=("queues", "guest"))
def limit_of_ten_a_second_by_429(site):
    """The gateway takes ten calls a second and 20 at once, and answers 429 to the others."""
    limited(site, "429 Too Many Requests")


@odd({0: "503", 3: ("503", PACE)}, seconds=60, later=True, only=("queues", "guest"))
def limit_of_ten_a_second_by_503(site):
    """The gateway takes ten calls a second and 20 at once, and answers 503 to the others."""
    limited(site, "503 Service Temporarily Unavailable")


@odd({0: "passed", 1: PACE}, seconds=60, only=("queues", "guest"))
def limit_that_the_target_file_knows(site):
    """The same limit, and the target file says nine calls a second."""
    limited(site, "429 Too Many Requests")
    site.target["pace"]["requestsPerSecond"] = 9


def one_in_twenty(site, instead, processed=False):
    """A gateway that does something else with one call in 20, before or after the mock has it."""
    def answer(request):
        chosen = request.number % 20 == 7
        if chosen and not processed:
            return instead(request)
        told = site.forward(request)
        return instead(request) if chosen else told
    site.http(answer)


def resetting(request):
    raise ConnectionResetError


def bad_gateway(request):
    return answered(request, reply("502 Bad Gateway", "text/html", html("502 Bad Gateway"),
                                   ("Server", "awselb/2.0")))


LOST = "reset|broke|lost|connection"


@odd({0: "502", 3: "502"}, later=True)
def bad_gateway_now_and_then(site):
    """One call in 20 is answered 502 by the gateway, and has gone no further."""
    one_in_twenty(site, bad_gateway)


@odd({0: "502", 3: "502"}, later=True)
def bad_gateway_after_the_fact(site):
    """One call in 20 is answered 502 by the gateway, when the server has done it already."""
    one_in_twenty(site, bad_gateway, processed=True)


@odd({0: LOST, 3: LOST}, later=True)
def reset_now_and_then(site):
    """One call in 20 is reset, and has gone no further."""
    one_in_twenty(site, resetting)


@odd({0: LOST, 3: LOST}, later=True)
def reset_after_the_fact(site):
    """One call in 20 is reset, when the server has done it already."""
    one_in_twenty(site, resetting, processed=True)


@odd({3: "refused|broke|closed|reset|gone"}, lines=OTHERWISE, later=True)
def dies_in_the_middle(site):
    """The server is gone after 200 calls."""
    def alter(request, answer):
        if request.number > 200:
            server.stop()
            raise ConnectionResetError
    server = site.change(alter)


@odd({3: "10(\\.0)? ?s|no answer|longer"}, lines=OTHERWISE, seconds=40, later=True)
def hangs_in_the_middle(site):
    """The server answers nothing any more after 200 calls."""
    def alter(request, answer):
        if request.number > 200:
            site.over.wait()
    site.change(alter)


@odd({3: "503"}, lines=OTHERWISE, later=True)
def maintenance_in_the_middle(site):
    """After 200 calls everything is 503, a page of the gateway."""
    page = reply("503 Service Unavailable", "text/html", html("503"), ("Retry-After", "600"))
    site.change(lambda request, answer: answered(request, page) if request.number > 200 else None)


@odd({3: ("token", "servers")})
def two_that_do_not_share(site):
    """Two servers in turn behind one address, and neither knows what the other was told."""
    ports = [site.mock("--no-admin"), site.mock("--no-admin", "--seed", "7")]
    site.http(lambda request: site.forward(request, ports[request.number % 2]))


# 7. How a body is written.

def coded(site, name, encode):
    def alter(request, answer):
        if answer.body:
            answer.set("Content-Encoding", name)
            answer.fill(encode(answer.body))
    site.change(alter)


def brotli(body):
    """As one block that is stored."""
    size = (len(body) - 1) << 4 | 1 << 20
    return size.to_bytes(3, "little") + body + b"\x03"


@odd({0: "passed", 3: "gzip"})
def gzip_always(site):
    """Every body is gzip, though nobody asked for it."""
    coded(site, "gzip", gzip.compress)


@odd({0: "passed", 3: "deflate"})
def deflate_always(site):
    """Every body is deflate, though nobody asked for it."""
    coded(site, "deflate", zlib.compress)


@odd({0: "passed", 3: "\\bbr\\b|brotli"})
def brotli_always(site):
    """Every body is br, though nobody asked for it."""
    coded(site, "br", brotli)


@odd({1: "gzip", 3: "gzip"})
def gzip_in_name_alone(site):
    """Every body is said to be gzip and is not."""
    coded(site, "gzip", bytes)


@odd({0: "passed", 1: "byte order mark|BOM", 3: "byte order mark|BOM"})
def byte_order_mark(site):
    """A byte order mark stands before every JSON."""
    def alter(request, answer):
        if answer.body:
            answer.fill(b"\xef\xbb\xbf" + answer.body)
    site.change(alter)


@odd({0: "passed", 1: "UTF-8|charset|iso-8859-1", 3: "UTF-8.*iso-8859-1"})
def latin_1(site):
    """Every body is ISO 8859-1, and says so."""
    def alter(request, answer):
        answer.fill(answer.body.decode().encode("latin-1", "replace"))
        if answer.body:
            answer.set("Content-Type", "application/json; charset=iso-8859-1")
    site.change(alter)


@odd({0: "text/plain", 1: "text/plain", 3: "text/plain"})
def text_plain(site):
    """Every answer says that it is plain text."""
    site.change(lambda request, answer: answer.set("Content-Type", "text/plain"))


@odd({1: "UTF-8", 3: "UTF-8"})
def invalid_utf_8(site):
    """Every text in every body has a byte in it that is no UTF-8."""
    site.change(lambda request, answer: answer.fill(answer.body.replace(b'":"', b'":"\xff')))


@odd({1: "JSON|NUL", 3: "JSON|NUL"})
def nul_bytes(site):
    """Four NUL bytes follow every body."""
    def alter(request, answer):
        if answer.body:
            answer.fill(answer.body + bytes(4))
    site.change(alter)


@odd({1: "inside one another", 3: "inside one another"})
def json_ten_thousand_deep(site):
    """Every answer is JSON of ten thousand levels."""
    site.always("200 OK", "application/json", b"[" * 10_000 + b"]" * 10_000)


@odd({0: "passed", 3: "header|head"})
def header_of_100_kilobytes(site):
    """Every answer has a header of 100 kB."""
    site.change(lambda request, answer: answer.set("X-Debug", "x" * 100_000))


@odd({3: "header|head"})
def headers_without_end(site):
    """The head of every answer has no end."""
    def talk(request):
        yield b"HTTP/1.1 200 OK\r\n"
        for number in itertools.count():
            yield b"".join(b"X-%d-%d: y\r\n" % (number, line) for line in range(1000))
    site.http(talk)


@odd({1: "MB|MiB|large|bytes", 3: "MB|MiB|large|bytes"}, seconds=40)
def body_of_50_megabytes(site):
    """Every answer is 200 with 50 MB of JSON."""
    piece = b'"' + b"x" * 65_533 + b'",'
    def talk(request):
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n["
        yield from itertools.repeat(piece, 800)
        yield b"0]"
    site.http(talk)


@odd({3: "MB|MiB|large|bytes"}, seconds=40)
def body_without_end(site):
    """The body of every answer has no end."""
    def talk(request):
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n["
        yield from itertools.repeat(b"0," * 30_000)
    site.http(talk)


# 8. How long a body is said to be.

@odd({0: "passed", 3: "Content-Length"})
def content_length_twice_alike(site):
    """Every answer says its length twice, and twice the same."""
    site.change(lambda request, answer: answer.fields.append(
        ("Content-Length", answer.get("Content-Length"))) if answer.get("Content-Length") else None)


@odd({3: "Content-Length"})
def content_length_twice(site):
    """Every answer says two different lengths."""
    site.change(lambda request, answer: answer.fields.append(("Content-Length", "3")))


@odd({3: "Content-Length|length|cut off|JSON"})
def content_length_too_short(site):
    """The length that every answer says is ten bytes too short."""
    site.change(functools.partial(lengthened, -10))


@odd({3: "Content-Length|length|bytes"}, seconds=25)
def content_length_too_long(site):
    """The length that every answer says is ten bytes too long, and the connection stays."""
    site.change(functools.partial(lengthened, 10))


@odd({3: "Content-Length|length|bytes"})
def content_length_too_long_and_closed(site):
    """The length that every answer says is ten bytes too long, and then the connection is closed."""
    def alter(request, answer):
        lengthened(10, request, answer)
        return iter([answer.wire()])
    site.change(alter)


def lengthened(bytes_more, request, answer):
    if answer.body:
        answer.set("Content-Length", str(len(answer.body) + bytes_more))


@odd({0: "passed", 3: "Transfer-Encoding|Content-Length"})
def length_and_chunks(site):
    """Every answer has both a length and chunks."""
    def alter(request, answer):
        length = answer.get("Content-Length") or "0"
        whole = chunks(answer, 64)
        return whole.replace(b"\r\n", b"\r\nContent-Length: %s\r\n" % length.encode(), 1)
    site.change(alter)


@odd({0: "passed", 3: "HTTP|line"})
def line_feeds_alone(site):
    """The lines of every head end with a line feed alone."""
    site.change(lambda request, answer:
                answer.head().replace(b"\r\n", b"\n") + (b"" if answer.bodiless else answer.body))


# 9. What a gateway adds, takes away and remembers.

@odd({1: "cache", 3: "cache"}, later=True)
def cache_that_knows_no_keys(site):
    """GET is answered from a cache of a minute, whoever asks."""
    kept = {}

    def answer(request):
        if request.method != "GET":
            return site.forward(request)
        at, told = kept.get(request.path, (0, None))
        age = time.monotonic() - at
        if told and age < 60:
            hit = answered(request, told)
            hit.fields += [("Age", str(int(age))), ("X-Cache", "HIT")]
            return hit
        told = site.forward(request)
        if told.status == 200:
            kept[request.path] = time.monotonic(), told
        return told
    site.http(answer)


CORS = "Access-Control-Allow-Origin|CORS|browser"


@odd({0: CORS, 1: CORS}, later=True)
def cors_doubled(site):
    """The gateway allows every origin as well, so every answer says it twice."""
    site.change(lambda request, answer: answer.fields.append(("Access-Control-Allow-Origin", "*")))


def without_cors(request, answer):
    for name, _ in list(answer.fields):
        if name.lower().startswith("access-control"):
            answer.drop(name)


@odd({0: CORS, 1: CORS}, later=True)
def no_cors(site):
    """No page of another origin may read an answer."""
    site.change(without_cors)


@odd({0: CORS, 1: CORS}, later=True)
def no_cors_on_errors(site):
    """No page may read an answer of 400 and above."""
    site.change(lambda request, answer: without_cors(request, answer) if answer.status >= 400 else None)


@odd({0: CORS, 1: CORS}, later=True)
def no_preflight(site):
    """Every preflight is 405."""
    refusal = reply("405 Method Not Allowed", "text/html", html("405 Not Allowed"))
    site.change(lambda request, answer: refusal if request.method == "OPTIONS" else None)


def without_field(site, name):
    def answer(request):
        request.drop(name)
        return site.forward(request)
    site.http(answer)


@odd({1: "Authorization", 3: "Authorization"})
def authorization_taken_away(site):
    """The gateway takes Authorization out of every call."""
    without_field(site, "Authorization")


@odd({1: "X-Publishable-Key", 3: "X-Publishable-Key"})
def publishable_key_taken_away(site):
    """The gateway takes the header of the publishable key out of every call."""
    without_field(site, "X-Publishable-Key")


@odd({1: "X-Fingerprint", 3: "X-Fingerprint"}, later=True)
def fingerprint_taken_away(site):
    """The gateway takes X-Fingerprint out of every call."""
    without_field(site, "X-Fingerprint")


@odd({1: "DELETE", 3: "DELETE"}, later=True)
def delete_forbidden(site):
    """A firewall forbids DELETE."""
    refusal = reply("403 Forbidden", "text/html", html("Request blocked"), ("Server", "firewall"))
    site.change(lambda request, answer: refusal if request.method == "DELETE" else None)


@odd({1: "HTML|text/html", 3: "HTML|text/html"}, later=True)
def pages_for_errors(site):
    """The gateway puts pages of its own in the place of every 4xx."""
    site.change(lambda request, answer: answered(request, reply(
        answer.first.partition(" ")[2], "text/html", html(answer.first.partition(" ")[2])))
        if answer.status >= 400 else None)


@fine()
def calls_of_guides_not_served(site):
    """What guides alone name is an unknown route, which is answered before any key is looked at."""
    unknown = reply("404 Not Found", "text/plain", "404 page not found\n")
    named = re.compile(r"POST \S*/(auctions/[^/]+/(complete|validate)|timed-releases/[^/]+/complete"
                       r"|no7call\S*) ")
    site.http(lambda request: answered(request, unknown) if named.match(request.first)
              else site.forward(request))


@odd({1: "data", 3: "data"})
def everything_in_an_envelope(site):
    """The gateway puts every answer into {"data": …}."""
    site.change(lambda request, answer: answer.fill(b'{"data":%s}' % (answer.body or b"null")))


@odd({1: "X-RateLimit"}, later=True)
def no_limit_headers(site):
    """The gateway takes X-RateLimit-* and X-Request-Id away."""
    def alter(request, answer):
        for name in ("Limit", "Remaining", "Reset"):
            answer.drop("X-RateLimit-" + name)
        answer.drop("X-Request-Id")
    site.change(alter)


# 10. The control protocol.

@odd({0: "ask the platform team", 2: "ask the platform team", 3: "ask the platform team"},
     only=("queues", "guest"))
def control_refused_with_words(site):
    """The gateway refuses /__admin, and says whom to ask."""
    port = site.mock("--log", "text")
    words = '{"error":"Closed from outside: ask the platform team for a tunnel."}'
    refusal = reply("403 Forbidden", "application/json", words)
    site.http(lambda request: answered(request, refusal) if request.path.startswith("/__admin")
              else site.forward(request, port))
    site.named = site.target["url"]


@odd({0: "control|1\\d\\d passed", 3: "control"}, only=("queues", "guest"))
def control_behind_a_prefix(site):
    """Everything, the control protocol too, is below /fanfare."""
    port = site.mock("--log", "text")

    def answer(request):
        if not request.path.startswith("/fanfare/"):
            return answered(request, reply("404 Not Found", "text/html", html("404 Not Found")))
        request.first = request.first.replace("/fanfare/", "/", 1)
        return site.forward(request, port)
    server = site.http(answer)
    site.named = f"http://127.0.0.1:{server.port}/fanfare/api/v1"


@odd({0: ("needs a world that its control protocol refuses", "nobody merges here")},
     only=("linking", "guest"))
def control_that_refuses_a_world(site):
    """The control protocol makes organizations, and none that merges consumers."""
    port = site.mock("--log", "text")
    refusal = reply("400 Bad Request", "application/json", '{"error":"nobody merges here"}')
    site.http(lambda request: answered(request, refusal) if b'"merge"' in request.body
              else site.forward(request, port))
    site.named = site.target["url"]


@odd({3: ("control protocol", "/__admin/health is unknown")})
def control_promised_and_not_there(site):
    """The target file says that there is a control protocol, and there is none."""
    site.plain()
    site.target["control"] = True


# 11. The target file.

@odd({2: "exp_…|placeholder|init", 3: "exp_…|placeholder|init"})
def starter_file_untouched(site):
    """The target file is as `init` has written it."""
    starter(site)


@odd({2: "exp_…|placeholder", 3: "exp_…|placeholder"})
def starter_file_with_an_address(site):
    """The target file is as `init` has written it, with the address put in and the ids left."""
    starter(site)
    site.target["url"] = f"http://127.0.0.1:{site.behind}/api/v1"
    site.target["otp"] = {"command": "sh newest-code {to}"}


def starter(site):
    subprocess.run([site.kit, "init", "."], cwd=site.folder, check=True, capture_output=True)
    site.target = json.loads((site.folder / "fanfare-target.json").read_text())


@odd({2: "http://"})
def address_without_scheme(site):
    """The address is a host and a port."""
    site.named = "127.0.0.1:4802"


@odd({2: "JSON|target.json:"})
def target_file_cut_off(site):
    """The target file ends in the middle."""
    site.named = site.write("half.json", '{ "url": "http://127.0.0.1:9/api').name


def with_resources(site, **roles):
    site.point(site.behind)
    site.target["resources"].update({role.replace("_", "."): name for role, name in roles.items()})


@odd({2: "queue_nowhere", 3: "queue_nowhere"})
def queue_that_does_not_exist(site):
    """The target file names a queue that is not there."""
    with_resources(site, queue_open="queue_nowhere")


@odd({2: "exp_nowhere", 3: "exp_nowhere"})
def nothing_of_it_exists(site):
    """Every id of the target file is of another deployment."""
    with_resources(site)
    for role in site.target["resources"]:
        site.target["resources"][role] = role.partition(".")[0][:3] + "_nowhere"


@odd({0: "full", 2: "full", 3: "full"}, later=True)
def queue_full(site):
    """The queue that the target file calls open is full."""
    with_resources(site, queue_open="queue_tiny")
    key = ("X-Publishable-Key", KEYS["FANFARE_PUBLISHABLE_KEY"])
    guest = json.loads(post(site, "/auth/guest", key).body)
    post(site, "/queues/queue_tiny/enter", key, ("Authorization", "Bearer " + guest["accessToken"]))


def post(site, path, *fields):
    fields = [("Host", "mock"), ("Content-Length", "0"), *fields]
    return site.forward(Message(f"POST /api/v1{path} HTTP/1.1", fields))


@odd({0: "queue_closed", 2: "queue_closed", 3: "queue_closed"})
def queue_closed(site):
    """The queue that the target file calls open is closed."""
    with_resources(site, queue_open="queue_closed")


# 12. How codes are read.

def codes(site, script):
    """Codes by a script: $1 is the recipient, `newest` and `older` print theirs."""
    site.point(site.behind)
    site.write("newest", NEWEST_CODE)
    site.write("older", NEWEST_CODE.replace("tail -n 1", "tail -n 2 | head -n 1"))
    site.write("newest-code", script)


@odd({2: "no-such-program", 3: "no-such-program"})
def code_command_missing(site):
    """The command for codes is not there."""
    site.point(site.behind)
    site.target["otp"]["command"] = "./no-such-program {to}"


@odd({2: "mailbox is locked", 3: "mailbox is locked"})
def code_command_fails(site):
    """The command for codes exits with 1 and a word."""
    codes(site, "echo the mailbox is locked >&2; exit 1\n")


@odd({2: "printed no|no code|nothing", 3: "printed no|no code|nothing"}, seconds=40)
def code_command_prints_nothing(site):
    """The command for codes prints nothing."""
    codes(site, "exit 0\n")


@odd({2: "no code|digits|html", 3: "no code|digits|html"}, seconds=40)
def code_command_prints_a_page(site):
    """The command for codes prints a page that has no code in it."""
    codes(site, "echo '<html><title>Sign in to your mailbox</title></html>'\n")


@odd({2: "command.*(took|seconds|end)|code.*seconds", 3: "command.*(took|seconds|end)|code.*seconds"},
     seconds=40)
def code_command_hangs(site):
    """The command for codes does not end."""
    codes(site, "exec sleep 90\n")


@fine(seconds=40, only=("otp", "guest"))
def code_command_slow(site):
    """The command for codes takes half a second."""
    codes(site, 'sleep 0.5; exec sh newest "$1"\n')


# Half a second after a code was first asked for it can be read.
LATE = """\
newest=$(sh newest "$1")
test -e "seen-$newest" && { echo "$newest"; exit; }
(sleep 0.5; touch "seen-$newest") >late.log 2>&1 &
"""


@fine(seconds=40, only=("otp", "guest"))
def code_comes_late(site):
    """Nothing is printed for half a second, and then the code."""
    codes(site, LATE)


@odd({0: "passed", 3: "code"}, seconds=40, only=("otp", "guest"))
def older_code_first(site):
    """For half a second the code before is printed, and then the newest."""
    codes(site, LATE + 'sh older "$1"\n')


@odd({0: "passed", 3: "code"}, only=("otp", "guest"))
def code_in_a_sentence(site):
    """The command prints the code in a sentence, with a year in it."""
    codes(site, 'echo "Your code is $(sh newest "$1"). Copyright 2026"\n')


@odd({2: "fixed"}, only=("otp", "guest"))
def fixed_code_that_is_wrong(site):
    """The target file says a fixed code, and the deployment sends others."""
    site.point(site.behind)
    site.target["otp"] = {"fixed": "000000"}


# 13. A proxy on the way out.

def connect_proxy(site, head):
    """A proxy that opens every tunnel, or refuses by its own words."""
    def pump(one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def talk(connection):
        with connection.makefile("rb") as stream:
            asked = read_message(stream)
        connection.sendall(head)
        if b" 200 " not in head:
            return
        with socket.create_connection(("127.0.0.1", int(asked.path.rpartition(":")[2]))) as server:
            threading.Thread(target=pump, args=(server, connection), daemon=True).start()
            pump(connection, server)
            site.over.wait(0.2)
    url = site.target["url"]
    server = site.serve(talk)
    site.target["url"] = url
    site.environment["HTTPS_PROXY"] = f"http://127.0.0.1:{server.port}"


@fine()
def proxy_that_answers_without_length(site):
    """HTTPS_PROXY: its 200 to CONNECT has neither a length nor a body."""
    site.plain(site.certificate())
    connect_proxy(site, b"HTTP/1.1 200 Connection established\r\n\r\n")


@odd({3: ("407", "proxy")})
def proxy_that_wants_a_password(site):
    """HTTPS_PROXY: it answers 407 to every CONNECT."""
    site.plain(site.certificate())
    connect_proxy(site, b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                        b'Proxy-Authenticate: Basic realm="p"\r\nContent-Length: 0\r\n\r\n')


@odd({3: ("403", "proxy")})
def proxy_that_forbids(site):
    """HTTPS_PROXY: it answers 403 and a page to every CONNECT."""
    site.plain(site.certificate())
    page = html("ERR_ACCESS_DENIED").encode()
    connect_proxy(site, reply("403 Forbidden", "text/html", page).wire())


def proxied(site, address):
    site.plain(site.certificate())
    site.environment["HTTPS_PROXY"] = address


@odd({2: "socks5|HTTPS_PROXY", 3: "socks5|HTTPS_PROXY"})
def proxy_of_another_kind(site):
    """HTTPS_PROXY: an address of SOCKS, which must not be left out silently."""
    proxied(site, "socks5://127.0.0.1:1080")


@odd({2: "HTTPS_PROXY|99999", 3: "HTTPS_PROXY|99999"})
def proxy_with_an_impossible_port(site):
    """HTTPS_PROXY: a port that there cannot be."""
    proxied(site, "http://127.0.0.1:99999")


@odd({3: "proxy"})
def proxy_that_is_down(site):
    """HTTPS_PROXY: nobody listens there."""
    proxied(site, f"http://127.0.0.1:{free_port()}")


# 14. Real gateways.

def real(exits, needs, **more):
    return odd(exits, needs=needs, **more)


def launched(site, port, *command):
    await_port(port, site.start(*command))
    site.point(port)


def nginx(site, location, server="", outside=""):
    port = free_port()
    root = "user root;" if os.geteuid() == 0 else ""
    folders = "\n".join(f"{kind}_temp_path {kind};" for kind in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    site.write("nginx.conf", f"""{root} daemon off; master_process on; worker_processes 1;
        pid nginx.pid; error_log stderr;
        events {{ worker_connections 512; }}
        http {{ access_log off; {folders} {outside}
          upstream up {{ server 127.0.0.1:{site.behind}; }}
          server {{ listen 127.0.0.1:{port}; {server} location / {{ {location} }} }} }}""")
    launched(site, port, "nginx", "-p", site.folder, "-c", "nginx.conf", "-e", "stderr")


@real({0: "passed"}, "nginx")
def nginx_bare(site):
    """nginx with proxy_pass and nothing else."""
    nginx(site, "proxy_pass http://up;")


@real({3: "Basic"}, "nginx")
def nginx_basic(site):
    """nginx that wants a name and a password."""
    site.write("people", "")
    nginx(site, f'auth_basic "staging"; auth_basic_user_file {site.folder}/people;'
          "proxy_pass http://up;")


@real({3: ("301", "https://")}, "nginx")
def nginx_moved(site):
    """nginx that moves everything to https."""
    nginx(site, "return 301 https://$host$request_uri;")


@real({0: "503", 3: ("503", PACE)}, "nginx", seconds=60, later=True, only=("queues", "guest"))
def nginx_limit(site):
    """nginx with limit_req of ten a second and a burst of 20."""
    nginx(site, "limit_req zone=z burst=20 nodelay; proxy_pass http://up;",
          outside="limit_req_zone $binary_remote_addr zone=z:1m rate=10r/s;")


@real({1: "HTML|text/html", 3: "HTML|text/html"}, "nginx", later=True)
def nginx_intercepts(site):
    """nginx that puts its own pages in the place of errors."""
    codes = " ".join(map(str, (400, 401, 403, 404, 409, 413, 423, 429)))
    nginx(site, f"proxy_intercept_errors on; error_page {codes} /e.html; proxy_pass http://up;",
          server=f"location = /e.html {{ internal; root {site.folder}; }}")
    site.write("e.html", html("Something went wrong"))


@real({1: "cache", 3: "cache"}, "nginx", later=True)
def nginx_cache(site):
    """nginx with a cache of a minute that knows no keys."""
    nginx(site, "proxy_cache c; proxy_cache_valid 200 1m; add_header X-Cache $upstream_cache_status;"
          "proxy_ignore_headers Cache-Control Vary Expires; proxy_pass http://up;",
          outside="proxy_cache_path cache keys_zone=c:1m;")


@real({3: "https"}, "nginx")
def nginx_plain_http_to_its_tls_port(site):
    """nginx: http is asked where it speaks TLS."""
    site.certificate()
    nginx(site, "proxy_pass http://up;", server=f"ssl_certificate {site.folder}/server.pem;"
          f"ssl_certificate_key {site.folder}/server.key;"
          f"listen 127.0.0.1:{(port := free_port())} ssl;")
    site.point(port)


@real({3: "client certificate|certificate"}, "nginx")
def nginx_client_certificate(site):
    """nginx that wants a certificate of its client."""
    site.certificate()
    nginx(site, "proxy_pass http://up;", server=f"ssl_certificate {site.folder}/server.pem;"
          f"ssl_certificate_key {site.folder}/server.key; ssl_verify_client on;"
          f"ssl_client_certificate {site.authority}; listen 127.0.0.1:{(port := free_port())} ssl;")
    site.point(port, "https")


def haproxy(site, frontend, backend):
    port = free_port()
    site.write("haproxy.cfg", f"""
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend f
  bind 127.0.0.1:{port}
  {frontend}
  default_backend b
backend b
  {backend}
""")
    launched(site, port, "haproxy", "-db", "-f", "haproxy.cfg")


@real({0: "passed"}, "haproxy")
def haproxy_bare(site):
    """HAProxy that checks its server and says who asks."""
    haproxy(site, "option forwardfor", f"server s 127.0.0.1:{site.behind} check")


@real({3: "503"}, "haproxy")
def haproxy_server_down(site):
    """HAProxy whose server is down."""
    haproxy(site, "option forwardfor", f"server s 127.0.0.1:{free_port()}")


@real({0: "429", 3: ("429", PACE)}, "haproxy", seconds=60, later=True, only=("queues", "guest"))
def haproxy_limit(site):
    """HAProxy that lets ten calls a second pass."""
    haproxy(site, "stick-table type ip size 1k expire 10s store http_req_rate(1s)\n"
            "  http-request track-sc0 src\n"
            "  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 10 }",
            f"server s 127.0.0.1:{site.behind}")


def apache(site, *directives):
    port = free_port()
    modules = pathlib.Path(shutil.which("apache2")).parents[1] / "lib" / "apache2" / "modules"
    wanted = ("mpm_event", "proxy", "proxy_http", "authz_core", "authn_core", "auth_basic",
              "authn_file", "authz_user", "deflate", "filter")
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    loads = "\n".join(f"LoadModule {name}_module {modules}/mod_{name}.so" for name in wanted)
    site.write("apache.conf", f"""{loads}
{user}
Listen 127.0.0.1:{port}
ServerName localhost
PidFile {site.folder}/apache.pid
Mutex posixsem
ErrorLog {site.folder}/apache-errors.log
{chr(10).join(directives)}
""")
    launched(site, port, "apache2", "-d", site.folder, "-f", "apache.conf", "-DFOREGROUND")


@real({0: "passed"}, "apache2")
def apache_bare(site):
    """Apache with ProxyPass, compressing whoever asks for it."""
    apache(site, f"ProxyPass / http://127.0.0.1:{site.behind}/",
           "AddOutputFilterByType DEFLATE application/json")


@real({1: "HTML|text/html", 3: "HTML|text/html"}, "apache2", later=True)
def apache_overrides_errors(site):
    """Apache that puts its own pages in the place of errors."""
    apache(site, f"ProxyPass / http://127.0.0.1:{site.behind}/", "ProxyErrorOverride On")


@real({3: "503|502"}, "apache2")
def apache_server_down(site):
    """Apache whose server is down."""
    apache(site, f"ProxyPass / http://127.0.0.1:{free_port()}/")


def varnish(site, more):
    port = free_port()
    backend = f'backend b {{ .host = "127.0.0.1"; .port = "{site.behind}"; }}'
    site.write("one.vcl", f"vcl 4.1;\n{backend}\n{more}")
    launched(site, port, "varnishd", "-F", "-j", "none", "-n", site.folder / "varnish",
             "-a", f"127.0.0.1:{port}", "-f", site.folder / "one.vcl", "-s", "malloc,16m")


@real({0: "passed"}, "varnishd")
def varnish_pass(site):
    """Varnish that passes everything on."""
    varnish(site, "sub vcl_recv { return (pass); }")


@real({0: "passed"}, "varnishd")
def varnish_built_in(site):
    """Varnish as it comes, with what the server says of caches."""
    varnish(site, "")


@real({1: "cache", 3: "cache"}, "varnishd", later=True)
def varnish_for_a_minute(site):
    """Varnish that keeps every GET for a minute, whatever the server says."""
    varnish(site, "sub vcl_recv { if (req.method == \"GET\") { return (hash); } }\n"
            "sub vcl_backend_response { unset beresp.http.Vary; set beresp.ttl = 60s;"
            " return (deliver); }")


def squid(site, access):
    port = free_port()
    site.write("squid.conf", f"""http_port 127.0.0.1:{port}
pid_filename {site.folder}/squid.pid
cache_log {site.folder}/squid-cache.log
access_log none
cache deny all
shutdown_lifetime 0 seconds
http_access {access} all
""")
    for folder in (site.folder, site.folder.parent):
        folder.chmod(0o777)
    url = site.target["url"]
    launched(site, port, "squid", "-N", "-f", site.folder / "squid.conf")
    site.target["url"] = url
    site.environment["HTTPS_PROXY"] = f"http://127.0.0.1:{port}"


@real({0: "passed"}, "squid")
def squid_bare(site):
    """Squid on the way out, by HTTPS_PROXY."""
    site.plain(site.certificate())
    squid(site, "allow")


@real({3: ("403", "proxy")}, "squid")
def squid_forbids(site):
    """Squid on the way out, and it forbids everything."""
    site.plain(site.certificate())
    squid(site, "deny")


def mitmproxy(site, *options):
    launched(site, port := free_port(), "mitmdump", "-q", "-p", port, "--listen-host", "127.0.0.1",
             "--set", "confdir=mitm", *options)
    return port


@real({0: "passed"}, "mitmdump", seconds=60)
def mitmproxy_reverse(site):
    """mitmproxy in front of the server."""
    mitmproxy(site, "--mode", f"reverse:http://127.0.0.1:{site.behind}")


@real({3: ("authorit|trust", "certificateAuthorities")}, "mitmdump")
def mitmproxy_reads_along(site):
    """mitmproxy on the way out: it shows certificates of its own."""
    site.plain(site.certificate())
    url = site.target["url"]
    port = mitmproxy(site, "--ssl-insecure")
    site.target["url"] = url
    site.environment["HTTPS_PROXY"] = f"http://127.0.0.1:{port}"


# Running them.

@dataclasses.dataclass
class Run:
    status: int | None
    seconds: float
    megabytes: int
    output: str

    @property
    def lines(self):
        return self.output.splitlines()

    @property
    def telling(self):
        """The first and the last line that say something."""
        told = [line.strip() for line in self.lines
                if line.strip(" |") and not line.startswith("unsupported: ")]
        return (told[0], told[-1] if len(told) > 1 else "") if told else ("", "")


def run(site, command, log):
    """Runs it in the site's folder, and kills it when it does not end."""
    variables = {name: value for name, value in os.environ.items()
                 if not name.startswith("FANFARE_") and not name.lower().endswith("_proxy")}
    variables |= {name: value for name, value in site.environment.items() if value is not None}
    began = time.monotonic()
    with open(log, "wb") as out:
        process = subprocess.Popen([str(word) for word in command], cwd=site.folder, env=variables,
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   start_new_session=True)
        ended, status, usage = 0, 0, None
        while not ended and time.monotonic() - began < HARD_LIMIT:
            time.sleep(0.02)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.monotonic() - began
        kill(process.pid)
        if not ended:
            _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    output = log.read_bytes().decode("utf-8", "replace")
    exit_status = os.waitstatus_to_exitcode(status) if ended else None
    return Run(exit_status, seconds, usage.ru_maxrss // 1024, output)


def shortcomings(deployment, command, took):
    """What is not as stated."""
    exits = dict(deployment.exits)
    if command == "doctor" and (deployment.later or not set(exits) <= {2, 3}):
        # It asks a few calls alone: what shows in a whole run need not show there.
        exits[0] = "ok +reach"
    if took.status is None:
        yield f"does not end within {HARD_LIMIT} s"
    elif took.status not in exits:
        yield f"exit status {took.status} instead of {' or '.join(map(str, sorted(exits)))}"
    else:
        words = exits[took.status]
        for wanted in [words] if isinstance(words, str) else words:
            if not re.search(wanted, took.output, re.IGNORECASE):
                yield f"does not say /{wanted}/"
    if len(took.lines) > deployment.lines:
        yield f"{len(took.lines)} lines, more than {deployment.lines}"
    if took.status is not None and took.seconds > deployment.seconds:
        yield f"{took.seconds:.1f} s, more than {deployment.seconds}"
    if took.megabytes > MEMORY:
        yield f"{took.megabytes} MB of memory, more than {MEMORY}"
    if 1 not in exits and (blamed := re.findall("^FAILED", took.output, re.MULTILINE)):
        yield f"blames {len(blamed)} scenarios for what no clause can mend"
    if KEYS["FANFARE_SECRET_KEY"] in took.output:
        yield "shows the secret key"


def examine(deployment, command, kit, folder):
    if deployment.needs:
        require(deployment.needs)
    folder.mkdir(parents=True)
    site = Site(kit, folder)
    try:
        deployment.fixture(site)
        site.write("target.json", json.dumps(site.target, indent=2, ensure_ascii=False))
        arguments = [site.named or "target.json"]
        if command == "conform":
            arguments += [word for chapter in deployment.only for word in ("--only", chapter)]
        return run(site, [kit, command, *arguments], folder / "output")
    finally:
        site.close()


def clipped(text, length=160):
    text = text.replace("|", "¦").replace("`", "'")
    return text if len(text) <= length else text[:length - 1] + "…"


def knows(kit, command):
    told = subprocess.run([kit, "--help"], capture_output=True, text=True).stdout
    return re.search(f"^  {command} ", told, re.MULTILINE) is not None


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kit", default=".build/release/fanfare-kit", metavar="PROGRAM")
    parser.add_argument("--only", action="append", default=[], metavar="NAME",
                        help="a deployment, * stands for letters (repeatable)")
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    parser.add_argument("--doctor", action="store_true", help="ask 'doctor' about each as well")
    parser.add_argument("--real", action="store_true", help="real gateways too, where installed")
    parser.add_argument("--keep", action="store_true", help="keep the folders, and say where")
    return parser.parse_args()


def chosen(options):
    def wanted(deployment):
        if options.only:
            return any(fnmatch.fnmatch(deployment.name, pattern) for pattern in options.only)
        return options.real or options.list or not deployment.needs
    return [deployment for deployment in DEPLOYMENTS.values() if wanted(deployment)]


def main():
    options = arguments()
    deployments = chosen(options)
    if not deployments:
        return "no deployment has that name; --list shows all"
    if options.list:
        for deployment in deployments:
            print(f"{deployment.name:36} {deployment.words}")
        return 0
    kit = shutil.which(options.kit)
    if not kit:
        return f"there is no program {options.kit}; name it by --kit"
    kit = os.path.abspath(kit)
    commands = ["conform", "doctor"] if options.doctor else ["conform"]
    if options.doctor and not knows(kit, "doctor"):
        return "this program has no command 'doctor' yet"
    root = pathlib.Path(tempfile.mkdtemp(prefix="odd-"))
    try:
        return table(deployments, commands, kit, root)
    finally:
        if options.keep:
            print(f"kept in {root}")
        else:
            shutil.rmtree(root, ignore_errors=True)


def row(deployment, command, took, wrong):
    name = f"**{deployment.name}**" if wrong else deployment.name
    status = "none" if took.status is None else took.status
    first, last = map(clipped, took.telling)
    cells = (name, command, status, f"{took.seconds:.1f}", len(took.lines), first, last)
    return f"| {' | '.join(map(str, cells))} |"


def table(deployments, commands, kit, root):
    """Runs them one after another, and says what is not as stated."""
    unmet = []
    print("| deployment | command | exit | s | lines | first line | last line |")
    print("|---|---|---|---|---|---|---|")
    for deployment, command in itertools.product(deployments, commands):
        try:
            took = examine(deployment, command, kit, root / f"{deployment.name}-{command}")
        except Missing as missing:
            print(f"| {deployment.name} | {command} | skipped | | | {missing} | |", flush=True)
            continue
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"| {deployment.name} | {command} | not run | | | {error} | |", flush=True)
            unmet.append((deployment, command, [f"cannot be put up: {error}"]))
            continue
        wrong = list(shortcomings(deployment, command, took))
        unmet += [(deployment, command, wrong)] if wrong else []
        print(row(deployment, command, took, wrong), flush=True)
    print()
    for deployment, command, wrong in unmet:
        print(f"{deployment.name}, {command}: {'; '.join(wrong)}.\n  {deployment.words}")
    print(f"{len(deployments)} deployments, {len(unmet)} runs are not as stated")
    return 1 if unmet else 0


if __name__ == "__main__":
    sys.exit(main())
