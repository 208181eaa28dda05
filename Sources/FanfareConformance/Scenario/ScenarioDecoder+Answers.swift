import JSONTree

extension ScenarioDecoder {
    /// One block of expectations, or an array of them.
    func blocks(_ cursor: Cursor) throws(SuiteProblem) -> [AnswerBlock] {
        if cursor.node.members != nil {
            try cursor.allow(Members.block)
            return [try block(cursor)]
        }
        var blocks: [AnswerBlock] = []
        for element in try cursor.elements() {
            try element.allow(Members.block)
            blocks.append(try block(element))
        }
        guard !blocks.isEmpty else { throw cursor.problem("expected a block of expectations") }
        return blocks
    }

    /// What is expected of a message: a clause and a body.
    func message(_ cursor: Cursor?) throws(SuiteProblem) -> [AnswerBlock] {
        guard let cursor else { return [] }
        try cursor.allow(["clause", "body"])
        _ = try cursor.require("body")
        return [try block(cursor)]
    }

    func block(_ cursor: Cursor) throws(SuiteProblem) -> AnswerBlock {
        if let reading = cursor.member("reading") { return try alternatives(reading, cursor) }
        if let answers = cursor.member("answers") {
            throw answers.problem("'answers' stands beside the 'reading' that they are answers to")
        }
        let block = AnswerBlock(
            place: cursor.place,
            clause: try clause(cursor),
            status: try status(cursor.member("status")),
            headers: try headerPatterns(cursor.member("headers")),
            body: try cursor.member("body").map { value throws(SuiteProblem) in
                try patterns.pattern(value)
            },
            empty: try empty(cursor.member("empty")),
            stops: try cursor.member("stop")?.bool() ?? false,
            condition: try condition(cursor.member("when")))
        guard block.expectsSomething else {
            throw cursor.problem("a block expects a status, headers, a body or 'empty'")
        }
        return block
    }

    /// A block for each answer to a reading.
    private func alternatives(
        _ name: Cursor, _ cursor: Cursor
    ) throws(SuiteProblem) -> AnswerBlock {
        try cursor.allow(["clause", "when", "reading", "answers"])
        let reading = try readings.reading(name.string("the name of a reading"), at: name.place)
        let clause = try clause(cursor)
        var blocks: [(answer: String, block: AnswerBlock)] = []
        for (name, place, value) in try cursor.require("answers").members() {
            let answer = try readings.answer(name, to: reading, at: place)
            try value.allow(Members.expected)
            var block = try self.block(value)
            if block.clause == nil { block.clause = clause }
            blocks.append((answer.name, block))
        }
        guard blocks.count > 1 else {
            throw try cursor.require("answers").problem(
                "expected a block for each of at least two answers")
        }
        return AnswerBlock(
            place: cursor.place, clause: clause, status: nil, headers: [], body: nil, empty: nil,
            condition: try condition(cursor.member("when")),
            alternatives: AnswerBlock.Alternatives(
                reading: reading.id, blocks: blocks, usual: reading.answers[0].name))
    }

    private func clause(_ cursor: Cursor) throws(SuiteProblem) -> ClauseReference? {
        guard let clause = cursor.member("clause") else { return nil }
        return ClauseReference(id: try clause.string("the id of a clause"), place: clause.place)
    }

    private func empty(_ cursor: Cursor?) throws(SuiteProblem) -> FileLocation? {
        guard let cursor, try cursor.bool() else { return nil }
        return cursor.place
    }

    private func headerPatterns(
        _ cursor: Cursor?
    ) throws(SuiteProblem) -> [(name: String, pattern: Pattern)] {
        guard let cursor else { return [] }
        var headers: [(name: String, pattern: Pattern)] = []
        for (name, _, value) in try cursor.members() {
            headers.append((name, try patterns.pattern(value)))
        }
        return headers
    }

    private func status(_ cursor: Cursor?) throws(SuiteProblem) -> StatusPattern? {
        guard let cursor else { return nil }
        guard cursor.node.elements != nil else {
            return StatusPattern(alternatives: [try alternative(cursor)], place: cursor.place)
        }
        var alternatives: [StatusPattern.Alternative] = []
        for element in try cursor.elements() { alternatives.append(try alternative(element)) }
        guard !alternatives.isEmpty else { throw cursor.problem("expected a status") }
        return StatusPattern(alternatives: alternatives, place: cursor.place)
    }

    private func alternative(_ cursor: Cursor) throws(SuiteProblem) -> StatusPattern.Alternative {
        if let number = cursor.node.integer, (100...599).contains(number) {
            return .exactly(number)
        }
        if let text = cursor.node.string, text.hasSuffix("xx"), text.utf8.count == 3,
            let hundred = text.first?.wholeNumberValue, (1...5).contains(hundred)
        {
            return .hundred(hundred)
        }
        throw cursor.expected("a status such as 200, \"2xx\" or [401, 403]")
    }
}

extension AnswerBlock {
    fileprivate var expectsSomething: Bool {
        status != nil || !headers.isEmpty || body != nil || empty != nil
    }
}
