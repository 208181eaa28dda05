import FanfareModel
import JSONTree

/// How an organization is set, and what of that changes while it runs.
///
/// They are called as in the `settings` of a world file and read by the same reader.
extension Control {
    /// GET /__admin/settings.
    static func readSettings(_ context: RequestContext) throws(FanfareError) -> Reply {
        let readings = context.organization.edition.readings
        return .ok([
            "settings": settings(context),
            "answers": JSONNode(
                readings.names.map { name in
                    let answers = readings.answers(to: name) ?? []
                    return JSONMember(name, JSONNode(answers.map { JSONNode($0) }))
                }),
        ])
    }

    /// PATCH /__admin/settings: what is named changes, what is null is as the world says again
    /// (RFC 7396).
    static func changeSettings(_ context: RequestContext) throws(FanfareError) -> Reply {
        let (organization, body) = (context.organization, try context.fields().body)
        var settings = organization.world.settings
        for setting in ChangeableSetting.all where body[setting.field.name]?.isNull == true {
            setting.restore(&settings, organization.initialSettings)
        }
        settings.restore(
            body, from: organization.initialSettings, organization.edition.readings)
        do throws(WorldFileError) {
            organization.change(try settings.changed(by: body, in: organization.edition))
        } catch {
            let field = error.pointer.tokens.dropFirst().joined(separator: ".")
            throw .validation([FieldIssue(field, .unreadable(error.message))])
        }
        return try readSettings(context)
    }

    /// DELETE /__admin/settings: everything is as the world says again.
    static func restoreSettings(_ context: RequestContext) throws(FanfareError) -> Reply {
        var settings = context.world.settings
        for setting in ChangeableSetting.all {
            setting.restore(&settings, context.organization.initialSettings)
        }
        context.organization.change(settings)
        return try readSettings(context)
    }

    /// How an organization is set, by its world, the command line or a call.
    static func settings(_ context: RequestContext) -> JSONNode {
        let (settings, readings) = (context.world.settings, context.organization.edition.readings)
        return [
            "strict": JSONNode(context.mock.isStrict(context.organization)),
            "enforcesRateLimits": JSONNode(settings.enforcesRateLimits),
            "rateLimits": JSONNode(
                RateLimitClass.allCases.map {
                    JSONMember($0.rawValue, JSONNode(settings.callsPerMinute($0)))
                }),
            "requiresFingerprint": JSONNode(settings.requiresFingerprint),
            "orderLimit": JSONNode(settings.orderLimit),
            "accessTokenLifetime": JSONNode(settings.accessTokenLifetime.words),
            "refreshTokenLifetime": JSONNode(settings.refreshTokenLifetime.words),
            "oneTimePasswordLifetime": JSONNode(settings.oneTimePasswordLifetime.words),
            "sessionDuration": JSONNode(settings.sessionDuration.words),
            "tokenKeyId": JSONNode(settings.tokensNameTheirKey),
            "tokenClock": JSONNode(settings.tokenClock.rawValue),
            "webhookClock": JSONNode(settings.webhookClock.rawValue),
            "webhookBody": JSONNode(
                settings.writesWebhooksUnusually == true ? "unusual" : "usual"),
            "readings": JSONNode(
                readings.names.compactMap { name in
                    readings.answer(to: name, in: settings.leeway).map {
                        JSONMember(name, JSONNode($0))
                    }
                }),
        ]
    }
}

/// A setting that changes while an organization runs; its currency, its edition and its name do not.
struct ChangeableSetting: Sendable {
    let field: ControlField
    /// Lets it be as in other settings.
    let restore: @Sendable (inout Settings, Settings) -> Void

    private init<Value>(
        _ name: String, _ form: ControlField.Form,
        _ path: any WritableKeyPath<Settings, Value> & Sendable
    ) {
        field = ControlField(name, form)
        restore = { $0[keyPath: path] = $1[keyPath: path] }
    }

    static let all = [
        ChangeableSetting("strict", .flag, \.isStrict),
        ChangeableSetting("enforcesRateLimits", .flag, \.enforcesRateLimits),
        ChangeableSetting("rateLimits", .object, \.rateLimits),
        ChangeableSetting("requiresFingerprint", .flag, \.requiresFingerprint),
        ChangeableSetting("orderLimit", .wholeNumber, \.orderLimit),
        ChangeableSetting("accessTokenLifetime", .duration, \.accessTokenLifetime),
        ChangeableSetting("refreshTokenLifetime", .duration, \.refreshTokenLifetime),
        ChangeableSetting("oneTimePasswordLifetime", .duration, \.oneTimePasswordLifetime),
        ChangeableSetting("sessionDuration", .duration, \.sessionDuration),
        ChangeableSetting("tokenKeyId", .flag, \.tokensNameTheirKey),
        ChangeableSetting("tokenClock", .text, \.tokenClock),
        ChangeableSetting("webhookClock", .text, \.webhookClock),
        ChangeableSetting("webhookBody", .text, \.writesWebhooksUnusually),
        ChangeableSetting("readings", .object, \.leeway),
    ]
}

extension Settings {
    /// Lets limits and readings that a change names with null be as in other settings.
    fileprivate mutating func restore(
        _ change: JSONNode, from initial: Settings, _ choices: ReadingChoices
    ) {
        func named(_ member: String) -> [String] {
            (change[member]?.members ?? []).filter(\.node.isNull).map(\.key)
        }
        for kind in named("rateLimits").compactMap(RateLimitClass.init) {
            rateLimits[kind] = initial.rateLimits[kind]
        }
        for reading in named("readings") {
            let range = choices.range(of: reading)
            leeway.subtract(range)
            leeway.formUnion(initial.leeway.intersection(range))
        }
    }

    /// The same with what an object says that is written as a world file's settings are.
    fileprivate func changed(
        by change: JSONNode, in edition: Edition
    ) throws(WorldFileError) -> Settings {
        let reader = try WorldReader(["settings": change], WorldReader.Context(.all))
        var (own, decided): (Edition?, Leeway) = (edition, [])
        return try reader.settings(from: self, edition: &own, deciding: &decided)
    }
}
