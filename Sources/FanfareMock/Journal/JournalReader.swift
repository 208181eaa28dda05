import FanfareModel

/// What the entries of a journal are looked at with.
struct JournalReader {
    let router: Router
    let world: World
    let mask: Mask

    init(_ call: Call) { self.init(call.mock, call.organization) }

    init(_ mock: Mock, _ organization: Organization) {
        router = mock.consumerRouter
        world = organization.world
        mask = Mask(knowing: [organization.secretKey])
    }
}
