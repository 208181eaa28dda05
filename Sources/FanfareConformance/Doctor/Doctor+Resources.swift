import HTTPEngine
import JSONTree

extension Doctor {
    /// Whether each resource is there, and in the state that its role speaks of.
    mutating func lookAtResources() throws(Diagnosis.Stop) {
        let roles = Role.all.filter { target.resources?[$0.name] != nil }
        var unknown: [String] = []
        var fine = 0
        for role in roles {
            guard let id = target.resource(role.name), let path = role.path else { continue }
            let response = try ask("GET", path + id, publishable)
            switch (response.status, response.json) {
            case (200, let details?):
                fine += hold(details, role, id) ? 1 : 0
            case (404, let answer?) where answer["error"] != nil:
                unknown.append("\(role.name) \(id)")
            case (404, _), (405, _), (501, _):
                add(.unknown, role.name, "GET \(path)… is not served, so nobody knows \(id)")
            default: add(.note, role.name, "GET \(path)\(id) is answered \(shown(response))")
            }
        }
        guard unknown.isEmpty else {
            let names = unknown.prefix(4).joined(separator: ", ")
            let more = unknown.count > 4 ? ", and \(unknown.count - 4) more" : ""
            throw Diagnosis.Stop(
                text: "\(target.address) does not know these resources of the target file:"
                    + " \(names)\(more). Put its own ids there, or leave them out"
                    + " ('fanfare-kit doctor --write' finds them by an experience's id).")
        }
        let missing = Role.all.map(\.name).filter { target.resource($0) == nil }
        if fine > 0 {
            let all = roles.count { $0.path != nil }
            add(.fine, "resources", "\(fine) of \(all) are there and as their roles say")
        }
        if !missing.isEmpty {
            add(.unknown, "resources", "none given for \(missing.sorted().joined(separator: ", "))")
        }
    }

    /// Leaves a resource out that is in another state than its role: what it cannot show is no difference.
    private mutating func hold(_ details: JSONNode, _ role: Role, _ id: String) -> Bool {
        guard let wanted = role.state, let actual = State.of(details), actual != wanted else {
            return true
        }
        diagnosis.target.resources?[role.name] = nil
        add(
            .note, role.name,
            "\(id) is \(actual.rawValue), not \(wanted.rawValue): its scenarios are left out")
        return false
    }

    typealias State = Role.State

    /// The ids of all roles that an experience's details show.
    mutating func roles(inExperience id: String) throws(Diagnosis.Stop) -> [String: String] {
        let response = try ask("GET", "/experiences/\(id)", publishable)
        guard response.status == 200, let sequences = response.json?["sequences"]?.elements else {
            throw Diagnosis.Stop(
                text:
                    "GET /experiences/\(id) is answered \(shown(response)): which experience is meant?"
            )
        }
        var found = ["experience.main": id]
        for sequence in sequences {
            let waitlist = sequence["waitlist"]?["id"]?.string
            for (name, id) in [
                ("sequence.main", sequence["id"]?.string), ("waitlist.main", waitlist),
            ]
            where found[name] == nil { found[name] = id }
            for role in Role.all where found[role.name] == nil {
                guard let list = role.list else { continue }
                let fitting = sequence[list]?.elements?.first { Self.fits($0, role) }
                found[role.name] = fitting?["id"]?.string
            }
        }
        return found
    }

    private static func fits(_ resource: JSONNode, _ role: Role) -> Bool {
        let hasOnePlace = resource["capacity"]?.number?.integer == 1
        guard hasOnePlace == (role.name == "queue.onePlace") else { return false }
        return role.state == nil || State.of(resource) == role.state
    }
}

extension Role.State {
    /// The state that details tell, nil where they do not.
    fileprivate static func of(_ details: JSONNode) -> Self? {
        switch details["status"]?.string {
        case "OPEN", "ACTIVE": .open
        case "PENDING", "SCHEDULED", "UPCOMING": .notYetOpen
        case "CLOSED", "ENDED", "COMPLETED", "DRAWN", "SETTLED": .closed
        default: nil
        }
    }
}
