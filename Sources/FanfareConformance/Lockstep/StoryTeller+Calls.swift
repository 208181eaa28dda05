import JSONTree

/// How a call is worded: by whom, in what spelling, spoilt or whole.
extension StoryTeller {
    mutating func add(_ plain: CallMove) {
        var call = plain
        if chance(40) { respell(&call) }
        if chance(60) { spoil(&call) }
        if chance(30), let other = crossed(call, with: moves.given) { moves.append(.call(other)) }
        moves.append(.call(call))
        let words = call.path.split(separator: "/")
        if words.count > 2, ["enter", "bid", "book"].contains(words[2]), let name = call.token {
            let person = String(name.dropFirst().prefix { $0 != "." })
            let place = String(words[1])
            if known.contains(person), !(inside[place] ?? []).contains(person) {
                inside[place, default: []].append(person)
            }
        }
        // Whoever asks twice must be answered as the documentation says of the second time.
        if call.method != "GET", chance(14) { moves.append(.call(call)) }
    }

    /// Leaves something out of a body, or writes something else in its place.
    mutating func spoil(_ call: inout CallMove) {
        guard let body = call.body, !body.isEmpty else { return }
        let index = below(body.count)
        // A name is looked at or not.
        guard body[index].name != "name" || call.operation != "POST /auth/otp/request" else {
            return
        }
        if chance(2) {
            call.body?.remove(at: index)
        } else {
            call.body?[index].value = pick([.null, "", 7, [:], true])
        }
    }

    /// Writes the names of headers as another client would.
    mutating func respell(_ call: inout CallMove) {
        guard !call.isElsewhere else { return }
        switch call.credential {
        case .publishable:
            call.headers.append(.init(name: "x-publishable-key", value: "{publishableKey}"))
            call.credential = .nobody
        case .secretHeaders:
            call.headers.append(.init(name: "x-organization-id", value: "{organizationId}"))
            call.headers.append(.init(name: "x-secret-key", value: "{secretKey}"))
            call.credential = .nobody
        case .secret:
            call.headers.append(.init(name: "authorization", value: "Bearer {secretKey}"))
            call.credential = .nobody
        case .nobody: break
        }
        if call.body != nil {
            call.headers.append(
                .init(name: "Content-Type", value: "application/json; charset=utf-8"))
        }
    }

    /// A call of a consumer, with its token or something else in its place.
    mutating func consumer(
        _ person: String, _ operation: String, _ names: String..., body: [CallMove.Field]? = nil
    ) {
        var call = CallMove(operation)
        call.path = Self.path(operation, names)
        call.body = body
        call.token = token(of: person)
        if call.token != nil, chance(60) { call.isElsewhere = true }
        if Self.fingerprinted.contains(operation), rules == .fingerprints ? !chance(8) : chance(3) {
            call.headers = [.init(name: "X-Fingerprint", value: JSONNode(device(of: person)))]
        }
        call.gives = Self.gifts(operation, person, names.first ?? "")
        if operation.contains("/bids"), chance(4) {
            call.path += pick(["?limit=1", "?limit=2", "?limit=%32"])
        }
        add(call)
    }

    /// A call of the organization's server.
    mutating func server(
        _ operation: String, _ names: String..., body: [CallMove.Field]? = nil, about person: String
    ) {
        var call = CallMove(operation)
        call.path = Self.path(operation, names)
        call.body = body
        call.credential = chance(4) ? .secretHeaders : .secret
        if chance(25) { call.isElsewhere = true }
        if chance(30) { call.credential = .publishable }
        if Self.fingerprinted.contains(operation), rules == .fingerprints ? !chance(8) : chance(3) {
            call.headers = [.init(name: "X-Fingerprint", value: JSONNode(device(of: person)))]
        }
        call.gives = Self.gifts(operation, person, names.first ?? "")
        add(call)
    }

    static func path(_ operation: String, _ names: [String]) -> String {
        var rest = names[...]
        return operation.split(separator: " ")[1].split(separator: "/").map { part in
            "/" + (part == "*" ? rest.popFirst() ?? "*" : String(part))
        }.joined()
    }

    static let fingerprinted: Set = [
        "POST /auth/guest", "POST /queues/*/enter", "POST /queues/*/validate",
        "POST /draws/*/enter", "POST /draws/*/validate", "POST /auctions/*/bid",
        "POST /auctions/*/validate", "POST /timed-releases/*/enter",
    ]

    mutating func device(of person: String) -> String {
        chance(6) ? pick(["fp_another", "FP_OF_\(person)", "fp_of_\(person)x"]) : "fp_of_\(person)"
    }

    mutating func token(of person: String) -> String? {
        switch below(40) {
        case 0: return nil
        case 1, 2: return "{\(person).accessToken_1}"
        case 3: return "{\(person).accessToken_2}"
        case 4: return "{\(person).refreshToken}"
        case 5: return "not-a-token"
        case 6: return "{\(person).foreignToken}"
        default: return "{\(person).accessToken}"
        }
    }

    /// What answers give.
    static func gifts(
        _ operation: String, _ person: String, _ place: String
    ) -> [CallMove.Gift] {
        switch operation {
        case "POST /auth/guest", "POST /auth/otp/verify", "POST /auth/external/exchange":
            [
                .init(path: ["accessToken"], name: "\(person).accessToken"),
                .init(path: ["refreshToken"], name: "\(person).refreshToken"),
                .init(path: ["session", "consumerId"], name: "\(person).consumerId"),
            ]
        case "POST /auth/refresh":
            [
                .init(path: ["accessToken"], name: "\(person).accessToken"),
                .init(path: ["refreshToken"], name: "\(person).refreshToken"),
            ]
        case "POST /auth/external/authorize":
            [.init(path: ["exchangeCode"], name: "\(person).exchangeCode")]
        case "POST /queues/*/admit", "GET /queues/*/status", "POST /queues/*/enter",
            "GET /draws/*/status", "POST /draws/*/enter":
            [.init(path: ["admissionToken"], name: "\(person).admission.\(place)")]
        case "GET /auctions/*/status", "POST /auctions/*/bid":
            [.init(path: ["paymentToken"], name: "\(person).admission.\(place)")]
        default: []
        }
    }

    mutating func consumerID(_ person: String) -> CallMove.Field {
        .init(
            name: "consumerId",
            value: JSONNode(chance(30) ? "cons_nobody" : "{\(person).consumerId}"))
    }

    mutating func pass() {
        let spans = ["1s", "30s", "59s", "60s", "61s", "5m", "9m59s", "10m", "10m1s", "20m", "1h"]
        let weights = [3, 3, 2, 3, 2, 3, 1, 3, 1, 2, 1]
        var rest = below(weights.reduce(0, +))
        for (span, weight) in zip(spans, weights) {
            if rest < weight { return wait(span) }
            rest -= weight
        }
    }

    /// Lets time pass, and a millisecond more.
    ///
    /// So no two moments of a story are whole half seconds apart, and nothing is asked at the very instant at
    /// which it ends, where either answer is right.
    mutating func wait(_ text: String) {
        guard let span = TimeSpan(text) else { return }
        moves.append(.advance(span.pastTheEdge))
        elapsed += span.milliseconds
        clock += span.milliseconds
        guard elapsed >= 3_600_000 else { return }
        // The tokens have ended by now: mostly people come back, by a new sign-in or a refresh.
        elapsed = 0
        for person in stage.people where known.contains(person) && !chance(5) {
            if chance(3) { doors(person) }
            if chance(2) {
                refresh(person)
            } else {
                known.remove(person)
            }
        }
    }

    mutating func refresh(_ person: String) {
        var call = CallMove("POST /auth/refresh")
        let age = chance(6) ? "_1" : ""
        let token = chance(20) ? "{\(person).accessToken}" : "{\(person).refreshToken\(age)}"
        call.body = [.init(name: "refreshToken", value: JSONNode(token))]
        call.gives = Self.gifts("POST /auth/refresh", person, "")
        add(call)
    }

    /// Somebody who is probably in something; somebody else now and then.
    mutating func somebody(in place: String, else person: String) -> String {
        let people = inside[place] ?? []
        return people.isEmpty || chance(5) ? person : pick(people)
    }

    /// Whether somebody should come in first, for what follows to have a point.
    mutating func isEmpty(_ place: String) -> Bool {
        inside[place] == nil && !chance(5)
    }
}

extension TimeSpan {
    /// The span with a millisecond more.
    var pastTheEdge: TimeSpan { TimeSpan(milliseconds: milliseconds + 1) }
}
