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
        do throws(CodeReader.Failure) {
            let code = try CodeReader(target).code(to: email, since: before)
            diagnosis.mask.add(code, as: "CODE")
            let milliseconds = Environment.monotonicMilliseconds() - start
            add(.fine, "codes", "a code is read \(milliseconds) ms after it was asked for")
        } catch {
            switch error {
            case .none(let reason):
                throw Diagnosis.Stop(
                    text:
                        "No code can be read for \(email), which \(target.address) was asked to send one"
                        + " to: \(reason).")
            case .stale(let reason): throw Diagnosis.Stop(text: reason)
            case .unusable(let reason): throw Diagnosis.Stop(text: reason, isUsage: true)
            }
        }
    }
}
