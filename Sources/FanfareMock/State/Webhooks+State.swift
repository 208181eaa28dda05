import FanfareModel

extension WebhookSubscription: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        self.init(
            id: try reader.read(), target: try reader.read("url"),
            manner: try reader.read(), types: try reader.read(),
            secret: try reader.read(), createdAt: try reader.read())
    }

    func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(target)
        writer.write(manner)
        writer.write(types)
        writer.write(secret)
        writer.write(createdAt)
    }
}

extension WebhookTarget: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        let url: String = try reader.read()
        do throws(Refusal) {
            try self.init(url)
        } catch {
            throw reader.unusable(expected: "the URL of a receiver")
        }
    }

    func write(to writer: inout StateWriter) { writer.write(url) }
}

extension WebhookDelivery.State: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        switch try reader.integer(in: 0...5) {
        case 0: self = .waiting(until: try reader.read())
        case 1: self = .underway
        case 2: self = .delivered
        case 3: self = .gone
        case 4: self = .exhausted
        default: self = .cancelled
        }
    }

    func write(to writer: inout StateWriter) {
        switch self {
        case .waiting(let instant):
            writer.write(0)
            writer.write(instant)
        case .underway: writer.write(1)
        case .delivered: writer.write(2)
        case .gone: writer.write(3)
        case .exhausted: writer.write(4)
        case .cancelled: writer.write(5)
        }
    }
}

extension WebhookDelivery.Attempt: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        self.init(at: try reader.read(), outcome: try reader.read())
    }

    func write(to writer: inout StateWriter) {
        writer.write(at)
        writer.write(outcome)
    }
}

extension WebhookOutcome: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        self = try reader.read() ? .answered(try reader.read()) : .failed(try reader.read())
    }

    func write(to writer: inout StateWriter) {
        switch self {
        case .answered(let status):
            writer.write(true)
            writer.write(status)
        case .failed(let reason):
            writer.write(false)
            writer.write(reason)
        }
    }
}
