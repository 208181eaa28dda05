package import FanfareModel
package import HTTPEngine
import TokenSigning

/// What somebody may see and do who stands between the mock and its callers, as rule mutants do.
extension Mock {
    /// Where a request leads.
    package struct Goal {
        /// The row of the route table, `POST /queues/{id}/enter`; empty for an unknown one.
        package let route: String
        /// What stands in the path where the template has its parameter.
        package let parameter: String
        /// What it is answered in.
        package let edition: Edition
    }

    /// The answers to readings that the mock gives when it is told to, and not otherwise.
    package static var unusualAnswers: [(reading: String, answer: String)] {
        let readings = Editions.all.standard.readings
        return readings.names.flatMap { name in
            (readings.answers(to: name) ?? []).dropFirst().map { (name, $0) }
        }
    }

    /// Where a request leads, a call of the control protocol too.
    package func goal(of request: HTTPRequest) -> Goal {
        let routed =
            routing.route(request) ?? RoutedRequest(control: request, controlRouter, editions)
        return Goal(
            route: routed.route?.row ?? "",
            parameter: routed.parameter, edition: routed.edition)
    }

    /// What a request would be answered; nothing comes of it.
    package func attempt(_ request: HTTPRequest, real: Instant) -> HTTPResponse {
        let saved = organizations.all.map { ($0, $0.world) }
        defer {
            for (organization, world) in saved {
                organization.world = world
                organization.responses.removeAll()
            }
        }
        return respond(to: request, real: real).response
    }

    /// A refusal, as if the rules had said so.
    package func refusal(
        _ error: FanfareError, of request: HTTPRequest, to organization: Organization,
        in edition: Edition
    ) -> HTTPResponse {
        finish(
            edition.errors.reply(error), edition, organization,
            organization.world.countCall(.status), request.headers.bytes(for: "Origin"))
    }
}

/// Who calls, and when.
extension Mock {
    /// Every organization, in the order in which they were made.
    package var everyOrganization: [Organization] { organizations.all }

    /// The organization of a secret key.
    package func organization(secretKey: ArraySlice<UInt8>) -> Organization? {
        organizations.organization(secretKey: organizations.digestKey.digest(secretKey))
    }

    /// The organization whose keys or token came with a request, else the default one.
    package func organization(calledBy request: HTTPRequest) -> Organization {
        credentials(of: request).likelyOrganization(organizations) ?? defaultOrganization
    }

    /// The consumer's token that came with a request.
    package func token(of request: HTTPRequest) -> String? { credentials(of: request).token }

    /// An organization's time, once everything is done that is due.
    package func present(of organization: Organization, real: Instant) -> Instant {
        organization.catchUp(real: real)
        return organization.world.now
    }

    private func credentials(of request: HTTPRequest) -> Credentials {
        Credentials(request.headers, keysFoundBy: organizations.digestKey)
    }
}

extension Organization {
    /// What it goes by.
    package var settings: Settings {
        get { world.settings }
        set { world.settings = newValue }
    }
}
