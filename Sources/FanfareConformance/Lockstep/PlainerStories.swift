import JSONTree

// What a story becomes with something less in it.

extension StoryWorld {
    /// The places of each kind, first the one that asks for the fewest moves.
    static let plainest = [
        ["queue_wide", "queue_two", "queue_rate", "queue_later"],
        ["draw_soon", "draw_luck", "draw_small", "draw_late"],
        ["auction_one", "auction_two"], ["release_one", "release_later"],
        ["appointment_one", "appointment_two"], ["waitlist_one", "waitlist_two"],
    ]
}

extension Plot {
    /// The story with somebody in the place of somebody else.
    func replacing(_ person: String, by other: String) -> Plot {
        changed {
            $0.replacing("{\(person).", with: "{\(other).")
        } names: { name in
            name.hasPrefix(person + ".") ? other + name.dropFirst(person.count) : name
        }
    }

    /// The story in another place.
    func moving(_ place: String, to other: String) -> Plot {
        changed {
            $0.replacing(place, with: other)
        } names: {
            $0.replacing(place, with: other)
        }
    }

    /// The story without what somebody does.
    func without(_ person: String) -> Plot {
        var story = self
        story.moves = zip(moves, people).compactMap { $1 == person ? nil : $0 }
        return story
    }

    /// The story with another last move, made by any of its people, where the move says and in the plainest
    /// place of that kind.
    func ending(in last: Move) -> [Plot] {
        let before = Array(moves.dropLast())
        let moves = [last] + last.plainer.prefix(1)
        let places = moves.flatMap { move -> [Plot] in
            let plain = StoryWorld.plainest.reduce(Plot([move])) { plot, kind in
                kind.dropFirst().reduce(plot) { $0.moving($1, to: kind[0]) }
            }
            return [Plot([move]), plain]
        }
        let owners = Set(people.compactMap(\.self)).sorted()
        let all = places.flatMap { plot in
            [plot]
                + owners.flatMap { owner in
                    StoryWorld.people.map { plot.replacing($0, by: owner) }
                }
        }
        var seen: Set<Plot> = []
        return all.filter { seen.insert($0).inserted }.map { end in
            var story = self
            story.moves = before + end.moves
            return story
        }
    }

    /// Every story without so many moves, its last one apart.
    func withoutAny(_ count: Int, before end: Int? = nil) -> [Plot] {
        guard count > 0 else { return [self] }
        return (0..<(end ?? moves.count - 1)).reversed().flatMap { index in
            without(index..<(index + 1)).withoutAny(count - 1, before: index)
        }
    }

    /// The story with other texts, and other names of what answers give.
    private func changed(_ text: (String) -> String, names: (String) -> String) -> Plot {
        var story = self
        story.moves = moves.map { move in
            guard case .call(var call) = move else { return move }
            call.change(text)
            call.gives = call.gives.map { .init(path: $0.path, name: names($0.name)) }
            call.codeName = names(call.codeName)
            return .call(call)
        }
        return story
    }

    /// The story in which an identity from elsewhere is shown where a code was, which takes no inbox; of one
    /// person alone where wanted.
    func signedInElsewhere(_ chosen: String? = nil) -> Plot {
        var story = self
        for (index, move) in moves.enumerated() {
            guard case .call(let call) = move else { continue }
            let somebody = String(call.codeName.prefix { $0 != "." })
            if call.operation == "POST /auth/otp/request", chosen == nil || chosen == somebody {
                var authorize = CallMove("POST /auth/external/authorize")
                authorize.credential = .secret
                authorize.body = [
                    .init(name: "provider", value: "shop"),
                    .init(name: "issuer", value: "https://example.com"),
                    .init(name: "subject", value: JSONNode("subject-\(somebody)")),
                ]
                authorize.gives = [.init(path: ["exchangeCode"], name: call.codeName)]
                story.moves[index] = .call(authorize)
            } else if call.operation == "POST /auth/otp/verify",
                let code = call.body?.first(where: { $0.name == "code" }),
                chosen.map({ code.value.string?.hasPrefix("{\($0).") ?? false }) ?? true
            {
                var exchange = CallMove("POST /auth/external/exchange")
                exchange.token = call.token
                exchange.body = [.init(name: "exchangeCode", value: code.value)]
                exchange.gives = call.gives
                story.moves[index] = .call(exchange)
            }
        }
        return story
    }
}

extension CallMove {
    /// Changes every text that may name somebody or something.
    fileprivate mutating func change(_ text: (String) -> String) {
        path = text(path)
        token = token.map(text)
        headers = headers.map { .init(name: $0.name, value: $0.value.changed(text)) }
        body = body?.map { .init(name: $0.name, value: $0.value.changed(text)) }
    }

    /// The call with the newest of each value, where it speaks of one before that.
    fileprivate var newest: CallMove {
        var call = self
        call.change { text in
            guard text.contains("_"), text.contains("{") else { return text }
            return Template(text).segments.map { segment in
                switch segment {
                case .text(let text): return text
                case .variable(let name):
                    guard let bar = name.lastIndex(of: "_"), Int(name[bar...].dropFirst()) != nil
                    else { return "{\(name)}" }
                    return "{\(name[..<bar])}"
                }
            }.joined()
        }
        return call
    }
}

extension JSONNode {
    /// The same with other texts.
    fileprivate func changed(_ text: (String) -> String) -> JSONNode {
        switch value {
        case .null, .bool, .number: self
        case .string(let string): JSONNode(text(string))
        case .array(let elements): JSONNode(elements.map { $0.changed(text) })
        case .object(let members):
            JSONNode(members.map { JSONMember($0.key, $0.node.changed(text)) })
        }
    }
}

extension Move {
    /// The same move with one thing less about it, or in a plainer way.
    var plainer: [Move] {
        guard case .call(let call) = self else { return [] }
        var all: [CallMove] = []
        func with(_ change: (inout CallMove) -> Void) {
            var other = call
            change(&other)
            if other != call { all.append(other) }
        }
        let comes = ["POST /auth/otp/verify", "POST /auth/external/exchange"]
        if comes.contains(call.operation), call.token == nil {
            var guest = CallMove("POST /auth/guest")
            guest.gives = call.gives
            all.append(guest)
        }
        with { $0 = $0.newest }
        with { call in
            call.headers = call.headers.filter { $0.value.string?.contains("{") ?? false }
        }
        with { $0.headers = [] }
        with { call in
            // Written as another client would, it says the same.
            let isOfServer = call.isOfServer
            guard call.credential == .nobody, !call.headers.isEmpty else { return }
            call.headers = []
            call.credential = isOfServer ? .secret : .publishable
        }
        with { $0.isElsewhere = false }
        with { if $0.credential == .secretHeaders { $0.credential = .secret } }
        with { call in
            if !call.operation.hasPrefix("POST /auth/otp") {
                call.body = call.body.map { Array($0.prefix(2)) }
            }
        }
        with { call in
            call.body = call.body?.filter { $0.name != "name" && $0.name != "claims" }
        }
        return all.map { .call($0) }
    }
}
