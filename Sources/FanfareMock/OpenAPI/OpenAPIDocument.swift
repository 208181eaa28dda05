import JSONTree

/// The description of the API as OpenAPI 3.1.
///
/// It is made of what the mock serves and what the suite expects, so that it cannot drift from them.
public enum OpenAPIDocument {
    /// The document of the standard edition, laid out for people.
    public static var text: String { Editions.all.standard.document.text(.indented) + "\n" }
}
