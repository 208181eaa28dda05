import FanfareModel

/// What the calls that list something newest last have in common: which of it is new to the caller, and
/// how long to wait for enough of that.
struct PatientQuery: Sendable {
    /// Only what is not older than this.
    let since: Instant?
    /// Only what came after the entry of this id.
    let after: String?
    /// How many are enough.
    let count: Int
    /// How long to wait until there are enough; nil for an answer at once.
    let patience: Duration?

    /// The longest that anybody may wait.
    static let longest = Duration.seconds(60)

    static let fields: [ControlField] = [
        .init("since", .instant), .init("after", .text), .init("count", .wholeNumber),
        .init("wait", .duration),
    ]

    /// Reads the members of a call's query; what is wrong with them is reported.
    init(_ fields: inout FieldReader) {
        since = fields.optionalInstant("since")
        after = fields.optionalString("after")
        count = fields.optionalInteger("count", in: 1...1000) ?? 1
        let words = fields.optionalString("wait")
        patience = words.flatMap(Duration.init(words:)).map { min($0, Self.longest) }
        if words != nil, patience == nil { fields.report("wait", .unreadable(Duration.help)) }
    }
}
