/// The option that puts a mock on an answer to a reading.
enum ReadingOption {
    static let option = Command.Option(
        name: "--reading", value: "NAME=ANSWER",
        help: "Answer so where the documentation allows more than one server", repeats: true)

    /// The answers that were chosen, by reading.
    static func readings(_ arguments: Arguments) throws(UsageError) -> [String: String] {
        var readings: [String: String] = [:]
        for word in arguments.all(option.name) {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                throw .badValue(
                    option.name, word,
                    expected: "a reading and an answer, such as linking.takenIdentifier=signIn")
            }
            let name = String(word[..<equals])
            guard readings[name] == nil else {
                throw .other("\(option.name) names \(name) twice: say one answer.")
            }
            readings[name] = String(word[word.index(after: equals)...])
        }
        return readings
    }
}
