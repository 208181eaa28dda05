import HTTPEngine
import JSONTree

/// The page for people: its files as they are embedded, and the fences around them.
enum PageFiles {
    /// One file as it is served.
    struct File: Sendable {
        let bytes: [UInt8]
        let type: String
    }

    private static let files: [String: File] = {
        var files: [String: File] = [:]
        for file in EmbeddedFiles.all where file.path.hasPrefix("fixtures/page/") {
            let name = String(file.path.dropFirst("fixtures/page/".count))
            let ending = name.split(separator: ".").last.map(String.init) ?? ""
            files[name] = File(
                bytes: Array(file.text.utf8), type: types[ending] ?? "application/octet-stream")
        }
        return files
    }()

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    ]

    /// Nothing but the mock's own files may run, load or frame; scripts cannot turn text into markup.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'"

    /// Whether a path is the page itself, to which a person may come by a link.
    static func isPage(_ path: ArraySlice<UInt8>) -> Bool {
        path.elementsEqual("/__admin/".utf8) || path.elementsEqual("/__admin".utf8)
    }

    /// Sends who forgot the slash, or the whole path, to the page; a proxy may have put a path before it.
    static func redirection(_ status: Int) -> Reply {
        var reply = Reply(status)
        reply.headers = [("Location", "__admin/")]
        return reply
    }

    /// A file by its name as it is embedded, nil for one that there is not.
    static func file(_ name: String) -> File? { files[name] }

    /// A file by its name, nil for one that there is not.
    static func reply(_ name: String) -> Reply? {
        guard let file = files[name] else { return nil }
        var reply = Reply(200)
        reply.bytes = file.bytes
        reply.headers = [
            ("Content-Type", file.type), ("Content-Security-Policy", policy),
            ("X-Frame-Options", "DENY"),
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ]
        return reply
    }
}
