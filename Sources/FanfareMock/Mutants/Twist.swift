import HTTPEngine
import JSONTree

/// One way to be wrong: what happens to the requests that pass by.
struct Twist: Sendable {
    /// Makes the twist for one mock; whatever it remembers belongs to that mock.
    let make: @Sendable () -> (Passage) -> HTTPResponse

    /// Takes calls of some routes over; none named means every call of the API.
    static func around(
        _ routes: String..., by body: @escaping @Sendable (Passage) -> HTTPResponse
    ) -> Twist {
        remembering(Nothing(), routes) { passage, _ in body(passage) }
    }

    /// Takes calls of some routes over and remembers something from one to the next.
    static func remembering<Memory: Sendable>(
        _ initial: Memory, _ routes: [String],
        by body: @escaping @Sendable (Passage, inout Memory) -> HTTPResponse
    ) -> Twist {
        Twist {
            var memory = initial
            return { passage in
                let isMeant =
                    routes.isEmpty
                    ? !passage.route.contains("/__admin") : routes.contains(passage.route)
                return isMeant ? body(passage, &memory) : passage.proceed()
            }
        }
    }

    /// Changes the documents of good answers.
    static func document(
        _ routes: String..., change: @escaping @Sendable (inout JSONNode, Passage) -> Void
    ) -> Twist {
        remembering(Nothing(), routes) { passage, _ in
            passage.changing(passage.proceed()) { change(&$0, passage) }
        }
    }

    /// Changes whole answers.
    static func answer(
        _ routes: String..., change: @escaping @Sendable (inout HTTPResponse, Passage) -> Void
    ) -> Twist {
        remembering(Nothing(), routes) { passage, _ in
            let right = passage.proceed()
            var wrong = right
            change(&wrong, passage)
            passage.wasTouched = wrong != right
            return wrong
        }
    }

    /// Changes the answers that refuse with a text.
    static func refusal(
        _ error: String, change: @escaping @Sendable (inout HTTPResponse, Passage) -> Void
    ) -> Twist {
        answer { response, passage in
            if response.error == error { change(&response, passage) }
        }
    }

    /// Two twists at once; the second lies around the first.
    func and(_ other: Twist) -> Twist {
        Twist {
            let inner = make()
            let outer = other.make()
            return { passage in
                passage.inner = inner
                return outer(passage)
            }
        }
    }

    private struct Nothing {}
}

extension Passage {
    /// A good answer with its document changed.
    func changing(_ response: HTTPResponse, _ change: (inout JSONNode) -> Void) -> HTTPResponse {
        guard response.isGood, !response.body.isEmpty else { return response }
        let right = response.document
        var document = right
        change(&document)
        guard document != right else { return response }
        wasTouched = true
        return HTTPResponse(response.status, like: response, document)
    }

    /// Marks that the wrong rule came into play.
    func wrong(_ response: HTTPResponse) -> HTTPResponse {
        wasTouched = true
        return response
    }
}
