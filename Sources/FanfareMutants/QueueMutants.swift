import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Places in queues (specs/v1/contract.md#queues).
extension RuleMutant {
    static let queues: [RuleMutant] =
        [
            RuleMutant(
                "queues/position-from-zero", "The next in line is at position 0", "queues.position",
                by: .positions { position, _ in position - 1 }),
            RuleMutant(
                "queues/position-one-too-many", "The next in line is at position 2",
                "queues.position",
                by: .positions { position, _ in position + 1 }),
            RuleMutant(
                "queues/everybody-first", "Everybody who waits is at position 1", "queues.order",
                by: .positions { _, _ in 1 }),
            RuleMutant(
                "queues/newest-first", "Whoever enters last is next in line", "queues.order",
                by: .positions { position, waiting in waiting + 1 - position }),
            RuleMutant(
                "queues/entry-position-off", "Entering answers a position that the status denies",
                "queues.enter",
                by: .document("POST /queues/{id}/enter") { document, _ in
                    document.change("position") { if $0.integer ?? 0 > 0 { $0.add(1) } }
                }),
            RuleMutant(
                "queues/gap-stays", "Those behind someone who leaves do not move up",
                "queues.leave.closes-up",
                by: .remembering(
                    [String: Int](), ["POST /queues/{id}/leave", "GET /queues/{id}/status"]
                ) { intercepted, left in
                    let response = intercepted.proceed()
                    let key = intercepted.organization.id + intercepted.id
                    if intercepted.route.hasPrefix("POST"), response.isGood {
                        left[key, default: 0] += 1
                    }
                    let gap = left[key] ?? 0
                    return intercepted.changing(response) { document in
                        guard document["status"] == "QUEUED" else { return }
                        document.change("position") { $0.add(gap) }
                    }
                }),
            RuleMutant(
                "queues/leaving-keeps-the-place", "Leaving answers LEFT and keeps the place",
                "queues.status.left",
                by: .around("POST /queues/{id}/leave") { intercepted in
                    intercepted.wrong(intercepted.attempt(intercepted.request))
                }),
            RuleMutant(
                "queues/leaving-frees-no-place", "A full queue stays full when somebody leaves",
                "queues.leave.frees",
                by: .around("POST /queues/{id}/leave") { intercepted in
                    let wasFull = intercepted.isFull
                    let response = intercepted.proceed()
                    guard response.isGood, wasFull else { return response }
                    let ghost = intercepted.call("POST", "/auth/guest").document["accessToken"]?
                        .string
                    intercepted.call("POST", "/queues/\(intercepted.id)/enter", token: ghost)
                    return intercepted.wrong(response)
                }),
            RuleMutant(
                "queues/re-entry-new-place", "Entering again means going to the end",
                "queues.enter.again",
                by: .around("POST /queues/{id}/enter") { intercepted in
                    guard let token = intercepted.token,
                        intercepted.call("GET", "/queues/\(intercepted.id)/status", token: token)
                            .document["status"] == "QUEUED"
                    else { return intercepted.proceed() }
                    intercepted.call("POST", "/queues/\(intercepted.id)/leave", token: token)
                    return intercepted.wrong(intercepted.proceed())
                }),
            RuleMutant(
                "queues/re-entry-refused", "Entering again is a conflict", "queues.enter.again",
                by: .around("POST /queues/{id}/enter") { intercepted in
                    guard let token = intercepted.token,
                        intercepted.call("GET", "/queues/\(intercepted.id)/status", token: token)
                            .document["status"] == "QUEUED"
                    else { return intercepted.proceed() }
                    return intercepted.wrong(intercepted.refusal(.alreadyCompleted(.queue)))
                }),
            RuleMutant(
                "queues/one-place-more", "A queue takes one more than its capacity",
                "queues.enter.full", by: .made(.capacity) { $0.add(1) }),
            RuleMutant(
                "queues/one-place-less", "A queue takes one less than its capacity",
                "queues.enter", by: .made(.capacity) { $0.add(-1) }),
            RuleMutant(
                "queues/full-is-503", "A full queue is answered with 503", "queues.enter.full",
                by: .refusal("Queue is full") { response, _ in response.status = 503 }),
            RuleMutant(
                "queues/full-retry-as-time", "A full queue's Retry-After is a time",
                "queues.enter.full.retry-after",
                by: .refusal("Queue is full") { response, intercepted in
                    response.headers.set("Retry-After", (intercepted.now + .seconds(30)).iso8601)
                }),
            RuleMutant(
                "queues/full-retry-31", "A full queue's Retry-After is 31 seconds",
                "queues.enter.full.retry-after",
                by: .refusal("Queue is full") { response, _ in
                    response.headers.set("Retry-After", "31")
                }),
            RuleMutant(
                "queues/closed-takes-entries", "A closed queue is answered as one not open yet",
                "queues.enter.closed",
                by: .refusal("Queue is closed") { response, _ in response.status = 423 }),
            RuleMutant(
                "queues/order-limit-ignored", "The order limit limits nothing",
                "queues.enter.order-limit", by: .setting("orderLimit", .null)),
            RuleMutant(
                "queues/order-limit-one-more", "One order more than the limit is possible",
                "queues.enter.order-limit", "draws.enter.order-limit",
                by: .world { $0.change("settings", "orderLimit") { $0.add(1) } }),
            RuleMutant(
                "queues/order-limit-is-a-conflict", "The order limit is answered with 409",
                "queues.enter.order-limit",
                by: .answer("POST /queues/{id}/enter") { response, _ in
                    guard response.document["denyReason"] == "ORDER_LIMIT_EXCEEDED" else { return }
                    response.status = 409
                    response.document = ["error": "DISTRIBUTION_ORDER_LIMIT"]
                }),
            RuleMutant(
                "queues/consumer-missing-is-401", "A missing consumer is answered with 401",
                "queues.enter.required", "queues.leave.required",
                by: .refusal("Consumer ID is required") { response, intercepted in
                    guard intercepted.route.contains("/queues") else { return }
                    response = intercepted.refusal(.authenticationRequired)
                }),
        ] + openings

    /// Opening and closing, the same in every kind of distribution.
    private static let openings: [RuleMutant] = ["queue", "draw", "auction"].flatMap { kind in
        let call = kind == "auction" ? "bid" : "enter"
        let error = kind.prefix(1).uppercased() + kind.dropFirst() + " is not open yet"
        return [
            RuleMutant(
                "\(kind)s/not-open-is-400", "A \(kind) that is not open is answered with 400",
                "\(kind)s.\(call).not-open",
                by: .refusal(error) { response, _ in response.status = 400 }),
            RuleMutant(
                "\(kind)s/not-open-retry-in-seconds", "Retry-After of a \(kind) counts seconds",
                "\(kind)s.\(call).not-open.retry-after",
                by: .refusal(error) { response, _ in response.headers.set("Retry-After", "30") }),
            RuleMutant(
                "\(kind)s/not-open-retry-missing", "A \(kind) does not say when it opens",
                "\(kind)s.\(call).not-open.retry-after",
                by: .refusal(error) { response, _ in response.headers.remove("Retry-After") }),
            RuleMutant(
                "\(kind)s/not-open-retry-off", "Retry-After of a \(kind) is an hour off",
                "\(kind)s.\(call).not-open.retry-after",
                by: .refusal(error) { response, _ in
                    let time = response.headers["Retry-After"].flatMap(Instant.init(iso8601:))
                    response.headers.set(
                        "Retry-After", time.map { $0 + .seconds(3600) }?.iso8601 ?? "")
                }),
            RuleMutant(
                "\(kind)s/pending-shown-as-open", "A \(kind) that opens later is shown as open",
                "\(kind)s.details.pending",
                by: .document("GET /\(kind)s/{id}") { document, _ in
                    document.change("status") { if $0 == "PENDING" { $0 = "OPEN" } }
                }),
            RuleMutant(
                "\(kind)s/closed-shown-as-open", "A \(kind) that is over is shown as open",
                "\(kind)s.details.closed",
                by: .document("GET /\(kind)s/{id}") { document, _ in
                    document.change("status") { if $0 == "CLOSED" { $0 = "OPEN" } }
                }),
        ]
    }
}

extension Mutation {
    /// Counts the places of those who wait differently, wherever they are told.
    fileprivate static func positions(
        _ change: @escaping @Sendable (_ position: Int, _ waiting: Int) -> Int
    ) -> Mutation {
        document("POST /queues/{id}/enter", "GET /queues/{id}/status", "GET /consumers/me") {
            document, intercepted in
            let world = intercepted.organization.world
            let waiting = (try? world.catalogue.queue(intercepted.id)).map {
                world.catalogue[$0].waitingCount
            }
            document.changeAll("position") { node in
                guard let position = node.integer, position > 0 else { return }
                node = JSONNode(change(position, waiting ?? position))
            }
        }
    }
}

extension InterceptedCall {
    /// Whether the queue holds as many as it may.
    fileprivate var isFull: Bool {
        let catalogue = organization.world.catalogue
        guard let index = try? catalogue.queue(id) else { return false }
        return catalogue[index].activeCount == catalogue[index].capacity
    }
}
