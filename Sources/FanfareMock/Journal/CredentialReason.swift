import FanfareModel
import HTTPEngine

/// Why a call's credentials let in nobody, for people: the API itself says only that they are needed.
///
/// What is the matter with a token that came is among the violations.
struct CredentialReason {
    let context: RequestContext

    /// The reason behind an error, in a sentence; nil where the error is not about credentials.
    func sentence(for error: FanfareError) -> String? {
        switch error {
        case .authenticationRequired: context.refusal == nil ? ofToken : ofPublishableKey
        case .secretKeyRequired: ofSecretKey
        default: nil
        }
    }

    private var headers: HTTPHeaders { context.request.headers }

    private var ofToken: String? {
        context.routed.credentials.token == nil
            ? "The call needs a consumer's token (Authorization: Bearer), and none came." : nil
    }

    private var ofPublishableKey: String? {
        if headers.contains("X-Publishable-Key") {
            return "No organization of this mock has the key that came in X-Publishable-Key; "
                + "GET /__admin/organizations lists theirs."
        }
        if case .tokenAlone = context.route?.access { return ofToken }
        if context.routed.credentials.showsSecretKey { return ofSecretKey }
        return "The call needs a publishable key in X-Publishable-Key, and none came."
    }

    private var ofSecretKey: String {
        if headers.contains("X-Secret-Key"), !headers.contains("X-Organization-Id") {
            return "X-Secret-Key needs X-Organization-Id beside it."
        }
        return context.routed.credentials.showsSecretKey
            ? "No organization of this mock has the secret key that came, or not the one that "
                + "X-Organization-Id names; GET /__admin/organizations lists theirs."
            : "The call needs a secret key (Authorization: Bearer sk_...), and none came."
    }
}
