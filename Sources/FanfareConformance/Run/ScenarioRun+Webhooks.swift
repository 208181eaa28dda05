import Foundations
import HTTPEngine
import JSONTree
import TokenSigning

extension ScenarioRun {
    /// How webhooks come: a target of this process puts them straight into an inbox.
    private var reception: WebhookReception? {
        caller.webhooks.map {
            WebhookReception(
                inbox: $0, base: "http://receiver.test", secret: nil,
                patience: TimeSpan(milliseconds: 0))
        } ?? context.webhooks
    }

    /// Has the scenario's organization tell of everything, where it can be told to whom.
    func subscribe() throws(Halt) {
        guard Needs(scenario).webhooks, let base = reception?.base,
            let id = organization?.organizationId
        else { return }
        let path = "/\(id)/\(scenario.receiverStatus ?? 204)"
        webhookSecret = try controlled { door throws(ControlFailure) in
            try door.subscribe(to: base + path, organization: id)
        }
        webhookPath = path
        result.mask.add(webhookSecret, as: "WEBHOOK_SECRET")
    }

    /// Waits for a webhook and holds it against what is expected.
    func readWebhook(_ pattern: WebhookPattern, _ step: Step, _ index: Int) throws(Halt) {
        guard let reception else { throw .blocked("nothing receives webhooks") }
        let id = try filled(pattern.about)
        let start = Environment.monotonicMilliseconds()
        guard let webhook = webhook(pattern, of: id, reception) else {
            return try missed(pattern, id, reception, index)
        }
        let request = webhook.request
        let secret = webhookSecret ?? reception.secret ?? ""
        let timestamp = request.headers["X-Fanfare-Timestamp"] ?? ""
        variables["webhook.signature"] = JSONNode(
            "sha256="
                + HMAC.sha256(
                    key: Array(secret.utf8), message: Array("\(timestamp).".utf8) + request.body
                ).hexadecimal)
        // Reports show what came where they show an answer.
        let response = HTTPResponse(status: 200, headers: request.headers, body: request.body)
        result.mask.learn(from: response, webhook.document)
        result.add(step: index, request, response, isWebhook: true)
        let isFine = try check(pattern.expect, response, webhook.document, since: start)
        try keep(step.keep, response, webhook.document, pattern.expect.first, isChecked: !isFine)
        // Whoever sent it must have heard that it failed before the clock moves on.
        if scenario.receiverStatus != nil, caller.webhooks == nil {
            Environment.sleep(TimeSpan(milliseconds: 100))
        }
    }

    private func webhook(
        _ pattern: WebhookPattern, of id: String, _ reception: WebhookReception
    ) -> WebhookInbox.Webhook? {
        let end = Environment.monotonicMilliseconds() + reception.patience.milliseconds
        var pause = 5
        while true {
            let webhook = reception.inbox.webhook(
                pattern.type, of: id, attempt: pattern.attempt, at: webhookPath)
            let left = end - Environment.monotonicMilliseconds()
            if webhook != nil || left <= 0 || Interruption.signal != nil { return webhook }
            Environment.sleep(TimeSpan(milliseconds: min(pause, left)))
            pause = min(pause * 2, 500)
        }
    }

    /// A webhook that has not come is a difference where the run itself subscribed to all of them.
    private func missed(
        _ pattern: WebhookPattern, _ id: String, _ reception: WebhookReception, _ index: Int
    ) throws(Halt) {
        let which = pattern.attempt == 1 ? "" : " for the \(pattern.attempt). time"
        let what = "no \(pattern.type) about \(id) came\(which) within \(reception.patience)"
        guard webhookPath != nil else {
            let hint =
                reception.inbox.count == 0
                ? "no webhook has come at all: does the endpoint lead to the address that 'webhooks' names?"
                : "is the endpoint subscribed to it?"
            throw .inconclusive("\(what); \(hint)")
        }
        guard let block = pattern.expect.first else { throw .blocked(what) }
        result.add(
            step: index, HTTPRequest(method: "POST", target: webhookPath ?? "/"), nil,
            isWebhook: true)
        result.checks += 1
        report(block, [.noAnswer(block.place, reason: what)])
        throw .incomplete(what)
    }
}
