import Foundation
import TestSupport
import Testing

/// What of the sources may know of what, where one module holds both and no compiler asks.
struct LayeringTests {
    /// One source file, without its comments.
    private struct Source {
        let path: String
        let code: String

        /// The types that it declares for other files.
        var types: [String] {
            let declaration =
                /^(?:(?:public|package|final|indirect|@\w+) )*(?:struct|class|enum|protocol|actor|typealias) (\w+)/
            return code.matches(of: declaration.anchorsMatchLineEndings()).map { String($0.1) }
        }

        func isIn(_ folders: [String]) -> Bool { folders.contains { path.contains("/\($0)/") } }
    }

    private static func sources(_ module: String) throws -> [Source] {
        let folder = Fixtures.packageRoot.appending(path: "Sources/\(module)")
        let files = try #require(FileManager.default.enumerator(atPath: folder.path()))
        return try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.map {
            file in
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let code = lines.filter { !$0.drop { $0 == " " }.hasPrefix("//") }
            return Source(path: "\(module)/\(file)", code: code.joined(separator: "\n"))
        }
    }

    private static let apiSide = ["Editions", "OpenAPI", "Requests", "Routing", "Values"]
    private static let controlSide = ["Control", "Crowds", "Faults", "Page", "State", "Worlds"]
    /// What a call of the control protocol takes stands in its route, and what came in its context.
    private static let shared = ["ControlField", "ControlInput", "ControlReading"]

    @Test func `what answers the API names nothing of the control protocol`() throws {
        let sources = try Self.sources("FanfareMock")
        let names = Set(sources.filter { $0.isIn(Self.controlSide) }.flatMap(\.types))
            .subtracting(Self.shared)
        #expect(
            names.isSuperset(of: ["Control", "ControlDoor", "Faults", "MockState", "WorldFile"]))
        let answering = sources.filter { $0.isIn(Self.apiSide) }
        #expect(answering.count > 40)
        for source in answering {
            // The names of header fields are texts.
            let code = source.code.replacing(/[A-Za-z]+-Control/, with: "")
            let words = Set(code.matches(of: /\b[A-Z]\w*/).map { String($0.0) })
            let found = words.intersection(names)
            #expect(found.isEmpty, "\(source.path) names \(found.sorted())")
        }
    }

    @Test func `an edition reaches into nothing that goes on around its calls`() throws {
        let sources = try Self.sources("FanfareMock")
        let around = Self.controlSide + ["Errands", "Forwarding", "Journal", "Server", "Webhooks"]
        let names = Set(sources.filter { $0.isIn(around) }.flatMap(\.types))
        for source in sources where source.isIn(["Editions"]) {
            let words = Set(source.code.matches(of: /\b[A-Z]\w*/).map { String($0.0) })
            let found = words.intersection(names)
            #expect(found.isEmpty, "\(source.path) names \(found.sorted())")
        }
    }

    @Test func `no two modules call their types by one name`() throws {
        let modules = [
            "Foundations", "JSONTree", "SafeText", "SystemFiles", "HTTPEngine", "TokenSigning",
            "FanfareModel", "FanfareMock", "FanfareMockURLSession", "FanfareMutants",
            "FanfareConformance", "Fuzzing", "fanfare-kit",
        ]
        var places: [String: String] = [:]
        for module in modules {
            for source in try Self.sources(module) {
                for type in source.types {
                    let former = places.updateValue(source.path, forKey: type)
                    #expect(former == nil, "\(type) is in \(former ?? "") and in \(source.path)")
                }
            }
        }
        #expect(places.count > 500)
    }
}
