import HTTPEngine
import JSONTree
import SafeText
import TLS

/// The members that say how a target is reached.
extension TargetFile {
    /// Where values come from that must not stand in a file, and where the file lies.
    struct Surroundings {
        let environment: (String) -> String?
        /// The folder of the file with a slash at its end, empty where it is the current one.
        let folder: String

        init(_ file: SuiteFile, _ environment: @escaping (String) -> String?) {
            self.environment = environment
            folder = file.path.lastIndex(of: "/").map { String(file.path[...$0]) } ?? ""
        }

        /// A path beside the file.
        func path(_ cursor: Cursor) throws(SuiteProblem) -> String {
            let path = try cursor.string("the path of a PEM file")
            return path.hasPrefix("/") ? path : folder + path
        }

        /// A text, or `{ "env": "NAME" }`, which is a secret.
        func value(
            _ cursor: Cursor, mustBeSecret: Bool = false
        ) throws(SuiteProblem) -> (text: String, secret: ExtraFields.Secret?) {
            let what = "{ \"env\": \"NAME\" }, the environment variable that holds it"
            guard cursor.node.members != nil else {
                let text = try cursor.string("a text, or " + what)
                guard !mustBeSecret else {
                    throw cursor.problem("a secret does not belong into a file: write " + what)
                }
                return (text, nil)
            }
            try cursor.allow(["$comment", "env"])
            let member = try cursor.require("env")
            let variable = try member.string("the name of an environment variable")
            guard let text = environment(variable) else {
                throw member.problem("the environment variable \(variable) is not set, or empty")
            }
            return (text, ExtraFields.Secret(value: text, variable: variable))
        }
    }

    /// Reads them all.
    static func reach(
        _ target: inout Target, _ root: Cursor, _ surroundings: Surroundings
    ) throws(SuiteProblem) {
        try control(&target, root.member("control"))
        target.authorities = try root.member("certificateAuthorities")
            .map { cursor throws(SuiteProblem) in try surroundings.path(cursor) }
        target.clientCertificate = try clientCertificate(
            root.member("clientCertificate"), surroundings)
        if let member = root.member("clientCertificate"), !target.address.isSecure {
            throw member.problem("a client certificate is shown under https only")
        }
        try headers(&target.extras, root.member("headers"), surroundings)
        try cookies(&target.extras, root.member("cookies"), surroundings)
        try basicAuth(&target.extras, root.member("basicAuth"), surroundings)
        target.webhooks = try webhooks(root.member("webhooks"), surroundings)
        target.proxy = try proxy(root.member("proxy"), surroundings) ?? target.proxy
    }

    private static func control(
        _ target: inout Target, _ cursor: Cursor?
    ) throws(SuiteProblem) {
        guard let cursor else { return }
        if let bool = cursor.node.bool { return target.declaresControl = bool }
        let what = "true, false, or an address such as \"http://127.0.0.1:4802\""
        guard let address = TargetAddress(try cursor.string(what)) else {
            throw cursor.expected(what)
        }
        target.declaresControl = true
        target.controlAddress = address.withoutControlPath
    }

    private static func webhooks(
        _ cursor: Cursor?, _ surroundings: Surroundings
    ) throws(SuiteProblem) -> WebhookSetting? {
        guard let cursor else { return nil }
        try cursor.allow(Members.webhooks)
        let listen = try cursor.require("listen")
        let what = "an address of this machine and a port, such as \"0.0.0.0:8091\""
        guard let endpoint = WebhookSetting.Endpoint(try listen.string(what)) else {
            throw listen.expected(what)
        }
        let secret = try surroundings.value(cursor.require("secret"), mustBeSecret: true)
        return WebhookSetting(
            listen: endpoint, secret: secret.text, variable: secret.secret?.variable ?? "")
    }

    private static func clientCertificate(
        _ cursor: Cursor?, _ surroundings: Surroundings
    ) throws(SuiteProblem) -> ClientCertificate? {
        guard let cursor else { return nil }
        try cursor.allow(Members.clientCertificate)
        let certificate = try surroundings.path(try cursor.require("certificate"))
        guard let key = cursor.member("key") else {
            return ClientCertificate(certificate: certificate, key: certificate)
        }
        return ClientCertificate(certificate: certificate, key: try surroundings.path(key))
    }

    private static func headers(
        _ extras: inout ExtraFields, _ cursor: Cursor?, _ surroundings: Surroundings
    ) throws(SuiteProblem) {
        guard let cursor else { return }
        for (name, place, value) in try cursor.members() where name != "$comment" {
            if let reason = objection(name) {
                throw SuiteProblem(at: place, pointer: value.pointer, reason)
            }
            let (text, secret) = try surroundings.value(
                value, mustBeSecret: SecretName.isSecretHeader(name))
            guard HTTPHeaders.isValue(text) else {
                throw value.problem("no header may have a control character in its value")
            }
            extras.add(name, text)
            if let secret { extras.add(secret) }
        }
    }

    /// Why a header cannot be sent with every request.
    private static func objection(_ name: String) -> String? {
        switch name.lowercased() {
        case "authorization":
            "'Authorization' is what the API itself reads: see 'keys' and 'basicAuth'"
        case "cookie": "cookies stand under 'cookies'"
        case "x-publishable-key", "x-secret-key", "x-organization-id":
            "'\(name)' is what the API itself reads: see 'keys'"
        case "host", "content-length", "transfer-encoding", "connection", "expect", "te",
            "upgrade", "trailer", "proxy-authorization", "accept-encoding":
            "'\(name)' is the connection's affair, and cannot be chosen"
        default: HTTPHeaders.isName(name) ? nil : "'\(name)' is no name of a header"
        }
    }

    private static func cookies(
        _ extras: inout ExtraFields, _ cursor: Cursor?, _ surroundings: Surroundings
    ) throws(SuiteProblem) {
        guard let cursor else { return }
        var pairs: [String] = []
        for (name, place, value) in try cursor.members() where name != "$comment" {
            let (text, secret) = try surroundings.value(value)
            guard HTTPHeaders.isName(name) else {
                throw SuiteProblem(
                    at: place, pointer: value.pointer, "'\(name)' is no name of a cookie")
            }
            // RFC 6265 section 4.1.1, cookie-octet.
            let isValue = text.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && !"\",;\\".utf8.contains($0)
            }
            guard isValue else {
                throw value.problem(
                    "no cookie may have a blank, a quote, a comma, ; or \\ in its value")
            }
            pairs.append("\(name)=\(text)")
            if let secret { extras.add(secret) }
        }
        if !pairs.isEmpty { extras.add("Cookie", pairs.joined(separator: "; ")) }
    }

    private static func basicAuth(
        _ extras: inout ExtraFields, _ cursor: Cursor?, _ surroundings: Surroundings
    ) throws(SuiteProblem) {
        guard let cursor else { return }
        try cursor.allow(Members.basicAuth)
        let name = try cursor.require("user")
        let user = try surroundings.value(name)
        let password = try surroundings.value(
            try cursor.require("password"), mustBeSecret: true)
        // RFC 7617 section 2: "a user-id containing a colon character is invalid".
        guard !user.text.contains(":") else {
            throw name.problem("no user may have a : in the name")
        }
        extras.setUser(user.text, password: password.text)
        for secret in [user.secret, password.secret].compactMap(\.self) { extras.add(secret) }
    }

    private static func proxy(
        _ cursor: Cursor?, _ surroundings: Surroundings
    ) throws(SuiteProblem) -> ProxyChoice? {
        guard let cursor else { return nil }
        let (text, secret) = try surroundings.value(cursor)
        guard secret != nil || !text.contains("@") else {
            throw cursor.problem(
                "a password does not belong into a file: write { \"env\": \"NAME\" }, the environment variable that holds the address"
            )
        }
        do throws(TargetProblem) {
            return try ProxyChoice(text, from: secret?.variable ?? "\"proxy\"")
        } catch {
            throw cursor.problem(error.description)
        }
    }
}
