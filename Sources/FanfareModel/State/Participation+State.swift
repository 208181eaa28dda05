/// What consumers hold in distributions.
extension DenyReason: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let index = try reader.choice(of: UInt8(Self.allCases.count), "a reason to deny")
        self = Self.allCases[Int(index)]
    }

    package func write(to writer: inout StateWriter) {
        writer.byte(UInt8(Self.allCases.firstIndex(of: self) ?? 0))
    }
}

extension Admission: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            token: try reader.read(), admittedAt: try reader.read(), expiresAt: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(token)
        writer.write(admittedAt)
        writer.write(expiresAt)
    }
}

extension QueueEntry: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            consumer: try reader.read(), enteredAt: try reader.read(),
            fingerprint: try reader.read(), state: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(consumer)
        writer.write(enteredAt)
        writer.write(fingerprint)
        writer.write(state)
    }
}

extension QueueEntry.State: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        switch try reader.choice(of: 5, "a state of a place") {
        case 0: self = .queued
        case 1: self = .admitted(try reader.read())
        case 2: self = .completed(try reader.read(), at: try reader.read())
        case 3: self = .denied(try reader.read(), try reader.read())
        default: self = .left
        }
    }

    package func write(to writer: inout StateWriter) {
        switch self {
        case .queued: writer.byte(0)
        case .admitted(let admission):
            writer.byte(1)
            writer.write(admission)
        case .completed(let admission, let instant):
            writer.byte(2)
            writer.write(admission)
            writer.write(instant)
        case .denied(let reason, let admission):
            writer.byte(3)
            writer.write(reason)
            writer.write(admission)
        case .left: writer.byte(4)
        }
    }
}

extension DrawEntry: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            consumer: try reader.read(), enteredAt: try reader.read(),
            fingerprint: try reader.read(), state: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(consumer)
        writer.write(enteredAt)
        writer.write(fingerprint)
        writer.write(state)
    }
}

extension DrawEntry.State: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        switch try reader.choice(of: 6, "a state of an entry") {
        case 0: self = .entered
        case 1: self = .won(try reader.read())
        case 2: self = .lost
        case 3: self = .completed(try reader.read(), at: try reader.read())
        case 4: self = .denied(try reader.read(), try reader.read())
        default: self = .left
        }
    }

    package func write(to writer: inout StateWriter) {
        switch self {
        case .entered: writer.byte(0)
        case .won(let win):
            writer.byte(1)
            writer.write(win)
        case .lost: writer.byte(2)
        case .completed(let win, let instant):
            writer.byte(3)
            writer.write(win)
            writer.write(instant)
        case .denied(let reason, let win):
            writer.byte(4)
            writer.write(reason)
            writer.write(win)
        case .left: writer.byte(5)
        }
    }
}

extension ReleaseEntry: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            consumer: try reader.read(), enteredAt: try reader.read(),
            variantID: try reader.read(), state: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(consumer)
        writer.write(enteredAt)
        writer.write(variantID)
        writer.write(state)
    }
}

extension ReleaseEntry.State: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        switch try reader.choice(of: 5, "a state of an entry") {
        case 0: self = .entered(try reader.read())
        case 1: self = .expired(try reader.read())
        case 2: self = .completed(try reader.read(), at: try reader.read())
        case 3: self = .left(at: try reader.read())
        default: self = .denied(try reader.read())
        }
    }

    package func write(to writer: inout StateWriter) {
        switch self {
        case .entered(let admission):
            writer.byte(0)
            writer.write(admission)
        case .expired(let admission):
            writer.byte(1)
            writer.write(admission)
        case .completed(let admission, let instant):
            writer.byte(2)
            writer.write(admission)
            writer.write(instant)
        case .left(let instant):
            writer.byte(3)
            writer.write(instant)
        case .denied(let reason):
            writer.byte(4)
            writer.write(reason)
        }
    }
}

extension WaitlistEntry: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            id: try reader.read(), consumer: try reader.read(), enteredAt: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(consumer)
        writer.write(enteredAt)
    }
}

extension Booking: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            id: try reader.read(), consumer: try reader.read(), slot: try reader.tally(),
            locationID: try reader.read(), confirmationCode: try reader.read(),
            createdAt: try reader.read())
        if let instant: Instant = try reader.read() { _ = cancelledByConsumer(at: instant) }
    }

    package func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(consumer)
        writer.write(slot)
        writer.write(locationID)
        writer.write(confirmationCode)
        writer.write(createdAt)
        writer.write(cancelledAt)
    }
}
