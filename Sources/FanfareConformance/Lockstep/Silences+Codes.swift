import HTTPEngine
import JSONTree

/// The codes that were sent, and which of them were used.
struct SentCodes {
    private struct Code {
        let recipient: String
        var isUsed = false
    }

    /// The codes by what they are called, the newest last.
    private var codes: [String: [Code]] = [:]

    /// Takes in a call that both servers granted.
    mutating func note(_ call: CallMove) {
        if let recipient = call.codeTo {
            codes[call.codeName, default: []].append(Code(recipient: Self.plain(recipient)))
        }
        guard call.operation == "POST /auth/otp/verify", let (name, index) = shown(by: call) else {
            return
        }
        codes[name]?[index].isUsed = true
    }

    /// Whether a call shows a code that was sent to its own recipient and never used.
    func isUnused(by call: CallMove) -> Bool {
        guard let (name, index) = shown(by: call), let code = codes[name]?[index] else {
            return false
        }
        let recipients = (call.body ?? []).filter { ["email", "phone"].contains($0.name) }
            .compactMap(\.value.string)
        return !code.isUsed && recipients.contains { Self.plain($0) == code.recipient }
    }

    /// The code that a call shows: `{ann.code_1}` is the one before the newest of its name.
    private func shown(by call: CallMove) -> (name: String, index: Int)? {
        guard let text = call.body?.first(where: { $0.name == "code" })?.value.string,
            text.hasPrefix("{"), text.hasSuffix("}")
        else { return nil }
        let words = text.dropFirst().dropLast().split(separator: "_")
        guard let name = words.first.map(String.init), let all = codes[name] else { return nil }
        let index = all.count - 1 - (words.count > 1 ? Int(words[1]) ?? 0 : 0)
        return all.indices.contains(index) ? (name, index) : nil
    }

    private static func plain(_ recipient: String) -> String {
        recipient.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "@" }
    }
}

extension Silences {
    /// Whether a code is taken that was sent to just that recipient, is in time and was never used: whether a
    /// newer one or wrong tries end it is not said.
    func leavesCodeOpen(
        _ call: CallMove, _ expected: HTTPResponse, _ actual: HTTPResponse
    ) -> Bool {
        call.operation == "POST /auth/otp/verify" && actual.status < 300
            && expected.json?["error"]?.string == "otp_invalid" && sentCodes.isUnused(by: call)
    }
}
