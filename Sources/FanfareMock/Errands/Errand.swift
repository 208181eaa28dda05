import JSONTree

/// What is left of a call for another thread, because it would keep everybody waiting on the loop's.
///
/// It works on copies that were taken when the call came in; what changes anything is done on the
/// loop's thread when the work has ended.
struct Errand: Sendable {
    /// How long others who read may have to wait for it.
    enum Length: CaseIterable {
        /// A list that is searched or written out.
        case short
        /// A whole state.
        case long
        /// What time brings about, for which calls of its organization wait.
        case time
    }

    let length: Length
    /// Runs on any thread; what it gives runs on the loop's thread and answers the call.
    let run: @Sendable () -> @Sendable () -> Reply

    /// Only reads: the whole reply is made on the other thread.
    init(_ length: Length, reading work: @escaping @Sendable () -> Reply) {
        self.length = length
        run = {
            let reply = work().writtenOut
            return { reply }
        }
    }

    /// Works on the other thread, and finishes with the result of that on the loop's.
    init<Result: Sendable>(
        _ length: Length, _ work: @escaping @Sendable () -> Result,
        then finish: @escaping (Result) -> Reply
    ) {
        self.length = length
        let finish = LoopConfined(finish)
        run = {
            let result = work()
            return { finish.value(result) }
        }
    }
}

extension Reply {
    /// A reply that is made by an errand.
    static func later(_ errand: Errand) -> Reply {
        var reply = Reply(200)
        reply.continuation = .errand(errand)
        return reply
    }

    /// The same with the body as bytes, which takes a while for a long one.
    fileprivate var writtenOut: Reply {
        guard let body, bytes == nil else { return self }
        var reply = Reply.written(body.bytes())
        reply.status = status
        reply.headers = headers
        return reply
    }
}
