package import FanfareModel
package import HTTPEngine

extension Mock {
    /// Hands every webhook that is due to a receiver of this process, which answers with a status, and
    /// what signs it, until none is due any more.
    package func deliverWebhooks(to receive: (HTTPRequest, _ secret: String) -> Int, real: Instant)
    {
        while true {
            let due = takeDueWebhooks(real: real)
            guard !due.isEmpty else { return }
            for webhook in due {
                let status = receive(webhook.request, webhook.secret)
                webhookFinished(webhook, .answered(status), real: real)
            }
        }
    }
}
