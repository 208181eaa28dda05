import FanfareModel
import JSONTree

/// Contract section 5, consumers.
extension V1 {
    /// GET /consumers/me.
    static func getCurrentConsumer(_ call: Call) throws(FanfareError) -> Reply {
        let consumer = call.world[call.consumer]
        return .ok([
            "id": JSONNode(consumer.identifier), "email": JSONNode(consumer.email),
            "phone": JSONNode(consumer.phone), "fullName": JSONNode(consumer.fullName),
            "createdAt": consumer.createdAt.json,
            "active": ActiveParticipations(of: call.consumer, in: call.world).json,
        ])
    }
}

/// What `/consumers/me` lists as `active`.
private struct ActiveParticipations {
    private var experiences: [JSONMember] = []
    private var queues: [JSONMember] = []

    init(of consumer: ConsumerKey, in world: World) {
        for holding in world[consumer].holdings {
            switch holding {
            case .experience(let index, let enteredAt):
                let id = world.catalogue.experiences[Int(index)].id
                experiences.append(
                    JSONMember(id, ["experienceId": JSONNode(id), "enteredAt": enteredAt.json]))
            case .distribution(.queue(let index)):
                let queue = world.catalogue.queues[Int(index)]
                guard let place = queue.place(of: consumer), place.state != .left else { continue }
                queues.append(
                    JSONMember(queue.id, V1.queueParticipation(place, queue, world)))
            }
        }
    }

    var json: JSONNode {
        ["experiences": JSONNode(experiences), "queues": JSONNode(queues)]
    }
}
