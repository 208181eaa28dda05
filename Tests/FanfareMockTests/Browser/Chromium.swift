import Foundation
import JSONTree
import TestSupport

/// A headless Chromium with one tab, driven over the DevTools protocol through a pipe.
final class Chromium {
    /// Where the browser lies, nil when none is installed.
    static let path = [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ].first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Why something could not be done.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What the page complained about: exceptions, refused resources, console errors.
    private(set) var complaints: [String] = []

    private let process = Process()
    private let toBrowser = Pipe()
    private let fromBrowser = Pipe()
    /// Its path is short: the browser opens a socket below, whose path has room for 107 bytes.
    private let profile = FileManager.default.temporaryDirectory
        .appending(path: "chromium-\(UUID().uuidString.prefix(8))")
    private var unread = Data()
    private var lastID = 0
    private var session: JSONNode?

    /// Opens the browser with an empty tab; it is killed if it takes longer than a minute and a half.
    init() throws {
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [
            // The protocol speaks through descriptors 3 and 4.
            "-c", #"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#, Self.path ?? "",
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-extensions", "--disable-background-networking",
            "--user-data-dir=\(profile.path())", "--remote-debugging-pipe", "about:blank",
        ]
        // What it puts beside its profile shall go with it.
        try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["TMPDIR": profile.path()]
        ) { $1 }
        process.standardInput = toBrowser
        process.standardOutput = fromBrowser
        try process.run()
        let process = process
        DispatchQueue.global().asyncAfter(deadline: .now() + 90) { process.terminate() }
        let target = try send("Target.createTarget", ["url": "about:blank"])
        session = try send(
            "Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])[
                "sessionId"]
        for domain in ["Page", "Runtime", "Log"] { _ = try send("\(domain).enable") }
    }

    deinit {
        try? toBrowser.fileHandleForWriting.close()
        process.terminate()
        process.waitPatiently()
        // Its children end a little later, and write until then.
        for _ in 0..<40 {
            try? FileManager.default.removeItem(at: profile)
            guard FileManager.default.fileExists(atPath: profile.path()) else { return }
            usleep(50_000)
        }
    }

    /// Makes one call and waits for its answer; what happens meanwhile is noted.
    @discardableResult
    func send(_ method: String, _ parameters: JSONNode = [:]) throws -> JSONNode {
        lastID += 1
        var members = [
            JSONMember("id", JSONNode(lastID)), JSONMember("method", JSONNode(method)),
            JSONMember("params", parameters),
        ]
        if let session { members.append(JSONMember("sessionId", session)) }
        let message = Data(JSONNode(members).text().utf8 + [0])
        try toBrowser.fileHandleForWriting.write(contentsOf: message)
        while true {
            let answer = try receive()
            guard answer["id"]?.integer == lastID else {
                note(answer)
                continue
            }
            if let error = answer["error"] {
                throw Failure(description: "\(method): \(error.text())")
            }
            return answer["result"] ?? .null
        }
    }

    private func receive() throws -> JSONNode {
        while true {
            if let end = unread.firstIndex(of: 0) {
                let message = Array(unread[..<end])
                unread = unread[(end + 1)...]
                return try JSONNode(parsing: message, limits: JSONLimits(bytes: 64 << 20))
            }
            let more = fromBrowser.fileHandleForReading.availableData
            if more.isEmpty { throw Failure(description: "the browser has gone") }
            unread += more
        }
    }

    private func note(_ event: JSONNode) {
        switch event["method"]?.string {
        case "Runtime.exceptionThrown": complaints.append(event.text())
        case "Log.entryAdded" where event["params"]?["entry"]?["level"] == "error":
            complaints.append(event.text())
        default: break
        }
    }
}
