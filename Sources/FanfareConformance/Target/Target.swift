package import TLS

/// What is examined, and what it can do.
package struct Target: Sendable {
    /// What reports call it.
    package var name: String
    /// Where requests go.
    package var address: TargetAddress
    /// The keys to use where no organization can be made.
    package var keys: TargetKeys?
    /// Whether it speaks the control protocol under `/__admin`.
    package var hasControl: Bool
    /// What it offers of the control protocol, where it speaks it.
    package var abilities = Set(ControlAbility.allCases)
    /// Whether it can send webhooks to the run, because it is of this machine or this process.
    package var reachesUs = false
    /// How webhooks come to a run without the control protocol, nil where they do not.
    package var webhooks: WebhookSetting?
    /// The file that describes it, nil for an address alone.
    package var path: String?
    /// What opens the control protocol, where it is locked.
    package var controlToken: String?
    /// What its file says about that, nil for nothing.
    package var declaresControl: Bool?
    /// Where it speaks it, if elsewhere.
    package var controlAddress: TargetAddress?
    /// The path before `/__admin`, where it is not the root's.
    package var controlPath = ""
    /// Why it does not speak the control protocol with us, in its own words; nil where it never heard of it.
    package var controlNote: String?
    /// The resources it has, id by role; nil where nobody said, which means the default world's.
    package var resources: [String: String]?
    /// How one-time codes are read where there is no inbox.
    package var codes: CodeSource?
    /// How long a code may take to come.
    package var codeWait = TimeSpan(milliseconds: 15_000)
    /// How long one took to come when somebody looked.
    package var codeDelay = TimeSpan(milliseconds: 0)
    /// How long a message may take to come to the inbox of its control protocol.
    package var inboxWait = TimeSpan(milliseconds: 0)
    /// The folder of its file, in which the command for codes runs; nil for ours.
    package var folder: String?
    /// How long the runner may really wait, all in all, in one scenario.
    package var patience = TimeSpan(milliseconds: 0)
    /// How long an answer may take.
    package var timeout = TimeSpan(milliseconds: 10_000)
    /// What the run may do to it.
    package var access = Access.write
    /// Whether the address answers the admin calls too, which the documentation serves on another host.
    package var answersAdminCalls: Bool {
        get { adminCalls ?? hasControl }
        set { adminCalls = newValue }
    }
    /// What is said of that, nil where nothing is: who makes organizations is taken to answer them.
    private var adminCalls: Bool?
    /// Whether resources that are missing are made by the admin calls.
    package var createsResources = false
    /// How fast it may be asked.
    package var pace: Pace {
        get { statedPace ?? Pace(of: self) }
        set { statedPace = newValue }
    }
    /// How fast its file says it may be asked, nil for nothing.
    private var statedPace: Pace?
    /// The addresses that people get, where they must not be made up.
    package var addresses = PeopleAddresses()
    /// Its answers to readings, where they are stated and need not be found out.
    package var readings: [String: String] = [:]
    /// The readings as its file states them, to be looked up in a suite.
    var statedReadings: [StatedReading] = []
    /// What every request has beside what its scenario says.
    package var extras = ExtraFields()
    /// What was noticed of it as a whole.
    package let notes = TargetNotes()
    /// Whether requests go through a proxy.
    package var proxy = ProxyChoice.asEnvironment
    /// A PEM file with the authorities to trust instead of the system's.
    package var authorities: String?
    /// Whether the Date of its answers is the time that it goes by.
    package var datesRightly = true
    /// What shows a gateway who comes.
    package var clientCertificate: ClientCertificate?

    /// Describes a target; without anything else it can do nothing and has nothing.
    package init(name: String, address: TargetAddress) {
        self.name = name
        self.address = address
        keys = nil
        hasControl = false
    }

    /// Where one-time codes come from.
    package enum CodeSource: Sendable, Hashable {
        /// A shell command that prints the newest code for `{to}`.
        case command(String)
        /// The same code always, in an environment made for tests.
        case fixed(String)
    }

    /// What a run may do to a target, each including those before.
    package enum Access: String, Sendable, CaseIterable, Comparable {
        /// Only calls that change nothing.
        case read
        /// Whatever a consumer can do; everybody it makes is recognisable.
        case write
        /// Calls with the secret key that change queues, draws and experiences.
        case administer

        /// Whether one allows less than the other.
        package static func < (one: Access, other: Access) -> Bool {
            let order = Self.allCases
            return (order.firstIndex(of: one) ?? 0) < (order.firstIndex(of: other) ?? 0)
        }
    }

    /// How fast a target may be asked, where it is not ours alone.
    package struct Pace: Sendable, Hashable {
        /// Requests for one-time codes a minute, 0 for as many as it takes; ten are documented.
        package var codesPerMinute = 10
        /// Requests of any kind a second, 0 for as many as it takes.
        package var requestsPerSecond = 0

        /// The documented pace.
        package init() {}

        /// The pace of a target that says nothing: the documented one, but as fast as it goes on this
        /// machine, and for codes where nothing is done with them.
        init(of target: Target) {
            if target.codes == nil || target.address.isLoopback { codesPerMinute = 0 }
        }
    }

    /// What must not appear in any output.
    var mask: SecretMask {
        var mask = SecretMask()
        // Where organizations are made, each has its own.
        if let keys, !hasControl {
            mask.add(keys.secretKey, as: keys.variables.secretKey)
            mask.add(keys.publishableKey, as: keys.variables.publishableKey)
        }
        mask.add(controlToken, as: "FANFARE_CONTROL_TOKEN")
        let way = try? proxy.proxy(for: address, environment: Environment.variable)
        for secret in way?.secrets ?? [] { mask.add(secret, as: "PROXY_PASSWORD") }
        if let webhooks { mask.add(webhooks.secret, as: webhooks.variable) }
        for secret in extras.secrets { mask.add(secret.value, as: secret.variable) }
        return mask
    }

    /// Whether a part of the control protocol can be used.
    package func can(_ ability: ControlAbility) -> Bool {
        hasControl && abilities.contains(ability)
    }

    /// The id of a resource, by role.
    package func resource(_ role: String) -> String? { (resources ?? Self.defaultWorld)[role] }

    /// The roles that scenarios speak of, with the ids of the mock's default world.
    package static let defaultWorld = [
        "experience.main": "exp_holiday_sale", "sequence.main": "seq_main",
        "queue.open": "queue_open", "queue.notYetOpen": "queue_soon",
        "queue.closed": "queue_closed", "queue.onePlace": "queue_tiny",
        "draw.open": "draw_open", "draw.notYetOpen": "draw_soon", "draw.closed": "draw_closed",
        "auction.open": "auction_open", "auction.notYetOpen": "auction_soon",
        "auction.closed": "auction_closed", "release.open": "release_open",
        "release.notYetOpen": "release_soon", "appointment.main": "appointment_main",
        "waitlist.main": "waitlist_main",
    ]
}

/// An answer to a reading that a target's file states.
struct StatedReading: Sendable {
    /// The reading and the answer, as written.
    let (id, answer): (String, String)
    /// Where both stand.
    let (place, answerPlace): (FileLocation, FileLocation)
}

/// The keys of an organization.
package struct TargetKeys: Sendable {
    /// The key a browser may know.
    package let publishableKey: String
    /// The key only a server may know.
    package let secretKey: String?
    /// The organization's id.
    package let organizationId: String?
    /// The environment variables that hold them.
    package var variables = Variables()

    /// Which environment variables hold the keys.
    package struct Variables: Sendable, Hashable {
        /// The publishable key's.
        package var publishableKey = "FANFARE_PUBLISHABLE_KEY"
        /// The secret key's.
        package var secretKey = "FANFARE_SECRET_KEY"
        /// The organization's id's.
        package var organizationId = "FANFARE_ORGANIZATION_ID"
    }

    /// Collects keys.
    package init(publishableKey: String, secretKey: String? = nil, organizationId: String? = nil) {
        self.publishableKey = publishableKey
        self.secretKey = secretKey
        self.organizationId = organizationId
    }
}
