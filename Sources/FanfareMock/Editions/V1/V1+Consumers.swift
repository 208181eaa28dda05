import FanfareModel
import JSONTree

/// The calls on consumers (specs/v1/contract.md#consumers).
extension V1 {
    /// GET /consumers/me.
    static func getCurrentConsumer(_ context: RequestContext) throws(FanfareError) -> Reply {
        var members = profile(context.world[context.consumer])
        members.append(
            JSONMember("active", ActiveParticipations(of: context.consumer, in: context.world).json)
        )
        return .ok(JSONNode(members))
    }

    /// GET /consumers/{id}; a guest's former identifier leads to whom it was linked to.
    static func getConsumer(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard let consumer = context.world.consumers[context.parameter] else {
            throw .notFound(.consumer)
        }
        return .ok(JSONNode(profile(context.world[consumer])))
    }

    private static func profile(_ consumer: Consumer) -> [JSONMember] {
        [
            JSONMember("id", JSONNode(consumer.identifier)),
            JSONMember("email", JSONNode(consumer.email)),
            JSONMember("phone", JSONNode(consumer.phone)),
            JSONMember("fullName", JSONNode(consumer.fullName)),
            JSONMember("createdAt", consumer.createdAt.json),
        ]
    }
}
