/// The control protocol, one row a call: the path, what it takes, what it does.
let controlRoutes: [Route] = [
    // The page and what it shows
    Route(.get, "/__admin/", needsToken: false, called: "page.show", Control.readPage),
    Route(
        .get, "/__admin/page/{file}", needsToken: false, called: "page.file", Control.readPageFile),
    Route(.get, "/__admin/events", called: "events.follow", Control.followChanges),
    Route(.get, "/__admin/overview", called: "overview.read", Control.readOverview),
    Route(
        .get, "/__admin/consumers",
        query: [.init("search", .recipient), .init("after", .text), .init("limit", .wholeNumber)],
        called: "consumers.list", Control.listConsumers),
    Route(.get, "/__admin/consumers/{id}", called: "consumers.get", Control.readConsumer),
    VisitorAct.admit.route, VisitorAct.deny.route, VisitorAct.expire.route,
    VisitorAct.complete.route, VisitorAct.win.route, VisitorAct.outbid.route,
    VisitorAct.order.route,
    Route(.post, "/__admin/consumers/{id}/sign-in", called: "consumers.signIn", Control.signIn),
    Route(.post, "/__admin/consumers/{id}/sign-out", called: "consumers.signOut", Control.signOut),
    Route(
        .post, "/__admin/queues/{id}/admit-next", body: .members([.init("count", .wholeNumber)]),
        called: "queues.admitNext", Control.admitNext),
    Route(
        .post, "/__admin/crowds", body: .members(CrowdPlace.fields), called: "crowds.set",
        Control.setCrowd),
    Route(.get, "/__admin/crowds", called: "crowds.list", Control.listCrowds),
    Route(.delete, "/__admin/crowds", called: "crowds.deleteAll", Control.deleteCrowds),
    Route(.get, "/__admin/crowds/{id}", called: "crowds.get", Control.readCrowd),
    Route(.delete, "/__admin/crowds/{id}", called: "crowds.delete", Control.deleteCrowd),

    // The toolbar, and whose pages may use the protocol
    Route(
        .get, "/__admin/dev.js", needsToken: false, isForEveryPage: true, called: "toolbar.file",
        Control.readToolbar),
    Route(
        .get, "/__admin/dev-bar.js", needsToken: false, isForEveryPage: true,
        called: "toolbar.bar", Control.readToolbarBar),
    Route(.get, "/__admin/origins", isOfMock: true, called: "origins.list", Control.listOrigins),
    Route(
        .post, "/__admin/origins", body: .members([.init("origin", .text)]), isOfMock: true,
        called: "origins.allow", Control.allowOrigin),
    Route(
        .delete, "/__admin/origins", isOfMock: true, called: "origins.forget",
        Control.forgetOrigins),
    Route(
        .post, "/__admin/origins/ask", needsToken: false, isForEveryPage: true,
        called: "origins.ask", Control.askForOrigin),

    // Who may come in
    Route(.get, "/__admin/health", needsToken: false, called: "health.read", Control.health),
    Route(
        .post, "/__admin/session", body: .members([.init("token", .text)]), needsToken: false,
        called: "session.begin", Control.beginSession),
    Route(
        .delete, "/__admin/session", needsToken: false, called: "session.end", Control.endSession),

    // Organizations
    Route(
        .get, "/__admin/organizations", isOfMock: true, called: "organizations.list",
        Control.listOrganizations),
    Route(
        .post, "/__admin/organizations",
        body: .members([
            .init("world", .textOrObject), .init("name", .text), .init("seed", .wholeNumber),
            .init("at", .instant),
        ]), isOfMock: true, called: "organizations.create", Control.createOrganization),
    Route(
        .delete, "/__admin/organizations/{id}", isOfMock: true, called: "organizations.delete",
        Control.deleteOrganization),

    Route(.get, "/__admin/settings", called: "settings.read", Control.readSettings),
    Route(
        .patch, "/__admin/settings", body: .members(ChangeableSetting.all.map(\.field)),
        called: "settings.change", Control.changeSettings),
    Route(.delete, "/__admin/settings", called: "settings.restore", Control.restoreSettings),

    // Time and messages
    Route(.get, "/__admin/clock", called: "clock.read", Control.readClock),
    Route(
        .post, "/__admin/clock",
        body: .members([
            .init("advance", .duration), .init("set", .instant), .init("freeze", .flag),
            .init("deliverWebhooks", .flag),
        ]), called: "clock.move", Control.moveClock),
    Route(.get, "/__admin/keys", called: "keys.list", Control.listKeys),
    Route(
        .post, "/__admin/keys/rotate", body: .members([.init("retireEarlier", .flag)]),
        called: "keys.rotate", Control.rotateKey),
    Route(
        .post, "/__admin/keys/retire-earlier", called: "keys.retireEarlier",
        Control.retireEarlierKeys),
    Route(
        .get, "/__admin/inbox",
        query: [
            .init("to", .recipient), .init("defaultCountry", .text), .init("channel", .text),
            .init("limit", .wholeNumber),
        ] + PatientQuery.fields, called: "inbox.read", Control.readInbox),

    // State
    Route(
        .post, "/__admin/reset", body: .members([.init("keepWebhooks", .flag)]),
        called: "state.reset", Control.reset),
    Route(
        .post, "/__admin/snapshots", body: .members([.init("name", .text)]),
        called: "snapshots.take", Control.takeSnapshot),
    Route(.get, "/__admin/snapshots", called: "snapshots.list", Control.listSnapshots),
    Route(.delete, "/__admin/snapshots/{id}", called: "snapshots.delete", Control.deleteSnapshot),
    Route(
        .post, "/__admin/snapshots/{id}/restore", called: "snapshots.restore",
        Control.restoreSnapshot),
    Route(.get, "/__admin/state", called: "state.export", Control.exportState),
    Route(.put, "/__admin/state", body: .bytes, called: "state.import", Control.importState),

    // The journal
    Route(
        .get, "/__admin/requests", query: JournalFilter.listFields,
        body: .members(JournalFilter.listFields), called: "requests.list", Control.listRequests),
    Route(
        .delete, "/__admin/requests", query: JournalFilter.fields,
        body: .members(JournalFilter.fields), called: "requests.delete", Control.deleteRequests),
    Route(
        .post, "/__admin/requests/count", query: JournalFilter.fields,
        body: .members(JournalFilter.fields), called: "requests.count", Control.countRequests),
    Route(.get, "/__admin/values", isOfMock: true, called: "values.list", Control.listValues),
    Route(.get, "/__admin/routes", isOfMock: true, called: "routes.list", Control.listRoutes),
    Route(
        .get, "/__admin/openapi.json", isOfMock: true, called: "openapi.read", Control.describe),
    Route(
        .get, "/__admin/openapi-3.0.json", isOfMock: true, called: "openapi.read30",
        Control.describeForOldTools),

    // Faults
    Route(
        .post, "/__admin/faults", body: .members(FaultReader.members), called: "faults.add",
        Control.addFault),
    Route(.get, "/__admin/faults", called: "faults.list", Control.listFaults),
    Route(.delete, "/__admin/faults", called: "faults.deleteAll", Control.deleteFaults),
    Route(.delete, "/__admin/faults/{id}", called: "faults.delete", Control.deleteFault),

    // Webhooks
    Route(
        .post, "/__admin/webhooks",
        body: .members([
            .init("url", .text), .init("events", .list), .init("secret", .text),
            .init("timeout", .duration), .init("certificateAuthorities", .text),
            .init("insecure", .flag),
        ]),
        called: "webhooks.add", Control.addWebhook),
    Route(.get, "/__admin/webhooks", called: "webhooks.list", Control.listWebhooks),
    Route(.delete, "/__admin/webhooks", called: "webhooks.deleteAll", Control.deleteWebhooks),
    Route(
        .get, "/__admin/webhooks/deliveries",
        query: [
            .init("type", .text), .init("state", .text), .init("webhookId", .text),
            .init("consumerId", .text), .init("limit", .wholeNumber),
        ] + PatientQuery.fields, called: "webhooks.deliveries.list", Control.listDeliveries),
    Route(
        .post, "/__admin/webhooks/deliveries/{id}/redeliver",
        called: "webhooks.deliveries.redeliver", Control.redeliver),
    Route(.delete, "/__admin/webhooks/{id}", called: "webhooks.delete", Control.deleteWebhook),
]
