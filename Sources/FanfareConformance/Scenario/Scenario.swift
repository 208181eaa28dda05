package import JSONTree

/// One behaviour of the API, as steps to take and answers to expect.
package struct Scenario: Sendable {
    /// The path below `scenarios/` without `.json`: `otp/expired-code`.
    package let name: String
    /// The behaviour, as a fact.
    package let title: String
    /// The clause its checks belong to unless they name another.
    package let clause: ClauseReference
    /// Whether what it counts only holds in an organization of its own.
    package let needsSandbox: Bool
    /// The world that organization begins with, nil for the target's own choice.
    package let world: JSONNode?
    /// The status that its webhooks are answered with, nil for success.
    package let receiverStatus: Int?
    /// The sentences that it begins with, as its edition writes them down.
    package let beginnings: [String]
    /// What happens, in order; the steps of the beginnings first.
    package let steps: [Step]
    /// The file.
    package let file: SuiteFile
    /// The names of the variables that its steps speak of, in order.
    var used: [String] = []

    /// The readings that it tells a target's answers to.
    package var readings: [String] {
        steps.flatMap { step -> [String] in
            guard case .send(_, _, let expect?) = step.action else { return [] }
            return expect.compactMap(\.alternatives?.reading)
        }
    }

    /// The names under which it keeps what answers said.
    var kept: Set<String> { Set(steps.flatMap(\.keep).map(\.name)) }

    /// Every clause that a check of it cites.
    package var citations: [ClauseReference] {
        steps.flatMap(\.blocks).map { $0.clause ?? clause }
    }
}

/// A clause's id where it is cited.
package struct ClauseReference: Sendable {
    /// The id.
    package let id: String
    /// Where it stands.
    package let place: FileLocation
}

/// One thing a scenario does.
package struct Step: Sendable {
    /// Where it stands.
    package let place: FileLocation
    /// The sentence that it belongs to, nil for a step of the scenario's own.
    package let given: String?
    /// Why it is there.
    package let why: String?
    /// What it does.
    package let action: Action
    /// What it keeps of the answer for later steps.
    package let keep: [Keep]
    /// The answer to a reading without which it is left out, nil for a step that is always taken.
    package let condition: ReadingCondition?

    /// The kinds of step.
    package enum Action: Sendable {
        /// Sends a request, so many times in a row; without expectations it is set-up.
        case send(RequestPattern, times: Int, expect: [AnswerBlock]?)
        /// Moves the clock.
        case advance(TimeSpan)
        /// Reads the newest message for a recipient, and looks at it.
        case inbox(Template, expect: [AnswerBlock])
        /// Waits for a webhook, and looks at it.
        case webhook(WebhookPattern)
        /// Sends requests at the same moment.
        case together([RequestPattern], expect: [AnswerGroup])
    }

    /// Every block of expectations, whatever the target's answers to readings are.
    package var blocks: [AnswerBlock] {
        switch action {
        case .send(_, _, let expect): (expect ?? []).flatMap(\.unfolded)
        case .together(_, let groups): groups.map(\.block)
        case .inbox(_, let expect): expect
        case .webhook(let pattern): pattern.expect.flatMap(\.unfolded)
        case .advance: []
        }
    }

    /// The blocks that the mock satisfies unless told otherwise.
    package var usualBlocks: [AnswerBlock] {
        guard case .send(_, _, let expect?) = action else { return blocks }
        return expect.compactMap(\.usual)
    }

    /// Every request it may send.
    package var requests: [RequestPattern] {
        switch action {
        case .send(let request, _, _): [request]
        case .together(let requests, _): requests
        case .advance, .inbox, .webhook: []
        }
    }
}

/// A webhook that is waited for.
package struct WebhookPattern: Sendable {
    /// Its type, such as `queue.consumer.entered`.
    package let type: String
    /// An id that its data names.
    package let about: Template
    /// Which try of its delivery, from 1.
    package let attempt: Int
    /// What is expected of its headers and its body.
    package let expect: [AnswerBlock]
}

/// A value taken out of an answer.
package struct Keep: Sendable {
    /// The variable's name.
    package let name: String
    /// Where in the answer it is found.
    package let source: Source
    /// Where it stands in the file.
    package let place: FileLocation

    /// A part of an answer.
    package enum Source: Sendable, Hashable {
        /// A value in the body, by a JSON pointer that may hold variables.
        case body(Template)
        /// A header's first value.
        case header(String)
    }
}

/// A request with places for variables.
package struct RequestPattern: Sendable {
    /// Where it stands.
    package let place: FileLocation
    /// The method.
    package let method: String
    /// The path and query.
    package let path: Template
    /// Whether the path leaves out the target's base path.
    package let atOrigin: Bool
    /// As whom it is sent.
    package let credential: Credential
    /// A consumer's access token.
    package let token: Template?
    /// Headers to add, or, without a value, to remove.
    package let headers: [(name: String, value: Template?)]
    /// What it carries.
    package let body: Body

    /// What a request carries.
    package enum Body: Sendable {
        /// Nothing.
        case none
        /// A document whose strings may hold variables.
        case json(JSONNode)
        /// Bytes that need not be JSON.
        case text(Template)
    }

    /// As whom a request is sent.
    package enum Credential: String, Sendable, CaseIterable {
        /// `X-Publishable-Key`
        case publishable
        /// `Authorization: Bearer sk_…`
        case secret
        /// `X-Organization-Id` and `X-Secret-Key`
        case secretHeaders = "secret-headers"
        /// No credential.
        case nobody
    }
}

/// Expectations of an answer that belong to one clause.
package struct AnswerBlock: Sendable {
    /// Where it stands.
    package let place: FileLocation
    /// The clause, nil for the scenario's.
    package var clause: ClauseReference?
    /// The status.
    package let status: StatusPattern?
    /// The headers.
    package let headers: [(name: String, pattern: Pattern)]
    /// The body.
    package let body: Pattern?
    /// Where it says that the body holds nothing, nil when it does not say so.
    package let empty: FileLocation?
    /// Whether what follows presumes it, so that the scenario ends where it differs.
    package var stops = false
    /// The answer to a reading without which it is not checked, nil for one that always is.
    package var condition: ReadingCondition?
    /// What is expected instead by each answer to a reading; nil for a block of its own.
    package var alternatives: Alternatives?

    /// Blocks of which a target satisfies the one of its own answer to a reading.
    package struct Alternatives: Sendable {
        /// The reading.
        package let reading: String
        /// The blocks, in the order of the file.
        package let blocks: [(answer: String, block: AnswerBlock)]
        /// The answer that the mock gives unless told otherwise.
        package let usual: String
    }

    /// The block itself, or those of all answers.
    package var unfolded: [AnswerBlock] {
        alternatives.map { $0.blocks.map(\.block) } ?? [self]
    }

    /// The block itself, or the one of the answer that the mock gives unless told otherwise.
    package var usual: AnswerBlock? {
        guard let alternatives else { return self }
        return alternatives.blocks.first { $0.answer == alternatives.usual }?.block
    }
}

/// How many of several answers satisfy a block.
package struct AnswerGroup: Sendable {
    /// The number.
    package let count: Int
    /// Where the number stands.
    package let countPlace: FileLocation
    /// The block.
    package let block: AnswerBlock
}

/// The statuses that are right.
package struct StatusPattern: Sendable, CustomStringConvertible {
    /// One of them.
    package enum Alternative: Sendable, Hashable {
        /// Exactly this.
        case exactly(Int)
        /// Any of a hundred, such as 2 for `2xx`.
        case hundred(Int)
    }

    /// All of them.
    package let alternatives: [Alternative]
    /// Where they stand.
    package let place: FileLocation

    /// Whether a status is right.
    package func allows(_ status: Int) -> Bool {
        alternatives.contains { $0.allows(status) }
    }

    /// Whether a status itself stands there.
    func names(_ status: Int) -> Bool { alternatives.contains(.exactly(status)) }

    /// Whether every status that is right is a refusal.
    var isRefusal: Bool {
        alternatives.allSatisfy { alternative in
            switch alternative {
            case .exactly(let number): number >= 400
            case .hundred(let number): number >= 4
            }
        }
    }

    /// `200`, `2xx` or `401 or 403`.
    package var description: String {
        alternatives.map(\.description).joined(separator: " or ")
    }
}

extension StatusPattern.Alternative {
    /// Whether a status is this one.
    func allows(_ status: Int) -> Bool {
        switch self {
        case .exactly(let number): number == status
        case .hundred(let number): number == status / 100
        }
    }

    /// `200` or `2xx`.
    var description: String {
        switch self {
        case .exactly(let number): String(number)
        case .hundred(let number): "\(number)xx"
        }
    }
}
