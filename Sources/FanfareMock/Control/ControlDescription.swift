import FanfareModel
import JSONTree

/// The description of the control protocol, as the API has one.
enum ControlDescription {
    /// What `fixtures/operations/control` says of its calls.
    static let description = EditionDescription(
        "control", StandardAnswers(payloads: { refusals($0, $1) }, headers: { _, _ in [] }))

    static func document(_ options: OpenAPIOptions) -> OpenAPIDocument {
        OpenAPIDocument(controlRoutes, description, prefixes: [""], options)
    }

    static let standard = ServedDocument(document(OpenAPIOptions()))
    static let old = ServedDocument(document(.old))

    /// What the door refuses, and what is refused of every query and body.
    private static func refusals(_ route: Route, _ entry: OperationEntry) -> [(Int, JSONNode)] {
        let door: [(ControlError, isAboutAll: Bool)] = [
            (.notLocal, true), (.throughProxy(""), true), (.foreignHost("…"), true),
            (.foreignOrigin("…"), true), (.closed, true), (.unknownOrganization("…"), true),
            (.twoOrganizations, true), (.tokenRequired, route.input.needsToken),
            (.wrongToken, route.input.needsToken),
        ]
        let refused = door.filter(\.isAboutAll).map { error, _ in
            let words = error.words(nil)
            return (
                words.status, ["error": JSONNode(words.error), "message": "$string"] as JSONNode
            )
        }
        let invalid: JSONNode = [
            "error": "Validation failed",
            "details": ["$each": ["field": "$string", "message": "$string"]],
        ]
        return refused + [(400, invalid)]
    }
}

extension Control {
    /// GET /__admin/openapi.json.
    static func describe(_ context: RequestContext) throws(FanfareError) -> Reply {
        ControlDescription.standard.reply(to: context.request)
    }

    /// GET /__admin/openapi-3.0.json.
    static func describeForOldTools(_ context: RequestContext) throws(FanfareError) -> Reply {
        ControlDescription.old.reply(to: context.request)
    }
}

extension OpenAPIDocument {
    /// The document of the control protocol, laid out for people.
    public static func controlText(_ options: OpenAPIOptions = OpenAPIOptions()) -> String {
        ControlDescription.document(options).text(options)
    }
}
