import FanfareMock
import FanfareMockURLSession
import Foundation
import TestSupport
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Every fault on the wire as three real clients see it, and a session without a wire.
struct WireFaultTests {
    /// A fault, and what each client makes of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let fault: MockFault
        /// curl's exit status: 0 fine, 18 partial, 28 too slow, 52 nothing came, 56 receiving failed.
        let curl: Int32
        /// The exception of Python's `http.client`, or `ok`.
        let python: String
        /// The code of URLSession's error, nil for none.
        let session: URLError.Code?
        /// The same without a socket.
        let direct: URLError.Code?

        init(
            _ name: String, _ fault: MockFault, curl: Int32, python: String,
            session: URLError.Code?, direct: URLError.Code?
        ) {
            self.name = name
            self.fault = fault
            self.curl = curl
            self.python = python
            self.session = session
            self.direct = direct
        }

        var testDescription: String { name }
    }

    /// What every client is given, in seconds.
    private static let patience = "0.5"

    /// Foundation for Linux knows no better name for a body that ends too early.
    private static let cutShort = URLError.Code.unknown

    static let rows = [
        Row(
            "none", .delay(.milliseconds(1)), curl: 0, python: "ok", session: nil, direct: nil),
        Row(
            "reset before the answer", .resetBefore, curl: 56, python: "ConnectionResetError",
            session: .networkConnectionLost, direct: .networkConnectionLost),
        Row(
            "reset in the middle", .resetMiddle, curl: 56, python: "ConnectionResetError",
            session: .networkConnectionLost, direct: .networkConnectionLost),
        Row(
            "truncated", .truncate(after: 5), curl: 18, python: "IncompleteRead",
            session: cutShort, direct: .networkConnectionLost),
        Row(
            "length too large", .contentLength(off: 9), curl: 18, python: "IncompleteRead",
            session: cutShort, direct: .networkConnectionLost),
        Row(
            "length too small", .contentLength(off: -5), curl: 0, python: "JSONDecodeError",
            session: .cannotParseResponse, direct: .cannotParseResponse),
        Row(
            "drip", .drip(bytesPerSecond: 2000), curl: 0, python: "ok", session: nil, direct: nil),
        Row(
            "drip beyond all patience", .drip(bytesPerSecond: 1), curl: 28, python: "TimeoutError",
            session: .timedOut, direct: .timedOut),
        Row(
            "delay beyond all patience", .delay(.seconds(3600)), curl: 28, python: "TimeoutError",
            session: .timedOut, direct: .timedOut),
        Row(
            "malformed JSON", .malformedJSON, curl: 0, python: "JSONDecodeError",
            session: .cannotParseResponse, direct: .cannotParseResponse),
        Row(
            "wrong content type", .contentType("text/html"), curl: 0, python: "ContentType",
            session: .badServerResponse, direct: .badServerResponse),
    ]

    private func shop(_ row: Row) async throws -> MockOrganization {
        let shop = try MockServer.started().defaultOrganization
        try await shop.addFault(row.fault, path: "/health")
        return shop
    }

    @Test(.enabled(if: Programs.has("curl"), "curl is not installed"), arguments: rows)
    func `curl's exit status`(_ row: Row) async throws {
        let shop = try await shop(row)
        let run = try Programs.run(
            "curl", "-s", "-o", "/dev/null", "--max-time", Self.patience,
            shop.server.baseURL + "/health")
        #expect(run.status == row.curl)
    }

    @Test(.enabled(if: Programs.has("python3"), "python3 is not installed"), arguments: rows)
    func `the exception of Python's http client`(_ row: Row) async throws {
        let shop = try await shop(row)
        let run = try Programs.run(
            "python3", "-c", Self.script, "\(shop.server.port)", Self.patience)
        #expect(run.output == row.python)
    }

    @Test(arguments: rows)
    func `a URLSession`(_ row: Row) async throws {
        let shop = try await shop(row)
        let session = URLSession(configuration: Self.configuration)
        let code = await Self.code(session, shop.server.baseURL)
        #expect(code == row.session)
    }

    // A byte each second is news each second: without a socket only silence is too slow.
    @Test(arguments: rows.filter { $0.fault != .drip(bytesPerSecond: 1) })
    func `a session without a socket`(_ row: Row) async throws {
        let shop = try await shop(row)
        let session = URLSession(configuration: shop.sessionConfiguration(from: Self.configuration))
        let code = await Self.code(session, "http://localhost:4802")
        #expect(code == row.direct)
    }

    /// Whole seconds, because Foundation for Linux knows no others.
    private static var configuration: URLSessionConfiguration {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 1
        return configuration
    }

    /// What a careful client does: it minds the status, the type of the body, and the body.
    private static func code(_ session: URLSession, _ base: String) async -> URLError.Code? {
        do {
            guard let url = URL(string: base + "/health") else { return .badURL }
            let (data, response) = try await session.data(from: url)
            guard response.mimeType == "application/json" else { return .badServerResponse }
            let isJSON = (try? JSONSerialization.jsonObject(with: data)) != nil
            return isJSON ? nil : .cannotParseResponse
        } catch {
            return (error as? URLError)?.code ?? .unknown
        }
    }

    private static let script = """
        import http.client, json, sys, time
        connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=float(sys.argv[2]))
        try:
            connection.request("GET", "/health")
            answer = connection.getresponse()
            body = answer.read()
            if answer.getheader("Content-Type") != "application/json":
                print("ContentType", end="")
            else:
                json.loads(body)
                print("ok", end="")
        except Exception as error:
            print(type(error).__name__, end="")
        """
}

/// Other programs of the machine.
private enum Programs {
    static func has(_ name: String) -> Bool { path(of: name) != nil }

    static func run(_ name: String, _ arguments: String...) throws -> (
        status: Int32, output: String
    ) {
        let process = Process()
        process.executableURL = path(of: name)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitPatiently()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    private static func path(of name: String) -> URL? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .map { URL(filePath: String($0)).appending(path: name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
    }
}
