import Foundation
import Fuzzing
import TestSupport
import Testing

/// Every input that was worth keeping still holds: seeds, and what once made a target fail.
struct CorpusTests {
    private static let folder = "fixtures/fuzz"

    @Test(arguments: FuzzTarget.all.map(\.name))
    func `a target holds for every input of its corpus`(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let names = try Fixtures.names(in: "\(Self.folder)/\(name)")
        #expect(!names.isEmpty)
        for file in names {
            let bytes = try Fixtures.bytes("\(Self.folder)/\(name)/\(file)")
            #expect(throws: Never.self, "\(name)/\(file)") { try target.run(bytes) }
            // What was cut off, and what follows, are inputs too.
            try target.run(Array(bytes.prefix(bytes.count / 2)))
            try target.run(bytes + bytes)
        }
    }

    @Test func `every corpus belongs to a target`() throws {
        let folders = try Fixtures.names(in: Self.folder).filter { !$0.contains(".") }
        #expect(Set(folders) == Set(FuzzTarget.all.map(\.name)))
    }
}
