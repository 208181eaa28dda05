import JSONTree

/// The same in another spelling: headers, addresses, numbers, bodies, instants.
extension StoryTeller {
    mutating func spelled() {
        let person = company(1)[0]
        switch below(6) {
        case 0, 1: spelledAddress(person)
        case 2: spelledNumber(person)
        case 3: spelledDevice(person)
        case 4: spelledKeys(person)
        default: spelledQuery(person)
        }
    }

    /// Signs in by addresses that are hardly alike, each of them somebody else's.
    private mutating func spelledAddress(_ person: String) {
        let plain = ("\(person)@example.com", "emailCode")
        let spellings = Self.spellings(person).shuffled(using: &random).prefix(3)
        for (email, code) in [plain] + spellings {
            let verify = ask(
                for: person, at: [.init(name: "email", value: JSONNode(email))], of: email,
                called: code, layout: pick(CallMove.Layout.allCases))
            moves.append(.call(verify))
            if chance(3) { plainly(person, "GET /consumers/me") }
            if chance(3) {
                // The code of one address is no code of the other.
                var other = ask(for: person, at: email, called: code)
                other.body?[0].value = JSONNode(plain.0)
                moves.append(.call(other))
            }
        }
    }

    /// Numbers as they are typed in a country, with the zero that is dialled there alone.
    private static let typed: [(national: [String], country: String, number: String)] = [
        (["020 7946 0018", "02079460018", "(020) 7946-0018"], "GB", "+442079460018"),
        (["030 23125 444", "03023125444"], "DE", "+493023125444"),
        (["(202) 555-0141", "202-555-0141", "2025550141"], "US", "+12025550141"),
    ]

    private mutating func spelledNumber(_ person: String) {
        let (national, country, number) = pick(Self.typed)
        func fields(_ teller: inout StoryTeller) -> [CallMove.Field] {
            let isInternational = teller.chance(3)
            let text = isInternational ? number : teller.pick(national)
            // A number with its country is of that one, whatever is said beside it.
            let beside = isInternational ? teller.pick(["US", "GB", "DE"]) : country
            return [
                .init(name: "phone", value: JSONNode(text)),
                .init(name: "defaultCountry", value: JSONNode(beside)),
            ]
        }
        for _ in 0..<2 {
            var verify = ask(for: person, at: fields(&self), of: number, called: "phoneCode")
            if chance(2), let code = verify.body?.last { verify.body = fields(&self) + [code] }
            verify.layout = pick(CallMove.Layout.allCases)
            moves.append(.call(verify))
            plainly(person, "GET /consumers/me")
        }
    }

    /// A device whose fingerprint begins like another's, or differs in its capitals alone.
    private mutating func spelledDevice(_ person: String) {
        let queue = pick(["queue_wide", "queue_two"])
        newcomer(person)
        let device = "fp_of_\(person)_Device"
        func show(_ fingerprint: String, _ move: inout Move, _ name: String) {
            guard case .call(var call) = move else { return }
            call.headers = [.init(name: name, value: JSONNode(fingerprint))]
            move = .call(call)
        }
        let name = pick(["X-Fingerprint", "x-fingerprint"])
        plainly(person, "POST /queues/*/enter", queue)
        show(device, &moves[moves.count - 1], name)
        plainlyByServer("POST /queues/*/admit", queue, about: person)
        let others = [device.uppercased(), device.lowercased(), "\(device)x", "fp_another"]
        for shown in others.shuffled(using: &random).prefix(2) + [device] {
            plainlyByServer(
                "POST /queues/*/validate", queue, about: person,
                .init(name: "token", value: JSONNode("{\(person).admission.\(queue)}")))
            show(shown, &moves[moves.count - 1], name)
        }
    }

    /// Keys and tokens under names of headers as other clients write them.
    private mutating func spelledKeys(_ person: String) {
        var calls: [CallMove] = []
        newcomer(person)
        for operation in ["GET /queues/*", "GET /draws/*"] {
            calls.append(
                CallMove(operation, operation.hasSuffix("queues/*") ? "queue_wide" : "draw_soon"))
        }
        var about = CallMove("GET /consumers/*", "{\(person).consumerId}")
        about.credential = chance(2) ? .secretHeaders : .secret
        calls.append(about)
        about.credential = .secretHeaders
        about.isElsewhere = true
        calls.append(about)
        for var call in calls {
            respell(&call)
            moves.append(.call(call))
        }
        var look = CallMove("GET /consumers/me")
        look.headers = [
            .init(name: "authorization", value: JSONNode("Bearer {\(person).accessToken}"))
        ]
        moves.append(.call(look))
    }

    /// A query whose letters are written as numbers.
    private mutating func spelledQuery(_ person: String) {
        guard let auction = openPlaces(.auction).first else { return spelledAddress(person) }
        newcomer(person, isSomebody: true)
        for _ in 0..<3 { offer(auction, person) }
        for path in ["bids", "bids/history"] {
            for limit in ["%32", "1", "2"] where limit == "%32" || chance(2) {
                var call = CallMove("GET /auctions/*/\(path)", auction)
                call.path += "?limit=\(limit)"
                call.token = "{\(person).accessToken}"
                moves.append(.call(call))
            }
        }
    }

    /// Something is made at a time that is written in some way, and looked at from near that time.
    mutating func makeAndLook() {
        let zones = ["America/New_York", "Europe/Berlin", "Europe/London"]
        let times = [
            "2020-01-01T00:00:00", "2020-07-01T00:00:00", "2090-07-01T00:00:00",
            "2090-01-15T09:30:00",
        ]
        let offsets = ["Z", "+05:30", "-04:00", "+02:00", "-03:30", "", ""]
        let (operation, kind, more) = pick([
            ("POST /queues", "queue", [CallMove.Field]()),
            (
                "POST /draws", "draw",
                [
                    .init(name: "winnerCount", value: 3),
                    .init(name: "drawAt", value: "2090-12-15T21:30:00+02:00"),
                ]
            ),
            ("POST /auctions", "auction", [.init(name: "settleAt", value: "2090-12-15T21:30:00Z")]),
            ("POST /experiences", "experience", [.init(name: "name", value: "Gemacht für Zoë")]),
        ])
        var body = more
        if kind != "experience" {
            body.insert(
                .init(name: "sequenceId", value: JSONNode(pick(StoryWorld.sequences))), at: 0)
            body.append(.init(name: "name", value: JSONNode(pick(["Made", "Gemacht für Zoë"]))))
        }
        body.append(.init(name: "openAt", value: JSONNode(pick(times) + pick(offsets))))
        body.append(.init(name: "timeZone", value: JSONNode(pick(zones))))
        var call = CallMove(operation)
        call.credential = .secret
        call.body = body
        call.gives = [.init(path: ["id"], name: "made.\(kind)")]
        moves.append(.call(call))
        let person = company(1)[0]
        comeAsGuest(person)
        plainly(person, "GET /\(kind)s/*", "{made.\(kind)}")
        if kind == "queue" { plainly(person, "POST /queues/*/enter", "{made.queue}") }
    }
}

extension CallMove {
    /// How a body is laid out: the same to whoever reads JSON.
    enum Layout: Sendable, Hashable, CaseIterable {
        /// On one line.
        case plain
        /// Over several lines.
        case indented
        /// With a letter of each name written by its number.
        case escaped
    }
}

extension CallMove.Layout {
    /// A document so laid out.
    func text(_ document: JSONNode) -> String {
        switch self {
        case .plain: document.text(.compact)
        case .indented: document.text(.indented) + "\n"
        case .escaped:
            "{"
                + (document.members ?? []).map { member in
                    let name = JSONNode(member.key).text(.compact).dropFirst()
                    let first = name.unicodeScalars.first.map { String($0.value, radix: 16) } ?? ""
                    return "\"\\u\(String(repeating: "0", count: 4 - first.count))\(first)"
                        + "\(name.dropFirst()):\(member.node.text(.compact))"
                }.joined(separator: ",") + "}"
        }
    }
}
