import FanfareModel
import JSONTree

/// The calls on consumers (specs/v1/contract.md#consumers).
extension V1 {
    /// GET /consumers/me.
    static func getCurrentConsumer(_ context: RequestContext) throws(FanfareError) -> Reply {
        var members = profile(context.consumer, context.world)
        members.append(
            JSONMember("active", ActiveParticipations(of: context.consumer, in: context.world).json)
        )
        return .ok(JSONNode(members))
    }

    /// GET /consumers/{id}; a guest's former identifier leads to whom it was linked to.
    static func getConsumer(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard let consumer = context.world.consumer(context.parameter) else {
            throw .notFound(.consumer)
        }
        return .ok(JSONNode(profile(consumer, context.world)))
    }

    private static func profile(_ key: ConsumerKey, _ world: World) -> [JSONMember] {
        let consumer = world[key]
        return [
            JSONMember("id", JSONNode(world.identifier(of: key))),
            JSONMember("email", JSONNode(consumer.email)),
            JSONMember("phone", JSONNode(consumer.phone)),
            JSONMember("fullName", JSONNode(consumer.fullName)),
            JSONMember("createdAt", consumer.createdAt.json),
        ]
    }
}
