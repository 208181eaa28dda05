import JSONTree

/// The table of values that choose an outcome, for people; `ChosenOutcome` acts by it.
package enum ChosenValues {
    /// One row: what to enter and what comes of it.
    struct Row {
        let outcome: ChosenOutcome
        /// What happens on `/auth/otp/request` and `/auth/otp/verify`.
        let oneTimePassword: String
        /// What happens on `/auth/external/authorize` and `/auth/external/exchange`.
        let external: String

        var email: String { "…+\(outcome.rawValue)@…" }
        var subject: String { "…+\(outcome.rawValue)" }
    }

    static let rows = [
        Row(
            outcome: .expired,
            oneTimePassword: "the code comes, and is too old at once: 401 `otp_expired`",
            external: "the exchange code is too old at once: 401 `exchange_code_expired`"),
        Row(
            outcome: .invalid,
            oneTimePassword: "the code comes, and is wrong like any other: 401 `otp_invalid`",
            external: "the exchange code is unknown: 401 `invalid_exchange_code`"),
        Row(
            outcome: .limited,
            oneTimePassword: "asking for a code: 429 `Rate limit exceeded`, `Retry-After`",
            external: "asking for an exchange code: 429 `Rate limit exceeded`, `Retry-After`"),
        Row(
            outcome: .taken,
            oneTimePassword:
                "belongs to another consumer: 409 `already_linked` with a token, signs in without",
            external:
                "belongs to another consumer: 409 `consumer_conflict` with an identified consumer's token"
        ),
        Row(
            outcome: .slow, oneTimePassword: "every answer takes 3 seconds",
            external: "every answer takes 3 seconds"),
    ]

    /// The table for the topic `inbox`.
    package static var markdown: String {
        let rows = rows.map { row in
            "| `\(row.email)` | `\(row.outcome.phone)` | `\(row.subject)` "
                + "| \(row.oneTimePassword) | \(row.external) |\n"
        }
        return "| email | phone | external subject | one-time password | external identity |\n"
            + "|---|---|---|---|---|\n" + rows.joined()
    }

    /// The table for `GET /__admin/values`.
    static var json: JSONNode {
        JSONNode(
            rows.map { row in
                [
                    "outcome": JSONNode(row.outcome.rawValue), "email": JSONNode(row.email),
                    "phone": JSONNode(row.outcome.phone), "subject": JSONNode(row.subject),
                    "oneTimePassword": JSONNode(row.oneTimePassword),
                    "external": JSONNode(row.external),
                ]
            })
    }
}
