import HTTPEngine

/// What every request to a target has beside what its scenario says: whatever a gateway asks for.
package struct ExtraFields: Sendable, Hashable {
    /// The fields, name and value.
    private(set) var fields: [Field] = []
    /// The user and the password between a colon, where a gateway wants them.
    private(set) var userAndPassword: String?
    /// Which of it must not be shown, and what stands in its place.
    private(set) var secrets: [Secret] = []

    /// Nothing.
    package init() {}

    /// A field.
    struct Field: Sendable, Hashable {
        let name: String
        let value: String
    }

    /// A value out of the environment.
    struct Secret: Sendable, Hashable {
        let value: String
        /// The variable that holds it.
        let variable: String
    }

    mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    mutating func add(_ secret: Secret) { secrets.append(secret) }

    mutating func setUser(_ user: String, password: String) {
        userAndPassword = "\(user):\(password)"
        add("Authorization", Proxy.basic("\(user):\(password)"))
    }

    /// Adds the fields that a request does not have already: what a scenario says comes first.
    func complete(_ headers: inout HTTPHeaders) {
        for field in fields where !headers.contains(field.name) {
            headers.append(field.name, field.value)
        }
    }
}
