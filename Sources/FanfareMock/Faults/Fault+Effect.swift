import FanfareModel
import HTTPEngine
import JSONTree

extension Fault {
    /// What a fault, or several of different sorts, does to a call.
    struct Effect: Sendable {
        /// What is answered instead of the operation's answer.
        enum Answer: Sendable {
            case status(Int, body: [UInt8], isJSON: Bool)
            case error(DocumentedError, Resource?, retryAfter: Int)
        }

        /// What happens to the answer.
        enum Damage: Sendable, Hashable {
            case resetBefore
            case resetAfterHead
            case resetMiddle
            case truncateAfter(Int)
            case contentLengthOff(Int)
            case drip(Int)
            case malformedJSON
        }

        var answer: Answer?
        var headers: [(name: String, value: String?)] = []
        var delay: Delay?
        var damage: Damage?
        /// Whether the operation runs although its answer is thrown away.
        var runsOperation = false
        /// Whether the damage is done again to what an HTTP library may have sent again unasked.
        var breaksRepeats = true

        var sorts: Sorts {
            var sorts: Sorts = []
            if answer != nil { sorts.insert(.answer) }
            // Nobody would see what else is done to an answer that never comes.
            if damage == .resetBefore { sorts.formUnion([.answer, .damage]) }
            if delay != nil { sorts.insert(.delay) }
            if damage != nil || !headers.isEmpty { sorts.insert(.damage) }
            return sorts
        }

        /// Whether the call is answered without running its operation.
        var standsAlone: Bool { sorts.contains(.answer) && !runsOperation }

        /// Lays another effect of other sorts over this one.
        mutating func add(_ other: Effect) {
            if other.sorts.contains(.answer) { runsOperation = other.runsOperation }
            if other.damage != nil { breaksRepeats = other.breaksRepeats }
            answer = answer ?? other.answer
            headers += other.headers
            delay = delay ?? other.delay
            damage = damage ?? other.damage
        }
    }
}

extension Fault.Effect {
    /// What is answered instead of the operation's answer, nil for the operation's own.
    func reply(to context: RequestContext) -> Reply? {
        switch answer {
        case .status(let status, let body, let isJSON):
            var reply = Reply(status)
            reply.bytes = body
            let type = isJSON ? "application/json" : "text/plain; charset=utf-8"
            if !body.isEmpty { reply.headers.append(("Content-Type", type)) }
            return reply
        case .error(let error, let resource, let seconds):
            let world = context.organization.world
            return context.edition.errors.reply(
                error.error(
                    about: resource ?? context.route?.resource ?? .queue, retryAfter: seconds,
                    now: world.now))
        case nil where damage == .resetBefore:
            // Nobody reads it: the connection is gone before. A caller without a socket sees it.
            return Reply(503, ["error": "Connection reset by a fault"])
        case nil: return nil
        }
    }

    /// Spoils a finished answer; says why when it found nothing to spoil, and changes nothing then.
    ///
    /// A reset in the body of an answer that has none is one in its head.
    func damage(_ response: inout HTTPResponse, isHead: Bool) -> String? {
        let before = response.headers
        for header in headers {
            if let value = header.value {
                response.headers.set(header.name, value)
            } else {
                response.headers.remove(header.name)
            }
        }
        guard let damage else {
            return headers.isEmpty || response.headers != before
                ? nil : "the answer's fields were so already"
        }
        let body = isHead || !HTTPStatus.allowsBody(response.status) ? 0 : response.body.count
        switch damage {
        case .resetBefore: response.delivery = .resetBefore
        case .resetAfterHead:
            response.delivery = body > 0 ? .resetAfter(bytes: 0) : .resetInHead
        case .resetMiddle:
            response.delivery = body > 0 ? .resetAfter(bytes: body / 2) : .resetInHead
        case .truncateAfter(let count):
            guard count < body else {
                let length = body == 0 ? "no body" : "\(body) bytes only"
                return response.headers != before ? nil : "the answer had \(length)"
            }
            response.delivery = .truncate(bytes: count)
        case .drip(let rate):
            let head = response.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
            guard HTTPDelivery.takesTime(head + body, bytesPerSecond: rate) else {
                return response.headers != before ? nil : "the answer went out in one piece"
            }
            response.delivery = .drip(bytesPerSecond: rate)
        case .contentLengthOff, .malformedJSON:
            guard body > 0 else {
                return response.headers != before ? nil : "the answer had no body"
            }
            if case .contentLengthOff(let error) = damage {
                response.delivery = .contentLength(off: error)
            } else {
                response.body = response.body.dropLast() + Array(",".utf8)
            }
        }
        return nil
    }
}
