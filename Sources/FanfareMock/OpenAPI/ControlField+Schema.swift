import JSONTree

/// What a control call takes, as schemas: the declaration that refuses everything else describes it.
extension ControlField {
    /// Its schema; data has the words for it, or a schema that says more than the form.
    func schema(_ words: JSONNode?) -> Schema {
        if words?.members != nil, let words { return Schema(words) }
        return Schema(form.shape, about: words?.string)
    }
}

extension ControlField.Form {
    fileprivate var shape: Schema.Shape {
        switch self {
        case .text, .duration, .recipient, .path: .text(Schema.TextRules())
        case .instant: .text(Schema.TextRules(format: "date-time"))
        case .wholeNumber: .integer(Schema.Bounds())
        case .number: .number(Schema.Bounds())
        case .flag: .boolean
        case .list: .list(of: .text)
        case .object: .map(to: .anything)
        case .status, .textOrObject, .json: .anything
        }
    }
}

extension Route {
    /// The members of its body, of a call that declares them; nil for one that takes no object.
    func bodySchema(_ entry: OperationEntry) -> Schema? {
        guard case .control = access, let members = input.members, !members.isEmpty else {
            return nil
        }
        return Schema(
            .object(
                members.map { field in
                    Schema.Property(
                        name: field.name, schema: field.schema(entry.fields?[field.name]),
                        isRequired: entry.required.contains(field.name))
                }))
    }

    /// The parameters of its query, as it declares them.
    func queryParameters(_ entry: OperationEntry) -> [OperationEntry.QueryParameter] {
        guard case .control = access else { return entry.query }
        return input.query.map { field in
            let known = entry.query.first { $0.name == field.name }
            return OperationEntry.QueryParameter(
                name: field.name, about: known?.about ?? "",
                schema: known?.schema ?? field.schema(nil))
        }
    }
}
