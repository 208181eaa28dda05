import HTTPEngine
import JSONTree
import SafeText

extension ControlClient {
    /// Whether the target speaks the protocol, and with us.
    enum State: Equatable {
        /// It does.
        case open
        /// It wants a token first.
        case locked
        /// It answers something else where the protocol would be.
        case refused(status: Int, reason: String?)
        /// It never heard of it.
        case closed
    }

    /// Asks the target which it is; `target` learns where the protocol was found, and why it was not.
    ///
    /// Where a gateway has put the server below a path, the protocol may be there too.
    static func state(
        of target: inout Target, caller: Caller
    ) throws(TransportFailure) -> State {
        if target.declaresControl == false {
            // Nothing is asked for that its file has ruled out; one call of the API tells whether it is there.
            let call = HTTPRequest(
                method: "GET", target: target.address.basePath + "/consumers/me",
                headers: ["Host": target.address.authority])
            _ = try caller.call(call)
            return .closed
        }
        let base = target.controlAddress.map(\.basePath)
        let paths =
            base.map { [$0] } ?? (target.address.mount.isEmpty ? [""] : ["", target.address.mount])
        var worst = State.closed
        for path in paths {
            target.controlPath = path
            var (state, abilities) = try ControlClient(caller: caller, target: target).state(
                masking: target.mask)
            if state == .open, !abilities.contains(.organizations) {
                state = .closed
                target.controlNote =
                    "\(path)/__admin/health offers no organizations, and the rest is not used without them"
            }
            target.abilities = abilities
            switch state {
            case .open, .locked: return state
            case .refused(let status, let reason):
                let words = reason.map { ": \($0)" } ?? ""
                target.controlNote = "\(path)/__admin/health answered \(status)\(words)"
                worst = state
            case .closed:
                if target.declaresControl == true, target.controlNote == nil {
                    target.controlNote = "\(path)/__admin/health is unknown there"
                }
            }
        }
        target.controlPath = base ?? ""
        return worst
    }

    private func state(
        masking mask: SecretMask
    ) throws(TransportFailure) -> (State, Set<ControlAbility>) {
        let answer = try send("GET", "/health", organization: nil)
        let json = answer.json
        switch answer.status {
        case 200:
            guard let json, json.members != nil else { return (.closed, []) }
            return (json["needs"] == nil ? .open : .locked, ControlAbility.named(in: json))
        case 404, 405, 410: return (.closed, [])
        default:
            let words = json.flatMap(Self.words).map { Printable.line(mask.maskedAnswer($0)) }
            return (.refused(status: answer.status, reason: words), [])
        }
    }

    /// What a refusal says of itself, be it the protocol's own or a gateway's.
    static func words(of answer: JSONNode) -> String? {
        let texts = [
            answer["error"]?.string ?? answer["error"]?["message"]?.string,
            answer["message"]?.string, answer["detail"]?.string,
        ].compactMap(\.self)
        guard !texts.isEmpty else { return nil }
        let whole = texts.joined(separator: ". ")
        return whole.utf8.count > 400 ? Excerpt.wholeWords(String(whole.prefix(400))) : whole
    }
}
