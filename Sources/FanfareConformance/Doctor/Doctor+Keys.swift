import HTTPEngine
import JSONTree

extension Doctor {
    /// Whether the secret key is one: by an authorization that nobody exchanges, or by a look.
    mutating func trySecretKey() throws(Diagnosis.Stop) {
        guard let secret = keys?.secretKey else {
            add(.unknown, "secret", "there is no secret key: \(Obstacle.secretKey.remedy)")
            return
        }
        let response = try askAsServer([("Authorization", "Bearer \(secret)")])
        switch response.status {
        case 401 where response.json != nil, 403 where response.json != nil:
            throw Diagnosis.Stop(
                text:
                    "\(target.address) does not take the key of \(keys?.variables.secretKey ?? "FANFARE_SECRET_KEY"): \(shown(response))."
                    + " Is it this target's key, and does nothing before the API take the header"
                    + " Authorization away?")
        case 404, 405, 501:
            add(.unknown, "secret", "nothing tells whether the secret key is taken")
        case 200..<300: add(.fine, "secret", "the secret key is taken")
        default: add(.note, "secret", "a call with the secret key is answered \(shown(response))")
        }
    }

    /// Whether the organization's id belongs to the keys.
    mutating func tryOrganization() throws(Diagnosis.Stop) {
        guard let id = keys?.organizationId else {
            add(
                .unknown, "id",
                "the organization's id is not given: \(Obstacle.organizationId.remedy)")
            return
        }
        if target.access > .read {
            let current = try ask("GET", "/organizations/current", publishable)
            if current.status == 200 { try holdOrganization(current.json) }
        }
        guard let secret = keys?.secretKey else { return }
        let response = try askAsServer([("X-Organization-Id", id), ("X-Secret-Key", secret)])
        switch response.status {
        case 401 where response.json != nil, 403 where response.json != nil:
            add(
                .note, "id",
                "the secret key with the organization's id \(id) in headers is answered"
                    + " \(shown(response)): is the id right?")
        case 200..<300: add(.fine, "id", "the organization's id belongs to the secret key")
        default: break
        }
    }

    /// A call that only a server may make, which leaves nothing behind.
    private mutating func askAsServer(
        _ credentials: [(String, String)]
    ) throws(Diagnosis.Stop) -> HTTPResponse {
        guard target.access > .read else {
            return try ask("GET", "/consumers/\(guest?.id ?? "fanfare-kit-nobody")", credentials)
        }
        let body: JSONNode = [
            "provider": "fanfare-kit", "issuer": "https://issuer.example",
            "subject": JSONNode("fanfare-kit-\(run)-doctor"),
        ]
        return try ask("POST", "/auth/external/authorize", credentials, body: body)
    }
}
