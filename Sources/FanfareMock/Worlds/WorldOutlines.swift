import FanfareModel
import Foundations
import JSONTree

extension WorldReader {
    /// The organization's settings; what is missing stays as it was.
    func settings(
        from base: Settings, edition: inout Edition?, deciding decided: inout Leeway
    ) throws(WorldFileError) -> Settings {
        let reader = try object("settings")
        edition = try reader.edition() ?? edition
        var settings = base
        settings.name = try reader.string("name") ?? settings.name
        settings.timeZone = try reader.string("timeZone") ?? settings.timeZone
        settings.currencyCode = try reader.string("currencyCode") ?? settings.currencyCode
        settings.accessTokenLifetime =
            try reader.lifetime("accessTokenLifetime") ?? settings.accessTokenLifetime
        settings.refreshTokenLifetime =
            try reader.lifetime("refreshTokenLifetime") ?? settings.refreshTokenLifetime
        settings.tokensNameTheirKey =
            try reader.bool("tokenKeyId") ?? settings.tokensNameTheirKey
        settings.tokenClock = try reader.stampClock("tokenClock") ?? settings.tokenClock
        settings.oneTimePasswordLifetime =
            try reader.lifetime("oneTimePasswordLifetime") ?? settings.oneTimePasswordLifetime
        settings.sessionDuration =
            try reader.lifetime("sessionDuration") ?? settings.sessionDuration
        settings.requiresFingerprint =
            try reader.bool("requiresFingerprint") ?? settings.requiresFingerprint
        settings.enforcesRateLimits =
            try reader.bool("enforcesRateLimits") ?? settings.enforcesRateLimits
        try reader.rateLimits(into: &settings.rateLimits)
        settings.isStrict = try reader.bool("strict") ?? settings.isStrict
        settings.orderLimit = try reader.integer("orderLimit") ?? settings.orderLimit
        settings.webhookClock = try reader.stampClock("webhookClock") ?? settings.webhookClock
        if let body = try reader.word("webhookBody", of: ["usual", "unusual"]) {
            settings.writesWebhooksUnusually = body == "unusual"
        }
        if let merges = try reader.mergesOnConflict() {
            decided.insert(.takenIdentifierSignsIn)
            settings.leeway.remove(.takenIdentifierSignsIn)
            if merges { settings.leeway.insert(.takenIdentifierSignsIn) }
        }
        let own = edition ?? context.editions.standard
        try reader.readings(of: own, into: &settings.leeway, deciding: &decided)
        try reader.finish()
        return settings
    }

    /// Reads the name of an edition.
    private func edition() throws(WorldFileError) -> Edition? {
        guard let name = try string("edition") else { return nil }
        guard let edition = context.editions[name] else {
            let names = context.editions.list.map(\.name)
            throw error(
                member("edition") ?? node,
                "there is no edition '\(name)'.\(Nearest.hint(for: name, in: names))"
                    + " Known: \(names.joined(separator: ", ")).", at: "edition")
        }
        return edition
    }

    private func stampClock(_ key: String) throws(WorldFileError) -> StampClock? {
        try word(key, of: StampClock.allCases.map(\.rawValue)).flatMap(StampClock.init)
    }

    /// Reads `"rateLimits": {"bid": 3}`.
    private func rateLimits(into limits: inout [RateLimitClass: Int]) throws(WorldFileError) {
        let reader = try object("rateLimits")
        for kind in RateLimitClass.allCases {
            limits[kind] = try reader.integer(kind.rawValue, in: 1...1_000_000) ?? limits[kind]
        }
        try reader.finish()
    }

    /// Reads `"linking": {"onConflict": "reject" | "merge"}`.
    private func mergesOnConflict() throws(WorldFileError) -> Bool? {
        let reader = try object("linking")
        let word = try reader.word("onConflict", of: ["reject", "merge"])
        try reader.finish()
        return word.map { $0 == "merge" }
    }

    /// Reads `"readings": {"linking.takenIdentifier": "signIn"}`.
    private func readings(
        of edition: Edition, into leeway: inout Leeway, deciding decided: inout Leeway
    ) throws(WorldFileError) {
        let reader = try object("readings")
        for name in reader.node.members?.map(\.key) ?? [] {
            guard let answers = edition.readings.answers(to: name) else { continue }
            guard let value = reader.member(name) else { continue }
            let answer = value.string ?? ""
            guard edition.readings.choose(answer, to: name, in: &leeway) else {
                throw reader.error(
                    value,
                    "expected \(answers.map { "\"\($0)\"" }.joined(separator: " or "))."
                        + Nearest.hint(for: answer, in: answers), at: name)
            }
            decided.formUnion(edition.readings.range(of: name))
        }
        for name in edition.readings.names { _ = reader.member(name) }
        try reader.finish()
    }
}

/// When something is open, relative to the start until the world is built.
struct ScheduleOutline: Sendable {
    let openAt: MomentOutline?
    let closeAt: MomentOutline?
    let timeZone: String?

    init(_ reader: WorldReader) throws(WorldFileError) {
        openAt = try reader.moment("openAt")
        closeAt = try reader.moment("closeAt")
        timeZone = try reader.string("timeZone")
    }

    func schedule(start: Instant) -> Schedule {
        Schedule(
            openAt: openAt?.instant(start: start), closeAt: closeAt?.instant(start: start),
            timeZone: timeZone)
    }
}

/// An experience and everything inside it.
struct ExperienceOutline: Sendable {
    let plan: ExperiencePlan
    let schedule: ScheduleOutline
    let sequences: [SequenceOutline]

    init(_ reader: WorldReader) throws(WorldFileError) {
        var plan = ExperiencePlan(
            id: try reader.uniqueString("id"), name: try reader.requiredString("name"))
        plan.slug = try reader.uniqueString("slug")
        plan.theme = try reader.openObject("theme")
        plan.i18n = try reader.openObject("i18n")
        self.plan = plan
        schedule = try ScheduleOutline(reader)
        sequences = try reader.objects("sequences") { reader throws(WorldFileError) in
            try SequenceOutline(reader)
        }
    }

    func build(in world: inout World) {
        var plan = plan
        plan.schedule = schedule.schedule(start: world.now)
        let experience = world.add(plan)
        for sequence in sequences { sequence.build(in: &world, experience) }
    }
}

/// A sequence and everything inside it.
struct SequenceOutline: Sendable {
    let plan: SequencePlan
    let queues: [QueueOutline]
    let draws: [DrawOutline]
    let auctions: [AuctionOutline]
    let timedReleases: [TimedReleaseOutline]
    let appointments: [AppointmentOutline]
    let waitlist: WaitlistPlan?

    init(_ reader: WorldReader) throws(WorldFileError) {
        var plan = SequencePlan(
            id: try reader.uniqueString("id"), name: try reader.requiredString("name"))
        plan.color = try reader.string("color") ?? plan.color
        plan.priority = try reader.integer("priority") ?? plan.priority
        self.plan = plan
        queues = try reader.objects("queues") { reader throws(WorldFileError) in
            try QueueOutline(reader)
        }
        draws = try reader.objects("draws") { reader throws(WorldFileError) in
            try DrawOutline(reader)
        }
        auctions = try reader.objects("auctions") { reader throws(WorldFileError) in
            try AuctionOutline(reader)
        }
        timedReleases = try reader.objects("timedReleases") { reader throws(WorldFileError) in
            try TimedReleaseOutline(reader)
        }
        appointments = try reader.objects("appointments") { reader throws(WorldFileError) in
            try AppointmentOutline(reader)
        }
        waitlist = try reader.waitlist()
    }

    func build(in world: inout World, _ experience: Key<Experience>) {
        let sequence = world.add(plan, to: experience)
        for queue in queues { queue.build(in: &world, sequence) }
        for draw in draws { draw.build(in: &world, sequence) }
        for auction in auctions { auction.build(in: &world, sequence) }
        for release in timedReleases { release.build(in: &world, sequence) }
        for appointment in appointments { appointment.build(in: &world, sequence) }
        if let waitlist { world.add(waitlist, to: sequence) }
    }
}
