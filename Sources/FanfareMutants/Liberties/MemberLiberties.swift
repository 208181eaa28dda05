import HTTPEngine
import JSONTree

/// Members that nobody documented: an object may have more than its page names.
extension MockLiberty {
    static let extraMembers: [MockLiberty] =
        [
            ("object", ["href": "https://shop.example", "rel": ["self"]]),
            ("empty-object", [:]), ("array", [1, "two", .null, ["three": 3]]), ("empty-array", []),
            ("null", .null), ("number", JSONNode(.number(JSONNumber(text: "-1.5e-7")))),
            ("large-number", JSONNode(.number(JSONNumber(text: "123456789012345678901234567890")))),
            ("text", "naïve 漢字 😀 \u{0} \" \\ /"), ("empty-text", ""), ("true", true),
        ].flatMap { (word: String, value: JSONNode) in
            [
                extra(
                    "\(word)-at-the-front", "Every object begins with a member of its own (\(word))"
                ) {
                    [JSONMember("_\(word)", value)] + $0
                },
                extra("\(word)-at-the-end", "Every object ends with a member of its own (\(word))")
                {
                    $0 + [JSONMember("x-\(word)", value)]
                },
            ]
        } + [
            extra("between", "Members of their own stand between those that are documented") {
                $0.flatMap { [$0, JSONMember("__\($0.key)", "for \($0.key)")] }
            },
            extra("many", "Every object has fifty members of its own") {
                $0 + (0..<50).map { JSONMember("field\($0)", JSONNode($0)) }
            },
            extra("hard-names", "Members have names that are hard to handle") {
                $0 + ["", " ", "$ref", "a/b~c", "__proto__", "ключ", "é"].map { JSONMember($0, 1) }
            },
            MockLiberty(
                "body/extra-members-that-change",
                "Every object has a member of its own that differs from one answer to the next",
                layer: .members,
                by: .remembering(0, []) { intercepted, count in
                    var response = intercepted.proceed()
                    guard intercepted.isOrdinary, let document = response.shown else {
                        return response
                    }
                    count += 1
                    let number = JSONMember("revision", JSONNode(count))
                    response.document = document.mapped { $0 + [number] }
                    return intercepted.wrong(response)
                }),
            MockLiberty(
                "body/request-id-in-every-answer", "Every answer's object repeats the request's id",
                layer: .members
            ) { response, _ in
                let id = JSONNode(response.headers["X-Request-Id"])
                response.edit { if $0.members != nil { $0[editing: "requestId"] = id } }
            },
        ]

    /// What a page shows as optional, or in an example alone, is not there; or the other way round.
    static let absences: [MockLiberty] =
        [
            dropping(
                "queue-status-short", "A waiting state shows what its example shows",
                ["GET /queues/{id}/status"], status: "QUEUED",
                ["admittedAt", "admissionToken", "denyReason"]),
            dropping(
                "admitted-without-place", "Somebody admitted has no position",
                ["GET /queues/{id}/status", "POST /queues/{id}/admit"], status: "ADMITTED",
                ["position", "denyReason"]),
            nulling(
                "admitted-null-place", "The position of somebody admitted is null",
                ["GET /queues/{id}/status"], status: "ADMITTED", ["position"]),
            adding(
                "admit-whole", "Admitting shows the whole state", ["POST /queues/{id}/admit"],
                inside: nil, ["position", "denyReason"]),
            adding(
                "complete-whole", "Completing shows the whole state",
                ["POST /queues/{id}/complete"], inside: nil,
                ["position", "admissionToken", "denyReason"]),
            nulling(
                "leave-nulls", "Leaving shows nulls for what is over", ["POST /queues/{id}/leave"],
                ["admittedAt", "admissionToken", "denyReason"]),
            dropping(
                "queue-deny-short", "A denial shows state and reason alone",
                ["POST /queues/{id}/deny"],
                ["position", "enteredAt", "admittedAt", "admissionToken"]),
            adding(
                "draw-status-whole", "A draw's state shows the whole state",
                ["GET /draws/{id}/status"], inside: nil, ["denyReason"]),
            adding(
                "draw-leave-whole", "Leaving a draw shows the whole state",
                ["POST /draws/{id}/leave"], inside: nil, ["wonAt", "admissionToken"]),
            adding(
                "draw-complete-whole", "Completing a win shows the whole state",
                ["POST /draws/{id}/complete"], inside: nil, ["admissionToken", "denyReason"]),
            adding(
                "draw-deny-whole", "A denial in a draw shows the whole state",
                ["POST /draws/{id}/deny"], inside: nil, ["wonAt", "admissionToken"]),
            dropping(
                "queue-count", "A queue does not count those in it, which is optional",
                ["GET /queues/{id}"], ["consumerCount"]),
            dropping(
                "draw-count", "A draw does not count its entries, which is optional",
                ["GET /draws/{id}"], ["entrantCount"]),
            dropping(
                "session-without-nulls", "A session has no members that are null",
                ["POST /auth/otp/verify", "POST /auth/external/exchange", "POST /auth/guest"],
                inside: "session", ["deviceFingerprint"], onlyNull: false),
            adding(
                "session-with-nulls", "A session shows null for what is not known",
                ["POST /auth/otp/verify", "POST /auth/external/exchange"], inside: "session",
                ["email", "phone", "deviceFingerprint"]),
            adding(
                "guest-with-nulls", "A guest's session shows null for what is not known",
                ["POST /auth/guest"], inside: "session", ["email", "deviceFingerprint"]),
            dropping(
                "waitlist-status-short", "A waitlist's status names no sequence",
                ["GET /waitlists/{id}/status"], ["sequenceId"]),
            adding(
                "waitlist-status-nulls", "A waitlist's status shows null before one is on it",
                ["GET /waitlists/{id}/status"], inside: nil, ["enteredAt", "sequenceId"]),
            dropping(
                "release-short", "Entering a timed release shows the state alone",
                ["POST /timed-releases/{id}/enter", "GET /timed-releases/{id}/status"],
                ["admissionToken", "expiresAt"]),
            dropping(
                "release-details-short", "A timed release shows its times alone",
                ["GET /timed-releases/{id}"], ["name", "sequenceId", "status", "supportsGuest"]),
            dropping(
                "slots-short", "Slots are a list without more around it",
                ["GET /appointments/{id}/slots"], ["appointmentId", "date"]),
            dropping(
                "booking-short", "A booking shows its id and its slot",
                ["POST /appointments/{id}/book"],
                ["locationId", "confirmationCode", "createdAt", "status"]),
            dropping(
                "settings-short", "The organization's settings have no lifetimes",
                ["GET /organizations/current"],
                ["accessTokenLifetimeSeconds", "refreshTokenLifetimeSeconds"]),
            dropping(
                "experience-untranslated", "An experience has no i18n, as in the example",
                ["GET /experiences/{id}"], ["i18n"], onlyNull: true),
            dropping(
                "experience-entered-short",
                "The experience that one entered shows what its example shows",
                ["POST /experiences/{id}/enter"], inside: "experience",
                ["timeZone", "theme", "i18n"]),
            MockLiberty(
                "members/me-short", "Participations show what their example shows",
                routes: ["GET /consumers/me"], layer: .members
            ) { response, _ in
                response.edit { document in
                    for name in ["position", "denyReason", "lastBidTime", "expiresAt"] {
                        document.change("active", "queues", "*") { $0[editing: name] = nil }
                    }
                    document.change("active", "queues", "*") { $0.dropNulls() }
                    document.change("active", "experiences", "*", "sequences", "*", "*") {
                        $0.dropNulls()
                    }
                }
            },
            MockLiberty(
                "members/me-participations-empty",
                "Draws and releases one takes part in are shown by id alone",
                routes: ["GET /consumers/me"], layer: .members
            ) { response, _ in
                response.edit { document in
                    for kind in ["draws", "auctions", "timedReleases", "admissions"] {
                        document.change("active", kind, "*") { $0 = [:] }
                    }
                }
            },
            MockLiberty(
                "members/sequence-inside-empty",
                "What is inside a draw or auction of a sequence shows its id alone",
                routes: ["GET /experiences/{id}", "POST /experiences/{id}/enter"], layer: .members
            ) { response, _ in
                response.edit { document in
                    for kind in ["draws", "auctions", "timedReleases", "appointments"] {
                        let shorten = { (node: inout JSONNode) in node = ["id": node["id"] ?? .null]
                        }
                        document.change("sequences", "*", kind, "*", by: shorten)
                        document.change("experience", "sequences", "*", kind, "*", by: shorten)
                    }
                }
            },
            MockLiberty(
                "members/queue-inside-whole",
                "A queue inside a sequence shows all that a queue shows",
                routes: ["GET /experiences/{id}", "POST /experiences/{id}/enter"], layer: .members
            ) { response, _ in
                response.edit { document in
                    let widen = { (node: inout JSONNode) in
                        node[editing: "sequenceId"] = "seq_main"
                        node[editing: "timeZone"] = .null
                        node[editing: "consumerCount"] = 0
                    }
                    document.change("sequences", "*", "queues", "*", by: widen)
                    document.change("experience", "sequences", "*", "queues", "*", by: widen)
                }
            },
        ]

    private static func extra(
        _ name: String, _ sentence: String,
        _ change: @escaping @Sendable ([JSONMember]) -> [JSONMember]
    ) -> MockLiberty {
        MockLiberty("body/extra-\(name)", sentence, layer: .members) { response, intercepted in
            guard intercepted.isOrdinary, let document = response.shown else { return }
            response.document = document.mapped(change)
        }
    }

    private static func dropping(
        _ name: String, _ sentence: String, _ routes: [String], status: String? = nil,
        inside: String? = nil, _ members: [String], onlyNull: Bool = false
    ) -> MockLiberty {
        editing(name, sentence, routes, status, inside) { node in
            for member in members where !onlyNull || node[member]?.isNull == true {
                node[editing: member] = nil
            }
        }
    }

    private static func nulling(
        _ name: String, _ sentence: String, _ routes: [String], status: String? = nil,
        _ members: [String]
    ) -> MockLiberty {
        editing(name, sentence, routes, status, nil) { node in
            for member in members { node[editing: member] = .null }
        }
    }

    private static func adding(
        _ name: String, _ sentence: String, _ routes: [String], inside: String?,
        _ members: [String]
    ) -> MockLiberty {
        editing(name, sentence, routes, nil, inside) { node in
            for member in members where node[member] == nil { node[editing: member] = .null }
        }
    }

    private static func editing(
        _ name: String, _ sentence: String, _ routes: [String], _ status: String?,
        _ inside: String?, _ change: @escaping @Sendable (inout JSONNode) -> Void
    ) -> MockLiberty {
        MockLiberty("members/\(name)", sentence, routes: routes, layer: .members) { response, _ in
            guard response.isGood, let document = response.shown,
                status == nil || document["status"]?.string == status
            else { return }
            response.edit { document in
                if let inside { document.change(inside, by: change) } else { change(&document) }
            }
        }
    }
}

extension JSONNode {
    fileprivate mutating func dropNulls() {
        if let members { self = JSONNode(members.filter { !$0.node.isNull }) }
    }
}
