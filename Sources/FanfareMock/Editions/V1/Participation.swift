import FanfareModel
import JSONTree

/// One thing that a consumer takes part in now, as `/consumers/me` shows it (specs/v1/contract.md#consumers).
struct Participation {
    /// The kinds, by the word that a journey has for each.
    enum Kind: String {
        case waitlist
        case queue
        case draw
        case auction
        case timedRelease = "timed_release"
    }

    let kind: Kind
    let key: DistributionKey
    /// Where it stands, in the words of its kind.
    let status: String
    /// The admission that lets the consumer through.
    let admission: Admission?
    /// The members that its list in `active` shows after the identifier.
    let state: [JSONMember]
}

extension Participation {
    /// What a consumer takes part in; nil for what is over, and for what no list shows.
    init?(of consumer: ConsumerKey, in key: DistributionKey, _ world: World) {
        switch key {
        case .queue(let index):
            let queue = world.catalogue[index]
            guard let place = queue.place(of: consumer), place.isActive else { return nil }
            var state: [JSONMember] = []
            V1.queueMembers(place, position: queue.position(of: consumer), to: &state)
            self.init(
                kind: .queue, key: key, status: V1.status(of: place),
                admission: place.usableAdmission, state: state)
        case .draw(let index):
            let entry = world.catalogue[index].entry(of: consumer)
            guard let entry, entry.isActive else { return nil }
            self.init(
                kind: .draw, key: key, status: V1.status(of: entry),
                admission: entry.isUsable ? world.admission(of: entry, inDraw: index) : nil,
                state: V1.drawMembers(entry, index, world))
        case .auction(let index):
            let standing = world.catalogue[index].standing(of: consumer)
            guard standing != .lost, standing != .completed else { return nil }
            self.init(
                kind: .auction, key: key, status: V1.status(of: standing),
                admission: world.payment(of: consumer, in: index),
                state: V1.bidderMembers(of: consumer, index, world))
        case .timedRelease(let index):
            guard let entry = world.catalogue[index].entry(of: consumer),
                let admission = entry.usableAdmission
            else { return nil }
            self.init(
                kind: .timedRelease, key: key, status: "ADMITTED", admission: admission,
                state: V1.releaseMembers(entry))
        case .waitlist(let index):
            guard world.catalogue[index].entry(of: consumer) != nil else {
                return nil
            }
            self.init(kind: .waitlist, key: key, status: "WAITING", admission: nil, state: [])
        case .appointment: return nil
        }
    }
}

/// What `/consumers/me` lists as `active`.
struct ActiveParticipations {
    private let world: World
    private var participations: [Participation] = []
    /// The experiences entered or taken part in, in that order.
    private var experiences: [String] = []

    init(of consumer: ConsumerKey, in world: World) {
        self.world = world
        for holding in world[consumer].holdings {
            switch holding {
            case .experience(let index, _): note(world.catalogue[index].id)
            case .distribution(let key):
                guard let participation = Participation(of: consumer, in: key, world) else {
                    continue
                }
                participations.append(participation)
                note(experienceID(of: key))
            }
        }
    }

    var json: JSONNode {
        [
            "experiences": JSONNode(experiences.map { JSONMember($0, node(of: $0)) }),
            "queues": list(.queue, "queueId"), "draws": list(.draw, "drawId"),
            "auctions": list(.auction, "auctionId"),
            "timedReleases": list(.timedRelease, "timedReleaseId"),
            "admissions": JSONNode(
                participations.compactMap { participation in
                    admission(of: participation).map {
                        JSONMember(world.catalogue.id(of: participation.key), $0)
                    }
                }), "journeys": JSONNode(participations.map(journey)),
        ]
    }

    private mutating func note(_ experience: String) {
        if !experiences.contains(experience) { experiences.append(experience) }
    }

    private func experienceID(of key: DistributionKey) -> String {
        world.catalogue[world.catalogue.sequence(of: key).experience].id
    }

    /// One kind of participation, by the identifier of the distribution.
    private func list(_ kind: Participation.Kind, _ name: String) -> JSONNode {
        let members = participations.filter { $0.kind == kind }.map { participation in
            let id = world.catalogue.id(of: participation.key)
            return JSONMember(
                id, JSONNode([JSONMember(name, JSONNode(id))] + participation.state))
        }
        return JSONNode(members)
    }

    /// The sequences of an experience in which the consumer takes part, with the queue of each.
    private func node(of experience: String) -> JSONNode {
        var sequences: [JSONMember] = []
        for participation in participations where experienceID(of: participation.key) == experience
        {
            let id = world.catalogue.sequence(of: participation.key).id
            if !sequences.contains(where: { $0.key == id }) {
                sequences.append(JSONMember(id, sequenceNode(id)))
            }
        }
        return ["sequences": JSONNode(sequences)]
    }

    /// A sequence shows one queue: where the consumer is admitted, else where it entered last.
    private func sequenceNode(_ id: String) -> JSONNode {
        let queues = participations.filter {
            $0.kind == .queue && world.catalogue.sequence(of: $0.key).id == id
        }
        guard let queue = queues.last(where: { $0.admission != nil }) ?? queues.last else {
            return JSONNode([JSONMember]())
        }
        let members = queue.state.filter { $0.key != "position" }
        return [
            "queue": JSONNode(
                [
                    JSONMember("queueId", JSONNode(world.catalogue.id(of: queue.key))),
                    JSONMember("sequenceId", JSONNode(id)),
                ] + members)
        ]
    }

    private func journey(_ participation: Participation) -> JSONNode {
        let admission = admission(of: participation)
        var taken = [
            JSONMember("type", JSONNode(participation.kind.rawValue)),
            JSONMember("id", JSONNode(world.catalogue.id(of: participation.key))),
            JSONMember("status", JSONNode(participation.status)),
        ]
        if let token = participation.admission?.token {
            taken.append(JSONMember("admissionToken", JSONNode(token)))
        }
        var members = [
            JSONMember("experienceId", JSONNode(experienceID(of: participation.key))),
            JSONMember(
                "sequenceId", JSONNode(world.catalogue.sequence(of: participation.key).id)),
            JSONMember("journeyStage", admission == nil ? "routed" : "admitted"),
            JSONMember("sequenceStage", stage(participation)),
            JSONMember("participation", JSONNode(taken)),
        ]
        if let admission { members.append(JSONMember("admission", admission)) }
        return JSONNode(members)
    }

    private func stage(_ participation: Participation) -> JSONNode {
        if participation.admission != nil { return "admitted" }
        return participation.kind == .waitlist ? "waitlist_entered" : "participating"
    }

    private func admission(of participation: Participation) -> JSONNode? {
        guard let admission = participation.admission else { return nil }
        return [
            "distributionType": JSONNode(participation.kind.rawValue),
            "distributionId": JSONNode(world.catalogue.id(of: participation.key)),
            "experienceId": JSONNode(experienceID(of: participation.key)),
            "sequenceId": JSONNode(world.catalogue.sequence(of: participation.key).id),
            "admissionToken": JSONNode(admission.token),
            "admittedAt": admission.admittedAt.json,
        ]
    }
}
