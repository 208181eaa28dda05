import JSONTree
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The file of a ledger: its owner's alone, locked while a run lives, written at its end only.
struct LedgerFile: Sendable {
    let path: String
    private let descriptor: Int32

    /// Makes the file of a new run.
    init(making path: String) throws(Files.Failure) {
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try Files.makeFolder(String(path[..<slash]))
        }
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else {
            let reason =
                errno == EEXIST
                ? "it holds what another run has left behind; 'fanfare-kit clean \(path)' takes that back"
                : "\(String(cString: strerror(errno))); name another place by --ledger FILE"
            throw Files.Failure(path, reason)
        }
        self.path = path
        self.descriptor = descriptor
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
    }

    /// Takes up the file of a run that is over.
    init(reopening path: String) throws(Files.Failure) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Files.Failure(path, "\(String(cString: strerror(errno))); name another file")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Files.Failure(path, "its run is still under way; it cleans up after itself")
        }
        self.path = path
        self.descriptor = descriptor
    }

    /// Writes one line, in one piece.
    func append(_ line: JSONNode) throws(Files.Failure) {
        let bytes = Array((line.text() + "\n").utf8)
        let count = write(descriptor, bytes, bytes.count)
        guard count == bytes.count else {
            // What was written in part has no error of its own.
            let code = count < 0 ? errno : ENOSPC
            throw Files.Failure(
                path, "\(String(cString: strerror(code))); name another place by --ledger FILE")
        }
    }

    /// Removes it; nobody may take it up any more.
    func remove() { unlink(path) }

    /// Lets go of it, so that somebody else may take it up.
    func letGo() { close(descriptor) }

    /// Whether a run that still lives holds it.
    static func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }
}

/// What the lines of a ledger amount to.
struct LedgerLines {
    private(set) var head: (run: String, target: String)?
    private(set) var startedAt = ""
    private(set) var next = 1
    private(set) var open: [Ledger.Entry] = []
    private(set) var tokens: [String: [String]] = [:]
    private(set) var left: [String: Int] = [:]
    /// The first line that says nothing, from 1; nil where all do.
    private(set) var damaged: Int?

    /// Reads them; a last line that was cut off says nothing, and is no damage.
    init(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            let isRead = (try? JSONNode(parsing: Array(line))).map { add($0) } ?? false
            if !isRead, index < lines.count - 1 { damaged = damaged ?? index + 1 }
        }
    }

    /// Takes a line in; false for one that no run has written.
    private mutating func add(_ node: JSONNode) -> Bool {
        if node["format"]?.string == "fanfare-kit-ledger/1", let run = node["run"]?.string,
            let target = node["target"]?.string
        {
            head = (run, target)
            startedAt = node["startedAt"]?.string ?? ""
        } else if let token = node["token"]?.string, let scenario = node["scenario"]?.string {
            tokens[scenario, default: []].append(token)
        } else if let number = node["settled"]?.integer {
            open.removeAll { $0.number == number }
        } else if let number = node["kept"]?.integer {
            let noun = open.first { $0.number == number }?.leaves
            if let noun { left[noun, default: 0] += 1 }
            open.removeAll { $0.number == number }
        } else if let number = node["entry"]?.integer, number < 1 << 40 {
            let undo = UndoRequest(node["undo"])
            guard undo != nil || node["undo"] == nil else { return false }
            next = max(next, number + 1)
            open.append(
                Ledger.Entry(
                    number: number, scenario: node["scenario"]?.string ?? "",
                    request: node["request"]?.string ?? "", undo: undo,
                    leaves: node["leaves"]?.string))
        } else {
            return false
        }
        return true
    }
}

extension Ledger.Entry {
    /// As it stands in a ledger.
    var line: JSONNode {
        var members = [
            JSONMember("entry", JSONNode(number)), JSONMember("scenario", JSONNode(scenario)),
            JSONMember("request", JSONNode(request)),
        ]
        if let undo { members.append(JSONMember("undo", undo.node)) }
        if let leaves { members.append(JSONMember("leaves", JSONNode(leaves))) }
        return JSONNode(members)
    }
}
