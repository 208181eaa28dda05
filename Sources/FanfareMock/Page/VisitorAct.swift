import FanfareModel
import JSONTree

/// What somebody who watches does to one consumer in a distribution: `POST /__admin/consumers/{id}/…`.
///
/// It goes by no session and no key of the API and stands in no journal of calls; all else happens as if
/// the consumer or a backend had done it, webhooks and invariants included.
public enum VisitorAct: String, CaseIterable, Sendable {
    /// A queue admits them, out of turn.
    case admit
    /// They are denied by a queue or a draw, for the reason that somebody decided so.
    case deny
    /// An unused admission or win runs out now, and no clock moves.
    case expire
    /// They complete what they were admitted to or have won.
    case complete
    /// They are among the winners when the draw is held; in an auction they lead, by the least that takes.
    case win
    /// A new guest bids more than they and everybody else.
    case outbid
    /// The shop notes an order of theirs, which counts towards the limit of orders.
    case order

    /// The row of the control protocol.
    var route: Route {
        let amount = self == .outbid ? [ControlField("amount", .number)] : []
        return Route(
            .post, "/__admin/consumers/{id}/\(rawValue)",
            body: .members([.init("in", .text)] + amount),
            called: "consumers.\(rawValue)"
        ) { context throws(FanfareError) in try reply(context) }
    }

    private func reply(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let distribution = fields.distribution("in", context.world.catalogue)
        var currency = Currency.usDollar
        if case .auction(let index) = distribution {
            currency = context.world.catalogue[index].currency
        }
        let bid = fields.optionalAmount("amount", in: currency, atLeast: 1)
        try fields.finish()
        let consumer = try context.consumerOfPath()
        guard let distribution, try act(on: consumer, in: distribution, bid, &context.world) else {
            return refusal(of: distribution, context.world)
        }
        return Control.consumer(consumer, context)
    }

    /// Says false where the act means nothing for a distribution of the kind.
    private func act(
        on consumer: ConsumerKey, in distribution: DistributionKey, _ bid: Money?,
        _ world: inout World
    ) throws(FanfareError) -> Bool {
        switch (self, distribution) {
        case (.admit, .queue(let index)): _ = try world.admit(consumer, toQueue: index)
        case (.deny, .queue(let index)):
            _ = try world.deny(consumer, inQueue: index, reason: .adminAction)
        case (.deny, .draw(let index)):
            _ = try world.deny(consumer, inDraw: index, reason: .adminAction)
        case (.expire, .queue), (.expire, .draw), (.expire, .timedRelease):
            try world.lapse(distribution, of: consumer)
        case (.complete, .queue(let index)): _ = try world.complete(consumer, inQueue: index)
        case (.complete, .draw(let index)): _ = try world.complete(consumer, inDraw: index)
        case (.complete, .auction(let index)): _ = try world.complete(consumer, inAuction: index)
        case (.complete, .timedRelease(let index)):
            _ = try world.complete(consumer, inTimedRelease: index)
        case (.win, .draw(let index)):
            do throws(FanfareError) {
                try world.favour(consumer, inDraw: index)
            } catch .full {
                return false
            }
        case (.win, .auction(let index)):
            guard world.catalogue[index].standing(of: consumer) != .winning else { break }
            try world.placeBid(
                try world.nextBid(in: index), in: index, as: consumer, fingerprint: "watching")
        case (.outbid, .auction(let index)):
            var amount = bid
            if amount == nil { amount = try world.nextBid(in: index) }
            guard let amount else { return false }
            try world.checkBid(amount, in: index)
            try world.placeBid(amount, in: index, as: world.addBot(), fingerprint: "watching")
        case (.order, _): world.order(by: consumer, in: distribution)
        default: return false
        }
        return true
    }

    /// What takes its place where an act means nothing.
    private func refusal(of distribution: DistributionKey?, _ world: World) -> Reply {
        let id = distribution.map(world.catalogue.id(of:)) ?? "That"
        let advice =
            switch (self, distribution) {
            case (.admit, .draw): "POST …/win lets them be drawn."
            case (.admit, .auction): "POST …/win bids for them."
            case (.admit, .timedRelease): "Whoever enters a timed release is admitted."
            case (.win, .draw): "As many are chosen already as the draw has winners."
            case (.win, .queue): "POST …/admit admits them."
            case (.expire, .auction):
                "What an auction's winner pays with ends by the clock: POST /__admin/clock."
            case (.outbid, _): "Only auctions have bids."
            default: "Queues, draws, auctions and timed releases have what that is for."
            }
        return Reply(
            409,
            ["error": JSONNode("\(id) has nothing to \(rawValue)"), "message": JSONNode(advice)])
    }
}

extension FieldReader {
    /// A distribution of any kind, by its identifier; an issue makes it nil.
    fileprivate mutating func distribution(
        _ field: String, _ catalogue: Catalogue
    ) -> DistributionKey? {
        let id = string(field)
        guard !id.isEmpty else { return nil }
        if let found = catalogue.distribution(id) { return found }
        report(field, .unknownWord(id, of: catalogue.distributions.map(catalogue.id(of:))))
        return nil
    }
}

/// What somebody who watches does to the sessions of one consumer.
extension Control {
    /// POST /__admin/consumers/{id}/sign-in: a further session, without a code.
    static func signIn(_ context: RequestContext) throws(FanfareError) -> Reply {
        let consumer = try context.consumerOfPath()
        let tokens = context.world.startSession(of: consumer)
        return .ok([
            "consumerId": JSONNode(context.world.identifier(of: consumer)),
            "accessToken": JSONNode(tokens.accessToken),
            "refreshToken": JSONNode(tokens.refreshToken),
            "expiresAt": context.world[tokens.session].expiresAt.json,
        ])
    }

    /// POST /__admin/consumers/{id}/sign-out: no token of theirs works from now on.
    static func signOut(_ context: RequestContext) throws(FanfareError) -> Reply {
        let consumer = try context.consumerOfPath()
        let ended = context.world.endSessions(of: consumer)
        return .ok([
            "consumerId": JSONNode(context.world.identifier(of: consumer)),
            "endedSessions": JSONNode(ended),
        ])
    }
}
