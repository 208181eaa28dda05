import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

extension Mutation {
    /// Takes calls over, knowing who else is there.
    static func among(
        _ routes: String...,
        by body: @escaping @Sendable (InterceptedCall, Bystanders) -> HTTPResponse
    ) -> Mutation {
        remembering(Bystanders(), []) { intercepted, crowd in
            let isMeant = routes.contains(intercepted.route)
            let response = isMeant ? body(intercepted, crowd) : intercepted.proceed()
            crowd.learn(from: response, to: intercepted)
            return response
        }
    }

    /// Does to others in the same distribution what one call does to its consumer, or something else.
    static func dragging(
        _ route: String, _ whom: Bystanders.Choice, into action: String? = nil
    ) -> Mutation {
        among(route) { intercepted, crowd in
            let response = intercepted.proceed()
            guard response.isGood else { return response }
            for person in crowd.others(whom, than: intercepted)
            where intercepted.same(action, for: person).isGood {
                intercepted.wasTouched = true
            }
            return response
        }
    }

    /// Does to another in the same distribution what a call should do to its consumer.
    static func mistaking(_ route: String, for whom: Bystanders.Choice) -> Mutation {
        among(route) { intercepted, crowd in
            guard let person = crowd.others(whom, than: intercepted).first else {
                return intercepted.proceed()
            }
            let right = intercepted.attempt(intercepted.request)
            guard right.isGood, intercepted.same(for: person).isGood else {
                return intercepted.proceed()
            }
            return intercepted.wrong(right)
        }
    }

    /// Shows one consumer how another stands in the same distribution, under the own identifier.
    static func showing(_ route: String, of whom: Bystanders.Choice) -> Mutation {
        among(route) { intercepted, crowd in
            let own = intercepted.proceed()
            guard own.isGood, let person = crowd.others(whom, than: intercepted).first else {
                return own
            }
            let other = intercepted.answer(as: person)
            guard other.isGood else { return own }
            return intercepted.changing(own) { document in
                let id = document["consumerId"]
                document = other.document
                if id != nil { document[editing: "consumerId"] = id }
            }
        }
    }

    /// Answers for ever what was answered first.
    static func frozen(_ route: String, forEach: Audience = .consumer) -> Mutation {
        remembering([String: JSONNode](), [route]) { intercepted, first in
            let response = intercepted.proceed()
            guard response.isGood else { return response }
            let query = intercepted.request.query ?? ""
            let caller = forEach == .consumer ? intercepted.consumerID : ""
            let key = "\(intercepted.organization.id) \(intercepted.id) \(caller) \(query)"
            let known = first[key] ?? response.document
            first[key] = known
            return intercepted.changing(response) { $0 = known }
        }
    }

    /// For whom an answer is kept.
    enum Audience: Sendable { case consumer, everybody }

    /// Shows the present where something that has happened should stand.
    static func showingNow(
        _ member: String, in route: String, when status: String? = nil
    ) -> Mutation {
        document(route) { document, intercepted in
            if let status, document["status"]?.string != status { return }
            document.changeAll(member) { if !$0.isNull { $0 = intercepted.now.json } }
        }
    }

    /// Shows the one time where the other should stand.
    static func showing(_ member: String, as other: String, in routes: String...) -> Mutation {
        remembering((), routes) { intercepted, _ in
            intercepted.changing(intercepted.proceed()) { document in
                if let time = document[other], !time.isNull, document[member] != nil {
                    document[editing: member] = time
                }
            }
        }
    }

    /// Lets a setting be another while one kind of call is answered.
    static func during<Value: Equatable & Sendable>(
        _ route: String, _ setting: any WritableKeyPath<Settings, Value> & Sendable,
        is value: Value
    ) -> Mutation {
        around(route) { intercepted in
            let organization = intercepted.organization
            let usual = organization.settings[keyPath: setting]
            organization.settings[keyPath: setting] = value
            defer { organization.settings[keyPath: setting] = usual }
            return intercepted.wrong(intercepted.proceed())
        }
    }

    /// Refuses some of what is granted; what is refused is not done.
    static func refusing(
        _ routes: String..., with error: FanfareError,
        when isRefused: @escaping @Sendable (InterceptedCall) -> Bool
    ) -> Mutation {
        remembering((), routes) { intercepted, _ in
            guard isRefused(intercepted), intercepted.attempt(intercepted.request).isGood else {
                return intercepted.proceed()
            }
            return intercepted.wrong(intercepted.refusal(error))
        }
    }

    /// Shows whoever is on one waitlist as being on all.
    static var onAllWaitlists: Mutation {
        remembering(
            [String: JSONNode](), ["POST /waitlists/{id}/enter", "GET /waitlists/{id}/status"]
        ) { intercepted, entered in
            let response = intercepted.proceed()
            let key = intercepted.organization.id + intercepted.consumerID
            if intercepted.route.hasPrefix("POST") {
                if response.isGood { entered[key] = response.document["enteredAt"] }
                return response
            }
            guard let enteredAt = entered[key] else { return response }
            return intercepted.changing(response) { document in
                guard document["isEntered"] == false else { return }
                document[editing: "isEntered"] = true
                document[editing: "enteredAt"] = enteredAt
            }
        }
    }
}
