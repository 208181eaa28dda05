import HTTPEngine
import JSONTree

/// Why the control protocol turned a call away.
enum ControlError: Error {
    case closed
    case notLocal
    case foreignHost(String)
    case foreignOrigin(String)
    case unknownOrganization(String)
    case unknownCall(nearest: NearestRoute?)
    case twoOrganizations

    var reply: Reply {
        switch self {
        case .closed:
            refusal(
                404, "The control protocol is switched off", "Start the mock without --no-admin.")
        case .notLocal:
            refusal(403, "The control protocol answers this machine only", "Call it on 127.0.0.1.")
        case .foreignHost(let host):
            refusal(
                403, "The control protocol does not answer to the host '\(host)'",
                "Call it as localhost or 127.0.0.1.")
        case .foreignOrigin(let origin):
            refusal(
                403, "The control protocol answers no page of '\(origin)'",
                "Open the page that the mock serves itself, or call without a browser.")
        case .unknownOrganization(let id):
            refusal(
                404, "There is no organization '\(id)'",
                "POST /__admin/organizations makes one; without X-Organization-Id the default one is meant."
            )
        case .unknownCall(let nearest):
            refusal(
                404, "Not found",
                (nearest.map { $0.sentence + " " } ?? "")
                    + "GET /__admin/routes lists what the control protocol knows.")
        case .twoOrganizations:
            refusal(
                400, "The call names two organizations",
                "Name one, by X-Organization-Id or by ?organization=.")
        }
    }

    private func refusal(_ status: Int, _ error: String, _ message: String) -> Reply {
        Reply(status, ["error": JSONNode(error.shortened(to: 300)), "message": JSONNode(message)])
    }
}

/// Keeps strangers and foreign web pages away from the control protocol.
///
/// A page of another site can make a browser send requests here: it cannot forge `Host` beyond a
/// name it owns (DNS rebinding) nor leave out `Origin` on a request that changes something.
struct ControlDoor {
    let isOpen: Bool

    func check(
        _ request: HTTPRequest, isPage: Bool = false, peerIsLocal: Bool
    ) throws(ControlError) {
        guard isOpen else { throw .closed }
        guard peerIsLocal else { throw .notLocal }
        let host = request.headers["Host"] ?? ""
        guard Self.isLocal(host) else { throw .foreignHost(host) }
        if let origin = request.headers["Origin"], origin != "http://\(host)" {
            throw .foreignOrigin(origin)
        }
        if let site = request.headers["Sec-Fetch-Site"], site != "same-origin", site != "none" {
            guard isPage, Self.isLinkFollowed(request) else { throw .foreignOrigin(site) }
        }
    }

    /// Whether a person goes to a page by a link: nothing of it is shown to the site that links.
    private static func isLinkFollowed(_ request: HTTPRequest) -> Bool {
        request.headers["Sec-Fetch-Mode"] == "navigate"
            && request.headers["Sec-Fetch-Dest"] == "document"
    }

    /// Whether a `Host` names this machine, and nothing but a port beside it.
    private static func isLocal(_ host: String) -> Bool {
        let host = host.lowercased()
        let end = host.hasPrefix("[") ? host.firstIndex(of: "]") : nil
        let name = end.map { host[...$0] } ?? host.prefix { $0 != ":" }
        let port = host[name.endIndex...]
        guard port.isEmpty || port.first == ":" && port.dropFirst().allSatisfy(\.isASCIIDigit)
        else { return false }
        return ["localhost", "127.0.0.1", "[::1]"].contains(String(name))
            || name.hasSuffix(".localhost")
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isWholeNumber }
}
