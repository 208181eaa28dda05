import Testing

@testable import FanfareModel

/// Bytes that are no state, or were changed by whoever made them.
struct DamagedStateTests {
    private static let small = World.eventful(seed: 3, steps: 60).test.world.state

    @Test func `a state that is cut off anywhere is refused`() {
        for length in 0..<Self.small.count {
            #expect(throws: StateError.self) { try World(state: Array(Self.small[..<length])) }
        }
    }

    @Test func `a state that is cut off is refused although its checksum fits`() {
        for length in 40..<Self.small.count - StateKind.checksumBytes {
            let cut = resealed(Array(Self.small[..<length]) + Array(repeating: 0, count: 16))
            #expect(throws: StateError.self) { try World(state: cut) }
        }
    }

    @Test func `one changed bit is noticed wherever it is`() {
        for index in Self.small.indices {
            var changed = Self.small
            changed[index] ^= 1 << UInt8(index % 8)
            #expect(throws: StateError.self) { try World(state: changed) }
        }
    }

    /// Who forges a checksum gets an error, or a world that lives on without a trap.
    @Test(arguments: [0x01, 0x80, 0xFF] as [UInt8])
    func `a forged byte is refused or makes a world that lives on`(_ mask: UInt8) throws {
        var (refused, alive) = (0, 0)
        for index in Self.small.indices.dropLast(StateKind.checksumBytes) {
            var forged = Self.small
            forged[index] ^= mask
            forged = resealed(forged)
            guard var reader = try? StateReader(forged, .organization),
                (try? StoredWorld(from: &reader)) != nil, (try? reader.finish()) != nil
            else {
                refused += 1
                continue
            }
            alive += 1
            // A world costs a signing key, which takes a debug build longer than all else here.
            guard (index + Int(mask)).isMultiple(of: 7) else { continue }
            var world = try World(state: forged)
            world.live()
        }
        #expect(refused > 100)
        #expect(alive > 100)
    }

    @Test func `an error says what was wrong and in which part`() throws {
        let error = #expect(throws: StateError.self) { try World(state: Array("{}".utf8)) }
        #expect(
            error?.description
                == "It is no state: one begins with the line 'fanfare-kit organization 6'.")
        var older = Self.small
        older[older.firstIndex(of: UInt8(ascii: "6")) ?? 0] = UInt8(ascii: "0")
        #expect(
            #expect(throws: StateError.self) { try World(state: older) }?.description
                == "It was written in form 0, and this version reads form 6 only."
                + " Read it with the version that wrote it.")
        let mock = Array("fanfare-kit mock 1\n".utf8)
        #expect(
            #expect(throws: StateError.self) { try World(state: mock) }?.description
                == "It is the state of a whole mock, not of one organization.")
    }

    @Test func `a count beyond the bytes that are left is refused before it takes memory`() {
        var world = TestWorld()
        _ = world.guest()
        let header = Array("fanfare-kit organization 6\n".utf8)
        let huge = [UInt8](repeating: 0xFF, count: 9) + [0x01]
        let empty = world.world.state
        for index in header.count..<empty.count - StateKind.checksumBytes {
            let forged = Array(empty[..<index]) + huge + empty[(index + 1)...]
            _ = try? World(state: resealed(forged))
        }
        #expect(throws: StateError.self) {
            var reader = try StateReader(resealed(header + huge + huge + huge), .organization)
            _ = try reader.read("texts") as [String]
        }
    }

    @Test func `the place of a wrong part is named`() throws {
        var writer = StateWriter(.organization)
        writer.write([["a"], ["b", "c"]])
        var forged = writer.sealed()
        let letter = try #require(forged.firstIndex(of: UInt8(ascii: "c")))
        forged[letter] = 0xFF
        let error = #expect(throws: StateError.self) {
            var reader = try StateReader(resealed(forged), .organization)
            _ = try reader.read("texts") as [[String]]
        }
        #expect(error?.place == "texts[1][1]")
        #expect(
            error?.description
                == "It holds what no state can hold, at byte \(letter), in texts[1][1]:"
                + " expected text in UTF-8.")
    }
}

extension World {
    /// Lets a few do a little of everything while time passes, and looks at everything.
    ///
    /// Signing takes longer than all else, so what signs happens once.
    fileprivate mutating func live() {
        for place in 0..<min(consumers.count, 4) { act(ConsumerKey(at: place)) }
        if sessions.count > 0 { merge(SessionKey(at: 0)) }
        for queue in catalogue.queues.indices.map(Key<Queue>.init(at:)) {
            // A forger may have given one consumer two places, of which only one can be left.
            for place in catalogue[queue].line(first: 100) {
                try? leaveQueue(queue, as: place.consumer)
            }
        }
        advance(to: now + .days(800))
        _ = brokenInvariants()
        _ = (inbox.messages(), nextDue)
    }

    private mutating func act(_ consumer: ConsumerKey) {
        for queue in catalogue.queues.indices.map(Key<Queue>.init(at:)) {
            _ = try? enterQueue(queue, as: consumer, fingerprint: nil)
            _ = catalogue[queue].position(of: consumer)
        }
        for draw in catalogue.draws.indices.map(Key<Draw>.init(at:)) {
            _ = try? enterDraw(draw, as: consumer, fingerprint: nil)
            _ = try? complete(consumer, inDraw: draw)
        }
        for auction in catalogue.auctions.indices.map(Key<Auction>.init(at:)) {
            try? placeBid(
                Money(units: 500_000_000), in: auction, as: consumer, fingerprint: nil)
            _ = catalogue[auction].standing(of: consumer)
            _ = catalogue[auction].newestBids(9, of: consumer)
        }
        for appointment in catalogue.appointments.indices.map(Key<Appointment>.init(at:)) {
            _ = try? book(
                slot: "slot_1", ofAppointment: appointment, as: consumer, locationID: nil)
            _ = try? cancelBooking(ofAppointment: appointment, as: consumer)
        }
        for holding in consumers[consumer].holdings {
            guard case .distribution(let key) = holding else { continue }
            _ = (catalogue.id(of: key), catalogue.sequence(of: key).id)
        }
    }

    /// Whoever has the session turns out to be somebody else.
    private mutating func merge(_ bearer: SessionKey) {
        settings.leeway = .takenIdentifierSignsIn
        let owner = Recipient.email("somebody@example.com")
        occupy(owner)
        _ = try? link(bearer, to: owner)
        _ = identifier(of: self[bearer].consumer)
    }
}
