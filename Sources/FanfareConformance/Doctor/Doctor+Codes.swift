import Foundations
import HTTPEngine
import JSONTree

extension Doctor {
    /// Whether a one-time code that is asked for can be read, and how long that takes.
    mutating func tryCodes(_ scenarios: [Scenario]) throws(Diagnosis.Stop) {
        guard target.codes != nil, target.access > .read,
            scenarios.contains(where: {
                let needs = Needs($0)
                return needs.inbox && needs.obstacle(on: target) == nil
            })
        else { return }
        let tag = "fanfare-kit-\(run)-doctor"
        let email = target.addresses.email?.address(of: tag) ?? "ann+\(tag)@example.com"
        let before = Environment.now()
        let start = Environment.monotonicMilliseconds()
        let response = try ask(
            "POST", "/auth/otp/request", publishable, body: ["email": JSONNode(email)])
        guard (200..<300).contains(response.status) else {
            return add(.note, "codes", "a request for a code is answered \(shown(response))")
        }
        let code = try read(email, since: before)
        diagnosis.mask.add(code, as: "CODE")
        let milliseconds = Environment.monotonicMilliseconds() - start
        diagnosis.target.codeDelay = TimeSpan(milliseconds: milliseconds)
        let answer = try ask(
            "POST", "/auth/otp/verify", publishable,
            body: ["email": JSONNode(email), "code": JSONNode(code)])
        guard answer.status >= 400, Disturbance(answer) == nil else {
            return add(.fine, "codes", "a code is read \(milliseconds) ms after it was asked for")
        }
        let refusal = "The code that was read for \(email) is refused: \(shown(answer))"
        if case .fixed? = target.codes {
            throw Diagnosis.Stop(
                text: refusal + ". Is it the target's fixed code?", isUsage: true)
        }
        add(.note, "codes", refusal + "; does the command print the newest code for {to}?")
    }

    private func read(
        _ email: String, since before: Timestamp
    ) throws(Diagnosis.Stop) -> String {
        do throws(CodeReader.Failure) {
            return try CodeReader(target).code(to: email, since: before)
        } catch {
            switch error {
            case .none(let reason):
                throw Diagnosis.Stop(
                    text:
                        "No code can be read for \(email), which \(target.address) was asked to send one"
                        + " to: \(reason)".ended)
            case .stale(let reason): throw Diagnosis.Stop(text: reason)
            case .unusable(let reason): throw Diagnosis.Stop(text: reason, isUsage: true)
            }
        }
    }
}
