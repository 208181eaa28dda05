import FanfareMock

extension Command {
    /// Prints the description of the API.
    static let openAPI = Command(
        name: "openapi",
        summary: "Print the API as an OpenAPI 3.1 document",
        notes: ["The mock serves the same document at /openapi.json."],
        examples: [
            ("fanfare-kit openapi > openapi.json", "For client generators and editors")
        ]
    ) { _, console in
        console.out(OpenAPIDocument.text())
        return 0
    }
}
