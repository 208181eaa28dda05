import FanfareMock
import HTTPEngine
import JSONTree

/// Everybody who was seen so far, and who stands in which distribution.
struct Bystanders: Sendable {
    /// A consumer and the newest access token that was given out to it.
    struct Person: Sendable {
        let id: String
        let token: String
    }

    /// Somebody beside the caller of a call.
    enum Choice: Sendable {
        /// Whoever came first.
        case first
        /// Whoever came right after the caller.
        case next
        /// Whoever came last.
        case last
        /// All of them.
        case everybody
    }

    private var tokens: [String: String] = [:]
    private var members: [String: [String]] = [:]

    /// Remembers what an answer says of who is there.
    mutating func learn(from response: HTTPResponse, to intercepted: InterceptedCall) {
        guard response.isGood else { return }
        let organization = intercepted.organization.id
        let document = response.document
        if let token = document["accessToken"]?.string, document["refreshToken"] != nil,
            let id = InterceptedCall.claims(token)?["consumerId"]?.string
        {
            tokens[organization + id] = token
            add(id, to: organization)
        }
        if let linking = intercepted.linking(response) {
            for key in members.keys where key.hasPrefix(organization) {
                members[key] = members[key]?.map { $0 == linking.guest ? linking.consumer : $0 }
            }
        }
        if ["enter", "bid", "book"].contains(intercepted.action) {
            add(intercepted.consumerID, to: organization + intercepted.place)
        }
    }

    private mutating func add(_ id: String, to group: String) {
        if members[group]?.contains(id) != true { members[group, default: []].append(id) }
    }

    /// Those in the distribution of a call beside whom it is about.
    func others(_ choice: Choice, than intercepted: InterceptedCall) -> [Person] {
        choose(choice, in: intercepted.organization.id + intercepted.place, intercepted)
    }

    /// Those who came to the distribution of a call before whom it is about.
    func before(_ intercepted: InterceptedCall) -> [String] {
        let everybody = members[intercepted.organization.id + intercepted.place] ?? []
        return Array(everybody.prefix { $0 != intercepted.consumerID })
    }

    /// Those in the organization of a call beside whom it is about.
    func strangers(_ choice: Choice, to intercepted: InterceptedCall) -> [Person] {
        choose(choice, in: intercepted.organization.id, intercepted)
    }

    private func choose(
        _ choice: Choice, in group: String, _ intercepted: InterceptedCall
    ) -> [Person] {
        let everybody = members[group] ?? []
        let own = intercepted.consumerID
        let others = everybody.filter { $0 != own }
        let chosen: [String] =
            switch choice {
            case .first: Array(others.prefix(1))
            case .last: Array(others.suffix(1))
            case .everybody: others
            case .next: Array(everybody.drop { $0 != own }.dropFirst().prefix(1))
            }
        return chosen.compactMap { id in
            tokens[intercepted.organization.id + id].map { Person(id: id, token: $0) }
        }
    }
}

extension InterceptedCall {
    /// What the path says is done: `enter`, `status`, `bid`.
    var action: String { route.split(separator: "/").last.map(String.init) ?? "" }

    /// The path of the distribution it is about, `/queues/queue_open`.
    var place: String { "/\(route.split(separator: "/").dropFirst().first ?? "")/\(id)" }

    /// The identifiers of what a consumer takes part in: `queues`, `draws`, `auctions`.
    func active(_ kind: String, of token: String?) -> [String] {
        call("GET", "/consumers/me", token: token).document["active"]?[kind]?.members?
            .map(\.key) ?? []
    }

    /// The same call in the name of another consumer, beside the one that came in.
    @discardableResult
    func same(_ action: String? = nil, for person: Bystanders.Person) -> HTTPResponse {
        let path = place + "/" + (action ?? self.action)
        guard claim("consumerId") == nil else {
            return call(
                action == nil ? request.method : "POST", path, token: person.token,
                request.body.isEmpty ? nil : body)
        }
        var document = body
        document[editing: "consumerId"] = JSONNode(person.id)
        return backend("POST", path, document)
    }

    /// The same call with another token; nothing comes of it for the caller.
    func answer(as person: Bystanders.Person) -> HTTPResponse {
        var request = request
        request.headers.set("Authorization", "Bearer \(person.token)")
        return answer(to: request)
    }
}
