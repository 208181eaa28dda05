/// What a run has found out of a target's readings, as reports list it.
struct ReadingLine {
    /// The reading.
    let reading: Reading
    /// The target's answer.
    let answer: Reading.Answer
    /// The scenario that told, nil where the target's file states it.
    let scenario: String?

    /// Whether the target answers as the mock does unless told otherwise.
    var isUsual: Bool { answer.name == reading.answers[0].name }

    /// One line: `linking.takenIdentifier is signIn: a taken identifier … (linking/email-conflict)`.
    var text: String {
        "\(reading.id) is \(answer.name): \(answer.text) (\(scenario ?? "stated"))"
    }
}

extension RunContext {
    /// Every reading whose answer is known, in the order of the suite.
    var readingLines: [ReadingLine] {
        let found = readings.all
        return suite.readings.all.compactMap { reading in
            guard let known = found[reading.id], let answer = reading.answer(known.answer) else {
                return nil
            }
            return ReadingLine(reading: reading, answer: answer, scenario: known.scenario)
        }
    }
}
