import FanfareModel

/// Bodies that are the same for everybody who asks, as an edition has written them.
///
/// They stand beside the world, not in it: to read changes nothing there. Whoever replaces the world
/// by another removes them.
struct ResponseCache {
    /// What a body shows.
    enum Resource: Hashable {
        case experience(FanfareModel.Key<Experience>)
    }

    private struct Key: Hashable {
        let edition: ObjectIdentifier
        let resource: Resource
    }

    private struct Body {
        let bytes: [UInt8]
        /// The count of the catalogue's changes at that time.
        let changes: UInt64
        /// When something in it opens or closes next, nil for never.
        let until: Instant?
    }

    private var bodies: [Key: Body] = [:]

    /// The body last kept, nil once anything it may show has changed.
    func body(of resource: Resource, in edition: Edition, _ world: World) -> [UInt8]? {
        let key = Key(edition: ObjectIdentifier(edition), resource: resource)
        guard let body = bodies[key], body.changes == world.catalogueChanges else { return nil }
        if let until = body.until, world.now >= until { return nil }
        return body.bytes
    }

    /// Keeps a body as the world looks now.
    mutating func keep(
        _ bytes: [UInt8], of resource: Resource, in edition: Edition, _ world: World
    ) {
        let until =
            switch resource {
            case .experience(let index): world.nextTurn(inExperience: index)
            }
        bodies[Key(edition: ObjectIdentifier(edition), resource: resource)] = Body(
            bytes: bytes, changes: world.catalogueChanges, until: until)
    }

    mutating func removeAll() { bodies = [:] }
}
