import FanfareModel
import HTTPEngine
import JSONTree

/// What would fire and change nothing: a test would go green for the wrong reason.
extension FaultReader {
    mutating func refuseWhatNobodyNotices(_ effect: Fault.Effect, _ sight: Fault.Sight?) {
        refuseFramingFields(effect)
        if effect.damage == .resetBefore {
            for member in ["headers", "contentType"] where fields.body[member] != nil {
                fields.report(member, .conflicts(with: sight == nil ? "reset" : "effect"))
            }
        }
        if effect.delay?.isNone == true {
            fields.report("delay", .unreadable("Must be longer than nothing"))
        }
        if sight == .lostCall, effect.runsOperation {
            fields.report(
                "runsOperation", .unreadable("The effect of a call that runs is lostAnswer"))
        }
        refuseBodyFault(effect, member: sight == nil ? nil : "effect")
    }

    /// The server frames every message itself.
    private mutating func refuseFramingFields(_ effect: Fault.Effect) {
        for (name, value) in effect.headers {
            switch name.lowercased() {
            case "content-length", "transfer-encoding":
                fields.report(
                    "headers.\(name)",
                    .unreadable(
                        "The server frames the answer itself: contentLengthOff makes its length "
                            + "wrong, truncateAfter and reset end it early"))
            case "connection" where value?.lowercased() != "close":
                fields.report(
                    "headers.\(name)",
                    .unreadable("The server says by itself whether it closes: may be close only"))
            case "date" where value == nil:
                fields.report(
                    "headers.\(name)", .unreadable("The server never leaves out the date"))
            default: break
            }
        }
    }

    /// Refuses to spoil a body where it is known that there is none, or less of it.
    private mutating func refuseBodyFault(_ effect: Fault.Effect, member: String?) {
        var length: Int?
        if case .status(let status, let body, _) = effect.answer {
            if !body.isEmpty, !HTTPStatus.allowsBody(status) || status == 205 {
                fields.report(
                    fields.body["body"] == nil ? "text" : "body",
                    .unreadable("An answer of \(status) has no body"))
            }
            length = HTTPStatus.allowsBody(status) ? body.count : 0
        } else if ["HEAD", "OPTIONS"].contains(fields.body["method"]?.string ?? "") {
            length = 0
        } else if effect.answer == nil, let name = fields.body["operation"]?.string,
            Self.withoutBody.contains(name)
        {
            length = 0
        }
        guard let length else { return }
        let advice = "reset, delay and the effects of a lost answer break it too"
        switch effect.damage {
        case .malformedJSON where length == 0:
            fields.report(
                member ?? "malformedJSON", .unreadable("The answer has no body; \(advice)"))
        case .contentLengthOff where length == 0:
            fields.report(
                "contentLengthOff", .unreadable("The answer has no body; \(advice)"))
        case .truncateAfter where length == 0:
            fields.report("truncateAfter", .unreadable("The answer has no body; \(advice)"))
        case .truncateAfter(let count) where count >= length:
            fields.report(
                "truncateAfter",
                .outOfRange("0 to \(length - 1), since the body has \(length) bytes"))
        default: break
        }
    }

    /// The operations whose answer, when it is no error, never has a body.
    private static let withoutBody: Set<String> = Set(
        Editions.all.list.flatMap { edition in
            edition.routes.filter { route in
                let statuses = edition.goodStatuses(of: route)
                return !statuses.isEmpty && !statuses.contains(where: HTTPStatus.allowsBody)
            }.map(\.name)
        })
}

extension Edition {
    /// Whether a route's answer, when it is no error, has this status and no body.
    func answersNothing(_ route: Route, but status: Int) -> Bool {
        goodStatuses(of: route) == [status] && !HTTPStatus.allowsBody(status)
    }

    fileprivate func goodStatuses(of route: Route) -> Set<Int> {
        Set((description.entry(of: route)?.answers ?? []).map(\.status).filter { $0 < 300 })
    }
}
