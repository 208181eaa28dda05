import JSONTree

/// Reads the file that describes a target.
package enum TargetFile {
    /// The member names of each object of the format, which the published schema repeats.
    enum Members {
        static let target = [
            "$schema", "$comment", "name", "url", "keys", "control", "otp", "patience", "timeout",
            "access", "adminCalls", "create", "pace", "addresses", "resources", "readings",
            "headers", "cookies", "basicAuth", "certificateAuthorities", "clientCertificate",
            "proxy", "webhooks",
        ]
        static let keys = [
            "$comment", "publishable", "secret", "organization", "controlToken",
        ]
        static let otp = ["$comment", "command", "fixed", "wait"]
        static let pace = ["$comment", "codesPerMinute", "requestsPerSecond"]
        static let basicAuth = ["$comment", "user", "password"]
        static let clientCertificate = ["$comment", "certificate", "key"]
        static let webhooks = ["$comment", "listen", "secret"]
        static let addresses = ["$comment", "email", "phone"]
    }

    /// Decodes a file; keys are looked up in the environment, never read from the file itself.
    package static func target(
        _ file: SuiteFile, environment: @escaping (String) -> String?
    ) throws(SuiteProblem) -> Target {
        let root = try Cursor(file)
        try root.allow(Members.target)
        let url = try root.require("url")
        guard let address = TargetAddress(try url.string()) else {
            throw url.expected("an address such as \"https://consumer.example.com/api/v1\"")
        }
        let name = try root.member("name")?.string()
        var target = Target(name: name ?? address.description, address: address)
        let keys = try Keys(root.member("keys"), environment)
        target.keys = try keys.target()
        target.controlToken = try keys.value("controlToken", "FANFARE_CONTROL_TOKEN")
        let surroundings = Surroundings(file, environment)
        target.codes = try codes(root.member("otp"))
        target.folder = surroundings.folder.isEmpty ? nil : surroundings.folder
        target.codeWait = try span(root.member("otp")?.member("wait")) ?? target.codeWait
        target.patience = try span(root.member("patience")) ?? target.patience
        target.timeout = try span(root.member("timeout"), isAboveZero: true) ?? target.timeout
        target.access = try root.member("access")?.word(Target.Access.self) ?? target.access
        if let answers = try root.member("adminCalls")?.bool() {
            target.answersAdminCalls = answers
        }
        target.createsResources = try root.member("create")?.bool() ?? false
        if target.createsResources, !target.answersAdminCalls || target.access != .administer {
            throw root.problem(
                "\"create\" needs \"adminCalls\": true and \"access\": \"administer\"")
        }
        if let pace = root.member("pace") { target.pace = try self.pace(pace) }
        target.addresses = try addresses(root.member("addresses"))
        target.resources = try resources(root.member("resources"))
        target.statedReadings = try readings(root.member("readings"))
        try reach(&target, root, surroundings)
        return target
    }

    /// The environment variables that hold what must not stand in a file.
    private struct Keys {
        private let cursor: Cursor?
        private let environment: (String) -> String?

        init(
            _ cursor: Cursor?, _ environment: @escaping (String) -> String?
        ) throws(SuiteProblem) {
            try cursor?.allow(Members.keys)
            self.cursor = cursor
            self.environment = environment
        }

        /// What the variable holds that a member names, else what the standard one holds.
        func value(_ name: String, _ standard: String) throws(SuiteProblem) -> String? {
            guard let member = cursor?.member(name) else { return environment(standard) }
            let variable = try member.string("the name of an environment variable")
            guard !variable.hasPrefix("pk_"), !variable.hasPrefix("sk_") else {
                throw member.problem(
                    "a key does not belong into a file: name the environment variable that holds it"
                )
            }
            guard let value = environment(variable) else {
                throw member.problem(
                    "the environment variable \(variable) is not set, or empty: set it, or leave '\(name)' out"
                )
            }
            return value
        }

        func target() throws(SuiteProblem) -> TargetKeys? {
            let publishable = try value("publishable", "FANFARE_PUBLISHABLE_KEY")
            let secret = try value("secret", "FANFARE_SECRET_KEY")
            let organization = try value("organization", "FANFARE_ORGANIZATION_ID")
            guard let publishable else { return nil }
            var keys = TargetKeys(
                publishableKey: publishable, secretKey: secret, organizationId: organization)
            for (member, variable) in [
                ("publishable", \TargetKeys.Variables.publishableKey), ("secret", \.secretKey),
                ("organization", \.organizationId),
            ] {
                let name = try cursor?.member(member)?.string()
                keys.variables[keyPath: variable] = name ?? keys.variables[keyPath: variable]
            }
            return keys
        }
    }

    private static func codes(_ cursor: Cursor?) throws(SuiteProblem) -> Target.CodeSource? {
        guard let cursor else { return nil }
        try cursor.allow(Members.otp)
        switch (cursor.member("command"), cursor.member("fixed")) {
        case (let command?, nil):
            let line = try command.string("a shell command")
            guard line.contains(where: { !$0.isWhitespace }) else {
                throw command.expected("a shell command that prints the newest code for {to}")
            }
            return .command(line)
        case (nil, let code?):
            let what = "a code of four to ten digits, as a string"
            let digits = try code.string(what)
            let isCode =
                (4...10).contains(digits.utf8.count)
                && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
            guard isCode else { throw code.expected(what) }
            return .fixed(digits)
        default: throw cursor.problem("expected either 'command' or 'fixed'")
        }
    }

    private static func span(
        _ cursor: Cursor?, isAboveZero: Bool = false
    ) throws(SuiteProblem) -> TimeSpan? {
        guard let cursor else { return nil }
        let what = "a duration \(isAboveZero ? "above zero " : "")such as \"30s\""
        guard let span = TimeSpan(try cursor.string(what)), !isAboveZero || span.milliseconds > 0
        else { throw cursor.expected(what) }
        return span
    }

    private static func pace(_ cursor: Cursor) throws(SuiteProblem) -> Target.Pace {
        var pace = Target.Pace()
        try cursor.allow(Members.pace)
        pace.codesPerMinute =
            try cursor.member("codesPerMinute")?.integer(0...100_000) ?? pace.codesPerMinute
        pace.requestsPerSecond =
            try cursor.member("requestsPerSecond")?.integer(0...1000) ?? pace.requestsPerSecond
        return pace
    }

    private static func addresses(_ cursor: Cursor?) throws(SuiteProblem) -> PeopleAddresses {
        var addresses = PeopleAddresses()
        guard let cursor else { return addresses }
        try cursor.allow(Members.addresses)
        if let member = cursor.member("email") {
            let what = "a mail address with {tag} in it once, such as \"qa+{tag}@corp.example\""
            addresses.email = PeopleAddresses.Email(try member.string(what))
            if addresses.email == nil { throw member.expected(what) }
        }
        if let member = cursor.member("phone") {
            let what = "a + and digits, two to nine of them as n's, such as \"+1202555{nnnn}\""
            addresses.phone = PeopleAddresses.Phone(try member.string(what))
            if addresses.phone == nil { throw member.expected(what) }
        }
        return addresses
    }

    private static func readings(_ cursor: Cursor?) throws(SuiteProblem) -> [StatedReading] {
        guard let cursor else { return [] }
        var readings: [StatedReading] = []
        for (id, place, value) in try cursor.members() where id != "$comment" {
            readings.append(
                StatedReading(
                    id: id, answer: try value.string("an answer to the reading"), place: place,
                    answerPlace: value.place))
        }
        return readings
    }

    private static func resources(_ cursor: Cursor?) throws(SuiteProblem) -> [String: String]? {
        guard let cursor else { return nil }
        let roles = Target.defaultWorld.keys.sorted()
        try cursor.allow(["$comment"] + roles)
        var resources: [String: String] = [:]
        for (role, _, value) in try cursor.members() where role != "$comment" {
            resources[role] = try value.string("the id of a resource")
        }
        return resources
    }
}
