import FanfareModel

/// What whoever has sockets asks of the mock, between requests and on the same thread.
extension Mock {
    /// Begins the tries that are due, whatever the organization.
    func takeDueWebhooks(real: Instant) -> [WebhookRequest] {
        organizations.listenedTo.flatMap { takeDueWebhooks(of: $0, atMost: .max, real: real) }
    }

    /// Begins some of an organization's tries that are due.
    func takeDueWebhooks(
        of organization: Organization, atMost limit: Int, real: Instant
    ) -> [WebhookRequest] {
        organization.catchUp(real: real)
        // Another thread has a copy, which will take its place.
        guard !organization.isBehind else { return [] }
        let now = organization.world.now
        return organization.webhooks.takeDue(
            limit, organizationID: organization.id, at: now,
            stamped: organization.world.settings.webhookClock == .real ? real : now)
    }

    /// Hears what came of a try.
    func webhookFinished(_ request: WebhookRequest, _ outcome: WebhookOutcome, real: Instant) {
        guard let organization = organizations[request.organizationID] else { return }
        organization.catchUp(real: real)
        organization.whenCaughtUp { [unowned organization] in
            let now = organization.world.now
            organization.clockMove?.heard(outcome, of: request)
            let failed = organization.webhooks.finished(request, outcome, at: now)
            if let failed { organization.publish(failureOf: failed, at: now) }
            organization.changes += 1
        }
    }

    /// How long until something falls due that somebody listens for, nil for never; only what some
    /// organizations have counts.
    func nextWebhookWork(real: Instant, of counts: (Organization) -> Bool) -> Duration? {
        organizations.listenedTo.lazy.filter(counts)
            .compactMap { $0.nextWebhookWork(real: real) }.min()
    }
}

extension Organization {
    /// Turns what occurred into deliveries.
    func publishEvents() {
        webhooks.publish(world.takeEvents(), in: world, edition, organizationID: id)
    }

    /// Tells of a delivery that was given up, unless it told of another.
    fileprivate func publish(failureOf delivery: WebhookDelivery, at now: Instant) {
        let subscription = delivery.subscription
        let failed = Edition.FailedDelivery(
            endpoint: (subscription.id, subscription.target.url),
            event: (delivery.eventID, delivery.type), tries: delivery.attempts.count,
            reason: delivery.lastError)
        guard let (type, data) = edition.webhooks.failure?(failed), delivery.type != type else {
            return
        }
        webhooks.publish(
            type, data, organizationID: id, at: now, unusually: world.writesWebhooksUnusually,
            exceptTo: subscription.id)
    }

    /// How long until something falls due; a clock that stands brings nothing about.
    fileprivate func nextWebhookWork(real: Instant) -> Duration? {
        guard case .running = clock.mode, !isBehind else { return nil }
        let due = [webhooks.nextDue, world.nextDue].compactMap(\.self).min()
        return due.map { max(.zero, $0 - clock.now(real: real)) }
    }
}

extension Webhooks {
    /// Turns what occurred into deliveries.
    mutating func publish(
        _ events: [DomainEvent], in world: World, _ edition: Edition, organizationID: String
    ) {
        for event in events {
            for webhook in edition.webhooks.webhooks(event, world, { isWanted($0) }) {
                publish(
                    webhook.type, webhook.data, organizationID: organizationID, at: event.at,
                    unusually: world.writesWebhooksUnusually)
            }
        }
    }
}

extension World {
    fileprivate var writesWebhooksUnusually: Bool { settings.writesWebhooksUnusually ?? false }
}

extension Organizations {
    /// Notes that an organization has gained its first subscriber or lost its last.
    func listenersChanged(_ organization: Organization) {
        organization.world.isListenedTo = !organization.webhooks.isEmpty
        listenedTo.removeAll { $0 === organization }
        if organization.world.isListenedTo { listenedTo.append(organization) }
    }
}
