import Foundation
import Testing

@testable import FanfareConformance
@testable import fanfare_kit

/// The commands for codes that the page on deployments names, against what they read from.
@Suite(.enabled(if: Tools.areThere, "curl or python3 is not installed"))
struct CodeCommandPageTests {
    private let recipient = "ann+fanfare-kit-r1-0@example.com"

    /// The command of the page that holds a word.
    private func command(_ word: String) throws -> String {
        let page = try #require(Topic.all.first { $0.name == "deployments" }?.text)
        return try #require(
            page.split(separator: "\n").map(String.init).first {
                $0.contains(word) && $0.contains("{to}") && $0.contains("grep -o")
            })
    }

    @Test func `a log file`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "log-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let lines = """
            {"at":1795912000,"to":"\(recipient)","code":"111111"}
            {"at":1795912001,"to":"\(recipient)","code":"222222"}
            {"at":1795912002,"to":"bob@example.com","code":"333333"}

            """
        try Data(lines.utf8).write(to: folder.appending(path: "mail.log"))
        let code = try CodeCommand.code(
            try command("mail.log"), to: recipient, in: folder.path())
        #expect(code == "222222")
    }

    @Test func `a mail catcher over HTTP`() throws {
        let stub = try Stub(Self.mailpit)
        let command = try command("localhost:8025").replacing("8025", with: "\(stub.port)")
        #expect(try CodeCommand.code(command, to: recipient) == "222222")
        #expect(throws: CodeCommand.Failure.self) {
            try CodeCommand.code(command, to: "bob@example.com")
        }
    }

    @Test func `a mailbox by IMAP`() throws {
        let stub = try Stub(Self.imap)
        let command = try command("$IMAP")
        let address = "IMAP=imap://me:secret@127.0.0.1:\(stub.port)/INBOX; "
        #expect(try CodeCommand.code(address + command, to: recipient) == "222222")
        #expect(throws: CodeCommand.Failure.self) {
            try CodeCommand.code(address + command, to: "bob@example.com")
        }
    }

    /// A server of a few lines of Python, which prints its port.
    private final class Stub {
        let port: Int
        private let process = Process()

        init(_ script: String) throws {
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["python3", "-c", script]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            var text = ""
            while !text.hasSuffix("\n"), case let data = output.fileHandleForReading.availableData,
                !data.isEmpty
            {
                text += String(decoding: data, as: UTF8.self)
            }
            port = try #require(Int(text.dropLast()))
        }

        deinit { kill(process.processIdentifier, SIGKILL) }
    }

    /// The search of Mailpit (GET /api/v1/search), the newest message first.
    private static let mailpit = """
        import http.server, json, urllib.parse
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
                found = [{"ID": "4oRBnPtCXgAqZniRhzLNmS", "Snippet": f"Your code is {code}. It holds ten minutes.", "Size": 21370}
                         for code in ("222222", "111111")]
                known = query.get("query") == ["to:ann+fanfare-kit-r1-0@example.com"]
                body = json.dumps({"total": 20260, "messages": found[:int(query["limit"][0])] if known else []},
                                  separators=(",", ":")).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *words): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    /// As much of IMAP4rev1 (RFC 3501) as curl asks of a mailbox of nine messages.
    private static let imap = #"""
        import socket
        server = socket.create_server(("127.0.0.1", 0))
        print(server.getsockname()[1], flush=True)
        text = b"--boundary20261129\r\nContent-Type: text/plain\r\n\r\nYour code is 222222.\r\n--boundary20261129--\r\n"
        while True:
            connection, _ = server.accept()
            connection.sendall(b"* OK ready\r\n")
            for line in connection.makefile("rb"):
                tag, command = line.split()[0], line.split(b" ", 1)[1].upper()
                if command.startswith(b"CAPABILITY"): connection.sendall(b"* CAPABILITY IMAP4rev1\r\n")
                if command.startswith(b"SELECT"): connection.sendall(b"* 9 EXISTS\r\n* OK [UIDVALIDITY 1]\r\n")
                if command.startswith(b"SEARCH"):
                    found = b" 4 9" if b"ANN+FANFARE-KIT-R1-0@" in command else b""
                    connection.sendall(b"* SEARCH" + found + b"\r\n")
                if command.startswith(b"FETCH 9"):
                    connection.sendall(b"* 9 FETCH (BODY[TEXT] {%d}\r\n" % len(text) + text + b")\r\n")
                bad = command.startswith(b"FETCH") and not command.startswith(b"FETCH 9")
                connection.sendall(tag + (b" BAD no\r\n" if bad else b" OK done\r\n"))
                if command.startswith(b"LOGOUT"): break
            connection.close()
        """#
}

/// What the tests need of the machine.
private enum Tools {
    static let areThere = ["/usr/bin/curl", "/usr/bin/env"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0)
    }
}
