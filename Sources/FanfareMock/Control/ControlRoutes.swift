/// The control protocol, one row a call: the path, what it takes, what it does.
let controlRoutes: [Route] = [
    // The page and what it shows
    Route(.get, "/__admin/", needsToken: false, Control.readPage),
    Route(.get, "/__admin/page/{file}", needsToken: false, Control.readPageFile),
    Route(.get, "/__admin/events", Control.followChanges),
    Route(.get, "/__admin/overview", Control.readOverview),
    Route(
        .get, "/__admin/consumers",
        query: [.init("search", .recipient), .init("after", .text), .init("limit", .wholeNumber)],
        Control.listConsumers),
    Route(.get, "/__admin/consumers/{id}", Control.readConsumer),
    Route(
        .post, "/__admin/queues/{id}/admit-next", body: .members([.init("count", .wholeNumber)]),
        Control.admitNext),

    // Who may come in
    Route(.get, "/__admin/health", needsToken: false, Control.health),
    Route(
        .post, "/__admin/session", body: .members([.init("token", .text)]), needsToken: false,
        Control.beginSession),
    Route(.delete, "/__admin/session", needsToken: false, Control.endSession),

    // Organizations
    Route(.get, "/__admin/organizations", Control.listOrganizations),
    Route(
        .post, "/__admin/organizations",
        body: .members([
            .init("world", .textOrObject), .init("name", .text), .init("seed", .wholeNumber),
            .init("at", .instant),
        ]), Control.createOrganization),
    Route(.delete, "/__admin/organizations/{id}", Control.deleteOrganization),

    // Time and messages
    Route(.get, "/__admin/clock", Control.readClock),
    Route(
        .post, "/__admin/clock",
        body: .members([
            .init("advance", .duration), .init("set", .instant), .init("freeze", .flag),
        ]), Control.moveClock),
    Route(
        .get, "/__admin/inbox",
        query: [
            .init("to", .recipient), .init("defaultCountry", .text), .init("channel", .text),
            .init("limit", .wholeNumber),
        ] + PatientQuery.fields, Control.readInbox),

    // State
    Route(
        .post, "/__admin/reset", body: .members([.init("keepWebhooks", .flag)]), Control.reset),
    Route(
        .post, "/__admin/snapshots", body: .members([.init("name", .text)]), Control.takeSnapshot),
    Route(.get, "/__admin/snapshots", Control.listSnapshots),
    Route(.delete, "/__admin/snapshots/{id}", Control.deleteSnapshot),
    Route(.post, "/__admin/snapshots/{id}/restore", Control.restoreSnapshot),
    Route(.get, "/__admin/state", Control.exportState),
    Route(.put, "/__admin/state", body: .bytes, Control.importState),

    // The journal
    Route(
        .get, "/__admin/requests", query: JournalFilter.listFields,
        body: .members(JournalFilter.listFields), Control.listRequests),
    Route(
        .delete, "/__admin/requests", query: JournalFilter.fields,
        body: .members(JournalFilter.fields), Control.deleteRequests),
    Route(
        .post, "/__admin/requests/count", query: JournalFilter.fields,
        body: .members(JournalFilter.fields), Control.countRequests),
    Route(.get, "/__admin/values", Control.listValues),
    Route(.get, "/__admin/routes", Control.listRoutes),
    Route(.get, "/__admin/openapi.json", Control.describe),
    Route(.get, "/__admin/openapi-3.0.json", Control.describeForOldTools),

    // Faults
    Route(.post, "/__admin/faults", body: .members(FaultReader.members), Control.addFault),
    Route(.get, "/__admin/faults", Control.listFaults),
    Route(.delete, "/__admin/faults", Control.deleteFaults),
    Route(.delete, "/__admin/faults/{id}", Control.deleteFault),

    // Webhooks
    Route(
        .post, "/__admin/webhooks",
        body: .members([.init("url", .text), .init("events", .list), .init("secret", .text)]),
        Control.addWebhook),
    Route(.get, "/__admin/webhooks", Control.listWebhooks),
    Route(.delete, "/__admin/webhooks", Control.deleteWebhooks),
    Route(
        .get, "/__admin/webhooks/deliveries",
        query: [
            .init("type", .text), .init("state", .text), .init("webhookId", .text),
            .init("consumerId", .text), .init("limit", .wholeNumber),
        ] + PatientQuery.fields, Control.listDeliveries),
    Route(.post, "/__admin/webhooks/deliveries/{id}/redeliver", Control.redeliver),
    Route(.delete, "/__admin/webhooks/{id}", Control.deleteWebhook),
]
