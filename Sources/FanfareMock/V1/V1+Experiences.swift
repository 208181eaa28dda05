import FanfareModel
import JSONTree

/// Contract section 5, experiences.
extension V1 {
    /// GET /experiences/{id}.
    static func getExperience(_ call: Call) throws(FanfareError) -> Reply {
        .ok(experience(try call.world.catalogue.experience(call.parameter), call.world))
    }

    /// POST /experiences/{id}/enter.
    static func enterExperience(_ call: Call) throws(FanfareError) -> Reply {
        let index = try call.world.catalogue.experience(call.parameter)
        let enteredAt = call.world.enterExperience(index, as: call.consumer)
        return .ok([
            "experienceId": JSONNode(call.parameter), "enteredAt": enteredAt.json,
            "experience": experience(index, call.world),
        ])
    }

    /// DELETE /experiences/{id}/leave.
    static func leaveExperience(_ call: Call) throws(FanfareError) -> Reply {
        let index = try call.world.catalogue.experience(call.parameter)
        return .ok(["left": JSONNode(call.world.leaveExperience(index, as: call.consumer))])
    }

    private static func experience(_ index: Int32, _ world: World) -> JSONNode {
        let experience = world.catalogue.experiences[Int(index)]
        return [
            "id": JSONNode(experience.id), "name": JSONNode(experience.name),
            "openAt": experience.schedule.openAt.json, "closeAt": experience.schedule.closeAt.json,
            "timeZone": JSONNode(experience.schedule.timeZone),
            "theme": experience.theme ?? .null, "i18n": experience.i18n ?? .null,
            "sequences": JSONNode(experience.sequences.map { sequence($0, world) }),
        ]
    }

    private static func sequence(_ index: Int, _ world: World) -> JSONNode {
        let sequence = world.catalogue.sequences[index]
        var contents = SequenceContents()
        for distribution in sequence.distributions { contents.add(distribution, world) }
        return [
            "id": JSONNode(sequence.id), "name": JSONNode(sequence.name),
            "color": JSONNode(sequence.color), "priority": JSONNode(sequence.priority),
            "waitlist": contents.waitlist, "queues": JSONNode(contents.queues),
            "draws": JSONNode(contents.draws), "auctions": JSONNode(contents.auctions),
            "appointments": JSONNode(contents.appointments),
            "timedReleases": JSONNode(contents.timedReleases),
        ]
    }
}

/// What a sequence holds, sorted by kind.
private struct SequenceContents {
    var waitlist = JSONNode.null
    var queues: [JSONNode] = []
    var draws: [JSONNode] = []
    var auctions: [JSONNode] = []
    var appointments: [JSONNode] = []
    var timedReleases: [JSONNode] = []

    mutating func add(_ key: DistributionKey, _ world: World) {
        let catalogue = world.catalogue
        switch key {
        case .queue(let index):
            queues.append(V1.queueSummary(catalogue.queues[Int(index)], world))
        case .draw(let index):
            draws.append(V1.drawSummary(catalogue.draws[Int(index)], world))
        case .auction(let index):
            auctions.append(V1.auctionSummary(catalogue.auctions[Int(index)], world))
        case .timedRelease(let index):
            let release = catalogue.timedReleases[Int(index)]
            timedReleases.append(summary(key, release.name, release.schedule, world))
        case .appointment(let index):
            let appointment = catalogue.appointments[Int(index)]
            appointments.append(summary(key, appointment.name, appointment.schedule, world))
        case .waitlist(let index):
            let list = catalogue.waitlists[Int(index)]
            waitlist = [
                "id": JSONNode(list.id), "name": JSONNode(list.name),
                "sequenceId": JSONNode(list.sequenceID),
            ]
        }
    }

    private func summary(
        _ key: DistributionKey, _ name: String, _ schedule: Schedule, _ world: World
    ) -> JSONNode {
        [
            "id": JSONNode(world.catalogue.id(of: key)), "name": JSONNode(name),
            "openAt": schedule.openAt.json, "closeAt": schedule.closeAt.json,
            "timeZone": JSONNode(schedule.timeZone), "status": V1.phase(schedule, world),
        ]
    }
}
