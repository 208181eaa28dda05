import FanfareModel
import JSONTree

/// The calls on queues (specs/v1/contract.md#queues).
extension V1 {
    /// GET /queues/{id}.
    static func getQueue(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.queue(context.parameter)
        let queue = context.world.catalogue[index]
        return .ok([
            "id": JSONNode(queue.id), "name": JSONNode(queue.name),
            "sequenceId": JSONNode(queue.sequenceID), "capacity": JSONNode(queue.capacity),
            "openAt": queue.schedule.openAt.json, "closeAt": queue.schedule.closeAt.json,
            "timeZone": JSONNode(queue.schedule.timeZone),
            "status": JSONNode(phase(queue.schedule, at: context.world.now)),
            "consumerCount": JSONNode(queue.activeCount),
        ])
    }

    /// POST /queues/{id}/enter.
    static func enterQueue(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.queue(context.parameter)
        let place = try context.world.enterQueue(
            index, as: context.consumer, fingerprint: try context.fingerprint)
        return queueState(place, index, context)
    }

    /// POST /queues/{id}/leave.
    static func leaveQueue(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.queue(context.parameter)
        try context.world.leaveQueue(index, as: context.consumer)
        return .ok([
            "queueId": JSONNode(context.parameter),
            "consumerId": JSONNode(context.world.identifier(of: context.consumer)),
            "status": "LEFT",
            "position": .null,
        ])
    }

    /// GET /queues/{id}/status; whoever never entered is told so (the SDK's own state).
    static func getQueueStatus(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.queue(context.parameter)
        guard let place = context.world.place(of: context.consumer, inQueue: index) else {
            try context.requireKnown(.queue, unless: .strangersNotFoundInQueue)
            return .ok([
                "queueId": JSONNode(context.parameter),
                "consumerId": JSONNode(context.world.identifier(of: context.consumer)),
                "status": "NOT_QUEUED", "position": .null,
            ])
        }
        return queueState(place, index, context)
    }

    /// POST /queues/{id}/admit.
    static func admitToQueue(_ context: RequestContext) throws(FanfareError) -> Reply {
        let (consumer, index) = try queueSubject(context)
        let place = try context.world.admit(consumer, toQueue: index)
        return .ok([
            "queueId": JSONNode(context.parameter),
            "consumerId": JSONNode(context.world.identifier(of: consumer)), "status": "ADMITTED",
            "admittedAt": place.admission?.admittedAt.json ?? .null,
            "admissionToken": JSONNode(place.admission?.token),
        ])
    }

    /// POST /queues/{id}/complete.
    static func completeQueue(_ context: RequestContext) throws(FanfareError) -> Reply {
        let fields = try context.fields()
        let (consumer, index) = try queueSubject(context, fields)
        _ = try context.world.complete(
            consumer, inQueue: index, fields.order(in: context.world.currency))
        return .ok([
            "queueId": JSONNode(context.parameter),
            "consumerId": JSONNode(context.world.identifier(of: consumer)), "status": "COMPLETED",
            "completedAt": context.world.now.json,
        ])
    }

    /// POST /queues/{id}/deny.
    static func denyInQueue(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let reason = fields.denyReason([.orderLimitExceeded, .fraudDetected, .adminAction])
        let (consumer, index) = try queueSubject(context, fields)
        let place = try context.world.deny(consumer, inQueue: index, reason: reason)
        return queueState(place, index, context)
    }

    /// POST /queues/{id}/validate.
    static func validateQueueAdmission(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let consumerID = fields.string("consumerId")
        let token = fields.string("token", limit: 8192)
        try fields.finish()
        let index = try context.world.queue(context.parameter)
        try context.world.validate(
            token: token, of: context.world.consumer(consumerID), inQueue: index,
            fingerprint: try context.fingerprint)
        return .ok(true)
    }

    /// The consumer whom a backend names, and the queue.
    private static func queueSubject(
        _ context: RequestContext, _ reader: FieldReader? = nil
    ) throws(FanfareError) -> (ConsumerKey, Key<Queue>) {
        var fields: FieldReader
        if let reader { fields = reader } else { fields = try context.fields() }
        let consumerID = fields.string("consumerId")
        try fields.finish()
        let index = try context.world.queue(context.parameter)
        guard let consumer = context.world.consumer(consumerID) else {
            throw .notParticipating(.queue)
        }
        return (consumer, index)
    }
}

extension V1 {
    /// The word for why somebody is denied.
    static func word(_ reason: DenyReason) -> String {
        switch reason {
        case .orderLimitExceeded: "ORDER_LIMIT_EXCEEDED"
        case .fraudDetected: "FRAUD_DETECTED"
        case .adminAction: "ADMIN_ACTION"
        case .admissionExpired: "ADMISSION_EXPIRED"
        case .drawClosed: "DRAW_CLOSED"
        }
    }

    /// The phase of a schedule as queues, draws and auctions show it.
    static func phase(_ schedule: Schedule, at now: Instant) -> String {
        word(DistributionPhase(schedule, at: now))
    }

    /// The word for where a distribution stands.
    static func word(_ phase: DistributionPhase) -> String {
        switch phase {
        case .pending: "PENDING"
        case .open: "OPEN"
        case .closed: "CLOSED"
        case .drawn: "DRAWN"
        case .settled: "SETTLED"
        }
    }

    /// A queue inside an experience.
    static func write(_ queue: Queue, at now: Instant, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", queue.id)
            json.member("name", queue.name)
            json.member("capacity", queue.capacity)
            json.member("openAt", queue.schedule.openAt)
            json.member("closeAt", queue.schedule.closeAt)
            json.member("status", phase(queue.schedule, at: now))
        }
    }

    /// What the status and `/consumers/me` say alike of a place.
    static func queueMembers(
        _ place: QueueEntry, position: Int?, to members: inout some JSONMemberSink & ~Copyable
    ) {
        members.member("status", status(of: place))
        members.member("position", shownPosition(of: place, position))
        members.member("enteredAt", place.enteredAt)
        members.member("admittedAt", place.admission?.admittedAt)
        members.member("admissionToken", place.usableAdmission?.token)
    }

    /// A place as entering and asking for the status show it.
    private static func queueState(
        _ place: QueueEntry, _ index: Key<Queue>, _ context: RequestContext
    )
        -> Reply
    {
        .object { json in
            json.member("queueId", context.parameter)
            context.world.withIdentifier(of: place.consumer) {
                json.member("consumerId", plain: $0)
            }
            let position = context.world.position(of: place.consumer, inQueue: index)
            queueMembers(place, position: position, to: &json)
            json.member("denyReason", place.denyReason.map(V1.word))
            if let position,
                let seconds = context.world.secondsOfWaiting(at: position, inQueue: index)
            {
                json.member("estimatedWaitTimeInSeconds", seconds)
            }
            if let admission = place.usableAdmission {
                json.member("expiresAt", admission.expiresAt)
            }
            if case .completed(_, let completedAt) = place.state {
                json.member("completedAt", completedAt)
            }
        }
    }

    static func status(of place: QueueEntry) -> String {
        switch place.state {
        case .queued: "QUEUED"
        case .admitted: "ADMITTED"
        case .completed: "COMPLETED"
        case .denied: "DENIED"
        case .left: "LEFT"
        }
    }

    /// 1 for the next in line, 0 for whoever is admitted, `null` for whoever is in no line.
    private static func shownPosition(of place: QueueEntry, _ position: Int?) -> Int? {
        switch place.state {
        case .queued: position
        case .admitted: 0
        case .completed, .denied, .left: nil
        }
    }
}

extension FieldReader {
    /// One of the reasons that a backend may give.
    mutating func denyReason(_ allowed: [DenyReason]) -> DenyReason {
        let text = string("reason")
        guard let reason = allowed.first(where: { V1.word($0) == text }) else {
            if !text.isEmpty { report("reason", .notOneOf(allowed.map(V1.word))) }
            return .adminAction
        }
        return reason
    }
}
