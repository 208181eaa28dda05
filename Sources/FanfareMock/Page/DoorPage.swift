import HTTPEngine

/// The page that somebody sees who may not see the page: why, and what to do.
struct DoorPage {
    let heading: String
    let message: String
    /// Where to go instead.
    var link: String?
    /// Whether the token may be entered here.
    var asksForToken = false
    /// What leads from its address to the page's: nothing, but for who forgot the slash.
    var base = ""

    /// What a stranger sees at a door that a token opens.
    static let locked = DoorPage(
        heading: "This mock is locked",
        message: "Enter its control token: what --control-token or FANFARE_CONTROL_TOKEN says.",
        asksForToken: true)

    /// The page with a status.
    func reply(_ status: Int) -> Reply {
        guard var reply = PageFiles.reply("door.html") else {
            preconditionFailure("the page is not embedded")
        }
        reply.status = status
        reply.bytes = Array(
            String(decoding: reply.bytes ?? [], as: UTF8.self)
                .replacing("{{base}}", with: base)
                .replacing("{{form}}", with: asksForToken ? "" : "hidden")
                .replacing("{{link}}", with: link.map(Self.anchor) ?? "")
                .replacing("{{heading}}", with: Self.escaped(heading))
                .replacing("{{message}}", with: Self.escaped(message)).utf8)
        if status == 401 { reply.headers.append(("WWW-Authenticate", "Bearer realm=\"control\"")) }
        return reply
    }

    /// The name in a `Host`, without its port.
    static func hostName(_ host: String) -> String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
        return String(host.prefix { $0 != ":" })
    }

    private static func anchor(_ address: String) -> String {
        "<p><a href=\"\(escaped(address))\">\(escaped(address))</a></p>"
    }

    /// Text that is no markup; it may hold what a stranger sent.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
