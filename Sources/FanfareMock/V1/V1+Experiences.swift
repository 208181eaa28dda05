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
        var queues: [JSONNode] = []
        for distribution in sequence.distributions {
            switch distribution {
            case .queue(let index):
                queues.append(queueSummary(world.catalogue.queues[Int(index)], world))
            }
        }
        return [
            "id": JSONNode(sequence.id), "name": JSONNode(sequence.name),
            "color": JSONNode(sequence.color), "priority": JSONNode(sequence.priority),
            "waitlist": .null, "queues": JSONNode(queues), "draws": [], "auctions": [],
            "appointments": [], "timedReleases": [],
        ]
    }
}
