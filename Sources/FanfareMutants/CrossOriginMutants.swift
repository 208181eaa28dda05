import HTTPEngine

/// Granted origins (specs/v1/contract.md#serving): what makes every browser refuse a documented call.
extension RuleMutant {
    static let crossOrigin: [RuleMutant] = [
        RuleMutant(
            "serving/origin-granted-twice", "An origin is granted twice in one answer",
            "serving.cors.preflight",
            by: .crossOrigin { response, _ in
                guard let origin = response.headers[Name.allowedOrigin] else { return }
                response.headers.append(Name.allowedOrigin, origin)
            }),
        RuleMutant(
            "serving/preflight-needs-a-key", "A preflight without a key is refused",
            "serving.cors.preflight",
            by: .crossOrigin { response, isPreflight in
                if isPreflight { response.status = 401 }
            }),
        RuleMutant(
            "serving/preflight-permits-a-star",
            "A preflight permits a star, which no token is part of",
            "serving.cors.preflight",
            by: .crossOrigin { response, isPreflight in
                if isPreflight { response.headers.set(Name.allowedHeaders, "*") }
            }),
        RuleMutant(
            "serving/preflight-without-the-key", "A preflight does not permit X-Publishable-Key",
            "serving.cors.preflight", by: .crossOrigin(without: "x-publishable-key")),
        RuleMutant(
            "serving/preflight-without-fingerprint", "A preflight does not permit X-Fingerprint",
            "serving.cors.fingerprint", by: .crossOrigin(without: "x-fingerprint")),
        RuleMutant(
            "serving/preflight-without-delete", "A preflight permits GET and POST alone",
            "serving.cors.delete",
            by: .crossOrigin { response, isPreflight in
                if isPreflight { response.headers.set(Name.allowedMethods, "GET, POST") }
            }),
        RuleMutant(
            "serving/errors-unreadable", "Errors grant no origin", "serving.cors.errors",
            by: .crossOrigin { response, _ in
                if response.status >= 400 { response.headers.remove(Name.allowedOrigin) }
            }),
    ]

    fileprivate enum Name {
        static let allowedOrigin = "Access-Control-Allow-Origin"
        static let allowedHeaders = "Access-Control-Allow-Headers"
        static let allowedMethods = "Access-Control-Allow-Methods"
    }
}

extension Mutation {
    /// Changes whole answers to pages of other origins, those to the questions before a call too.
    fileprivate static func crossOrigin(
        _ change: @escaping @Sendable (inout HTTPResponse, _ isPreflight: Bool) -> Void
    ) -> Mutation {
        .around { intercepted in
            let right = intercepted.proceed()
            guard intercepted.request.headers["Origin"] != nil else { return right }
            var wrong = right
            change(&wrong, intercepted.request.method == "OPTIONS")
            return wrong == right ? right : intercepted.wrong(wrong)
        }
    }

    /// Leaves a header out of those that a preflight permits.
    fileprivate static func crossOrigin(without name: String) -> Mutation {
        .crossOrigin { response, isPreflight in
            guard isPreflight, let permitted = response.headers[RuleMutant.Name.allowedHeaders]
            else { return }
            let others = permitted.split(separator: ",").map { word in
                String(word.drop { $0 == " " })
            }.filter { $0.lowercased() != name }
            response.headers.set(
                RuleMutant.Name.allowedHeaders, others.joined(separator: ", "))
        }
    }
}
