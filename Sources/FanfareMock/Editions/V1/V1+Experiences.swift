import FanfareModel
import JSONTree

/// The calls on experiences (specs/v1/contract.md#experiences).
extension V1 {
    /// GET /experiences/{id}.
    static func getExperience(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.experience(context.parameter)
        let organization = context.organization
        let known = organization.responses.body(
            of: .experience(index), in: context.edition, organization.world)
        if let known { return .written(known) }
        let reply = Reply.object(capacity: 2048) {
            writeMembers(ofExperience: index, context.world, to: &$0)
        }
        organization.responses.keep(
            reply.bytes ?? [], of: .experience(index), in: context.edition, organization.world)
        return reply
    }

    /// POST /experiences/{id}/enter.
    static func enterExperience(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.experience(context.parameter)
        let enteredAt = context.world.enterExperience(index, as: context.consumer)
        return .object(capacity: 2048) { json in
            json.member("experienceId", context.parameter)
            json.member("enteredAt", enteredAt)
            json.name("experience")
            json.object { writeMembers(ofExperience: index, context.world, to: &$0) }
        }
    }

    /// DELETE /experiences/{id}/leave.
    static func leaveExperience(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.experience(context.parameter)
        return .ok(["left": JSONNode(context.world.leaveExperience(index, as: context.consumer))])
    }

    /// GET /sequences/{id}/distributions: the sequence as its experience shows it.
    static func getDistributions(_ context: RequestContext) throws(FanfareError) -> Reply {
        let world = context.world
        let index = try world.catalogue.sequence(context.parameter)
        return .object(capacity: 2048) {
            SequenceWriter(world.catalogue[index], world).writeMembers(to: &$0)
        }
    }

    private static func writeMembers(
        ofExperience index: Key<Experience>, _ world: World, to json: inout JSONWriter
    ) {
        let experience = world.catalogue[index]
        json.member("id", experience.id)
        json.member("name", experience.name)
        json.member("openAt", experience.schedule.openAt)
        json.member("closeAt", experience.schedule.closeAt)
        json.member("timeZone", experience.schedule.timeZone)
        json.member("theme", experience.theme ?? .null)
        json.member("i18n", experience.i18n ?? .null)
        json.name("sequences")
        json.array { json in
            for index in experience.sequences {
                let sequence = world.catalogue[index]
                json.object { SequenceWriter(sequence, world).writeMembers(to: &$0) }
            }
        }
    }
}

/// Writes a sequence with what it holds, sorted by kind.
private struct SequenceWriter {
    private let sequence: ExperienceSequence
    private let catalogue: Catalogue
    private let now: Instant

    init(_ sequence: ExperienceSequence, _ world: World) {
        self.sequence = sequence
        catalogue = world.catalogue
        now = world.now
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("id", sequence.id)
        json.member("name", sequence.name)
        json.member("color", sequence.color)
        json.member("priority", sequence.priority)
        json.name("waitlist")
        writeWaitlist(to: &json)
        write("queues", to: &json) { json, key in
            guard case .queue(let index) = key else { return }
            V1.write(catalogue[index], at: now, to: &json)
        }
        write("draws", to: &json) { json, key in
            guard case .draw(let index) = key else { return }
            V1.write(catalogue[index], at: now, to: &json)
        }
        write("auctions", to: &json) { json, key in
            guard case .auction(let index) = key else { return }
            V1.write(catalogue[index], at: now, to: &json)
        }
        write("appointments", to: &json) { json, key in
            guard case .appointment(let index) = key else { return }
            let appointment = catalogue[index]
            write(appointment.id, appointment.name, appointment.schedule, to: &json)
        }
        write("timedReleases", to: &json) { json, key in
            guard case .timedRelease(let index) = key else { return }
            let release = catalogue[index]
            write(release.id, release.name, release.schedule, to: &json)
        }
    }

    /// A sequence shows the waitlist that was made last.
    private func writeWaitlist(to json: inout JSONWriter) {
        for case .waitlist(let index) in sequence.distributions.reversed() {
            let list = catalogue[index]
            return json.object { json in
                json.member("id", list.id)
                json.member("name", list.name)
                json.member("sequenceId", list.sequenceID)
            }
        }
        json.null()
    }

    /// A list of whatever `element` writes.
    private func write(
        _ name: StaticString, to json: inout JSONWriter,
        element: (inout JSONWriter, DistributionKey) -> Void
    ) {
        json.name(name)
        json.array { json in
            for key in sequence.distributions { element(&json, key) }
        }
    }

    private func write(
        _ id: String, _ name: String, _ schedule: Schedule, to json: inout JSONWriter
    ) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("openAt", schedule.openAt)
            json.member("closeAt", schedule.closeAt)
            json.member("timeZone", schedule.timeZone)
            json.member("status", V1.phase(schedule, at: now))
        }
    }
}
