import FanfareModel
import HTTPEngine
import JSONTree

/// Why the control protocol turned a call away.
enum ControlError: Error {
    case closed
    case notLocal
    case throughProxy(String)
    case foreignHost(String)
    case foreignOrigin(String)
    case tokenRequired
    case wrongToken
    case browserOnAPIPort
    case notTheAPI
    case oneOrganizationOnly
    case unknownOrganization(String)
    case unknownCall(nearest: NearestRoute?)
    case twoOrganizations

    /// The status, what is wrong, and what to do next.
    func words(_ ports: MockPorts?) -> (status: Int, error: String, message: String) {
        let token = "start the mock with --control-token and show the token"
        return switch self {
        case .closed:
            (404, "The control protocol is switched off", "Start the mock without --no-admin.")
        case .notLocal:
            (
                403, "The control protocol answers this machine only",
                "Call it on 127.0.0.1, or \(token)."
            )
        case .throughProxy(let field):
            (
                403, "The control protocol answers nothing that came through a proxy",
                "\(field) tells of one. Call the mock itself, or \(token)."
            )
        case .foreignHost(let host):
            (
                403, "The control protocol does not answer to the host '\(host)'",
                "Call it as localhost or 127.0.0.1, or \(token)."
            )
        case .foreignOrigin(let origin):
            (
                403, "The control protocol answers no page of '\(origin)'",
                "Open the page that the mock serves itself, or call without a browser."
            )
        case .tokenRequired:
            (
                401, "The control protocol needs its token",
                "Send it as 'Authorization: Bearer …'; in a browser, open /__admin/ and enter it."
            )
        case .wrongToken:
            (
                401, "That is not the token of the control protocol",
                "It is the mock's --control-token, or FANFARE_CONTROL_TOKEN in its environment."
            )
        case .browserOnAPIPort:
            (
                403, "On this port the control protocol answers no browser",
                "A page of the server behind --proxy-to could be asking. The page is on port \(ports?.control ?? 0), under /__admin/."
            )
        case .notTheAPI:
            (
                404, "This port is the control protocol's alone",
                "The API is on port \(ports?.api ?? 0)."
            )
        case .oneOrganizationOnly:
            (
                403, "This token opens one organization only",
                "The mock's own --control-token opens all."
            )
        case .unknownOrganization(let id):
            (
                404, "There is no organization '\(id)'",
                "POST /__admin/organizations makes one; without X-Organization-Id the default one is meant."
            )
        case .unknownCall(let nearest):
            (
                404, "Not found",
                (nearest.map { $0.sentence + " " } ?? "")
                    + "GET /__admin/routes lists what the control protocol knows."
            )
        case .twoOrganizations:
            (
                400, "The call names two organizations",
                "Name one, by X-Organization-Id or by ?organization=."
            )
        }
    }

    /// The refusal as a program reads it.
    func reply(_ ports: MockPorts?) -> Reply {
        let (status, error, message) = words(ports)
        var reply = Reply(
            status, ["error": JSONNode(error.shortened(to: 300)), "message": JSONNode(message)])
        if status == 401 { reply.headers = [("WWW-Authenticate", "Bearer realm=\"control\"")] }
        return reply
    }

    /// The refusal as somebody reads it who came to see the page.
    func page(_ ports: MockPorts?, to request: HTTPRequest) -> Reply {
        let (status, error, message) = words(ports)
        var page = DoorPage(heading: error, message: message)
        if request.pathBytes.last != UInt8(ascii: "/") { page.base = "__admin/" }
        if case .browserOnAPIPort = self, let ports {
            let name = DoorPage.hostName(request.headers["Host"] ?? "localhost")
            page.link = "http://\(name):\(ports.control)/__admin/"
        }
        return page.reply(status)
    }
}

extension Control {
    /// What a control call is refused with: its fields in its own words, a rule of the organization in
    /// those of its edition.
    static func reply(to error: FanfareError, _ edition: Edition) -> Reply {
        if case .validation(let issues) = error { return .validationFailed(issues) }
        return edition.errors.reply(error)
    }
}
