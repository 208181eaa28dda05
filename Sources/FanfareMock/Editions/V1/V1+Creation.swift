import FanfareModel
import JSONTree

/// specs/v1/contract.md#admin: a backend builds its own world.
extension V1 {
    /// POST /experiences.
    ///
    /// No documented call makes a sequence, yet every distribution needs one: a new experience
    /// comes with one, whose identifier `GET /experiences/{id}` shows.
    static func createExperience(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        var plan = ExperiencePlan(name: fields.string("name"))
        plan.slug = fields.freshSlug(in: context.world)
        plan.schedule = fields.schedule(in: context.world.settings.timeZone)
        plan.theme = fields.theme()
        plan.i18n = fields.i18n()
        try fields.finish()
        let index = context.world.add(plan)
        context.world.add(SequencePlan(name: "Main"), to: index)
        let experience = context.world.catalogue[index]
        return Reply(
            201,
            JSONNode(
                [
                    JSONMember("id", JSONNode(experience.id)),
                    JSONMember("name", JSONNode(experience.name)),
                    JSONMember("slug", JSONNode(experience.slug)),
                    JSONMember("openAt", plan.schedule.openAt.json),
                    JSONMember("closeAt", plan.schedule.closeAt.json),
                    JSONMember("timeZone", JSONNode(plan.schedule.timeZone)),
                    JSONMember("i18n", plan.i18n ?? .null),
                    JSONMember("theme", plan.theme ?? .null),
                    JSONMember("status", status(of: plan.schedule, context.world)),
                ] + stamps(context) + [
                    JSONMember("createdBy", "user_mock"), JSONMember("updatedBy", "user_mock"),
                ]))
    }

    /// POST /queues.
    static func createQueue(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let base = fields.distributionBase(context)
        var plan = QueuePlan(name: base.name ?? "Queue")
        plan.schedule = base.schedule
        plan.capacity = fields.optionalInteger("maxCapacity", in: 1...Int.max)
        plan.admissionsPerMinute = fields.optionalInteger(
            "admissionRate", in: 1...QueuePlan.highestAdmissionRate)
        let duration = fields.optionalInteger("sessionDurationSeconds", in: 1...1_000_000_000)
        if let duration { plan.admissionWindow = .seconds(duration) }
        try fields.finish()
        let sequence = try context.world.catalogue.sequence(base.sequenceID)
        let key = context.world.add(plan, to: sequence)
        let hasTimes = base.schedule.openAt != nil || base.schedule.closeAt != nil
        return base.reply(
            key, isDraft: !hasTimes,
            [
                JSONMember("maxCapacity", JSONNode(plan.capacity)),
                JSONMember("admissionRate", JSONNode(plan.admissionsPerMinute)),
                JSONMember("sessionDurationSeconds", JSONNode(duration)),
            ], context)
    }

    /// When something was made and last changed.
    fileprivate static func stamps(_ context: RequestContext) -> [JSONMember] {
        [
            JSONMember("createdAt", context.world.now.json),
            JSONMember("updatedAt", context.world.now.json),
        ]
    }

    /// The status of an experience in the words of the admin pages.
    private static func status(of schedule: Schedule, _ world: World) -> JSONNode {
        if schedule.openAt == nil, schedule.closeAt == nil { return "draft" }
        return switch schedule.phase(at: world.now) {
        case .pending: "scheduled"
        case .open: "active"
        case .closed: "completed"
        }
    }
}

/// The fields that queues, draws and auctions are created with alike.
struct DistributionBase {
    let sequenceID: String
    let name: String?
    let schedule: Schedule
    /// The seed that was given, nil for a fresh one.
    let encryptionSeed: String?
    let metadata: JSONNode?

    /// The answer to a creation; the members of its kind stand between those that all share.
    func reply(
        _ key: DistributionKey, isDraft: Bool, _ members: [JSONMember], _ context: RequestContext
    ) -> Reply {
        let seed = encryptionSeed ?? context.world.nextEncryptionSeed()
        let opening = [
            JSONMember("id", JSONNode(context.world.catalogue.id(of: key))),
            JSONMember("organizationId", JSONNode(context.world.organizationID)),
            JSONMember("sequenceId", JSONNode(sequenceID)), JSONMember("name", JSONNode(name)),
            JSONMember("timeZone", JSONNode(schedule.timeZone)),
            JSONMember("status", isDraft ? "DRAFT" : status(context.world)),
            JSONMember("openAt", schedule.openAt.json),
            JSONMember("closeAt", schedule.closeAt.json),
            JSONMember("encryptionSeed", JSONNode(seed)),
        ]
        let metadata = JSONMember("metadata", metadata ?? .null)
        return Reply(201, JSONNode(opening + members + [metadata] + V1.stamps(context)))
    }

    /// The status of a distribution in the words of the admin pages.
    private func status(_ world: World) -> JSONNode {
        switch schedule.phase(at: world.now) {
        case .pending: "SCHEDULED"
        case .open: "OPEN"
        case .closed: "CLOSED"
        }
    }
}

extension FieldReader {
    /// The fields that every distribution is created with; without a time zone it has the organization's.
    mutating func distributionBase(_ context: RequestContext) -> DistributionBase {
        let sequenceID = string("sequenceId")
        let name = optionalText("name")
        var schedule = schedule(in: context.world.settings.timeZone)
        schedule.timeZone = schedule.timeZone ?? context.world.settings.timeZone
        let seed = optionalText("encryptionSeed")
        let metadata = optionalObject("metadata")
        return DistributionBase(
            sequenceID: sequenceID, name: name, schedule: schedule,
            encryptionSeed: seed, metadata: metadata)
    }

    /// `openAt`, `closeAt` after it, and `timeZone`, whose time they are in where they name no offset.
    mutating func schedule(in organizationZone: String) -> Schedule {
        let zone = body["timeZone"]?.string ?? organizationZone
        let schedule = Schedule(
            openAt: optionalInstant("openAt", in: zone),
            closeAt: optionalInstant("closeAt", in: zone), timeZone: timeZone())
        if let openAt = schedule.openAt, let closeAt = schedule.closeAt, closeAt <= openAt {
            report("closeAt", .notAfter("openAt"))
        }
        return schedule
    }

    /// A name of the form `Area/Location`, or `UTC`; whether the place exists is not checked.
    private mutating func timeZone() -> String? {
        guard let name = optionalString("timeZone", limit: 64) else { return nil }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isName = parts.allSatisfy { part in
            part.first?.isLetter == true
                && part.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                        || (0x61...0x7A).contains(byte) || "_+-".utf8.contains(byte)
                }
        }
        guard isName, parts.count > 1 || ["UTC", "GMT"].contains(name) else {
            report("timeZone", .invalidTimeZone)
            return nil
        }
        return name
    }

    fileprivate mutating func freshSlug(in world: World) -> String? {
        guard let slug = optionalText("slug") else { return nil }
        if world.catalogue.isTaken(slug: slug) { report("slug", .taken) }
        return slug
    }

    /// specs/v1/contract.md#experiences: the members of a theme are strings.
    fileprivate mutating func theme() -> JSONNode? {
        let theme = optionalObject("theme")
        for member in theme?.members ?? [] where member.node.string == nil {
            report("theme.\(member.key)", .wrongType(expected: "string"))
        }
        return theme
    }

    fileprivate mutating func i18n() -> JSONNode? {
        let texts = optionalObject("i18n")
        for member in texts?.members ?? [] where member.node.members == nil {
            report("i18n.\(member.key)", .wrongType(expected: "object"))
        }
        return texts
    }
}
