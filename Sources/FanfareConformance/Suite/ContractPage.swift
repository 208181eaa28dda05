/// The contract as a page for people, of which the suite knows the sections.
///
/// A section begins with `<a id="otp"></a>`: the name that clauses and comments lead to.
package struct ContractPage: Sendable {
    /// Where the page lies.
    package static let path = SuiteEdition.standard.specs("contract.md")

    /// The names of its sections.
    package let anchors: Set<String>

    /// Finds the sections of a page.
    package init(_ text: String) {
        anchors = Set(
            text.split(separator: "\n").compactMap { line in
                guard line.hasPrefix(Self.opening), line.hasSuffix(Self.closing) else { return nil }
                return String(line.dropFirst(Self.opening.count).dropLast(Self.closing.count))
            })
    }

    private static let opening = "<a id=\""
    private static let closing = "\"></a>"
}
