import FanfareModel

/// What the entries of a journal are looked at with.
struct JournalReader {
    let router: Router
    let world: World

    init(_ call: Call) {
        router = call.mock.consumerRouter
        world = call.world
    }
}
