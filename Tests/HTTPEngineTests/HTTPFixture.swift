import Foundation
import TestSupport
import Testing

@testable import HTTPEngine

/// A row of `fixtures/http`; in `raw` every character is one byte.
protocol HTTPFixture: Decodable, Sendable, CustomTestStringConvertible {
    var name: String { get }
    var raw: String { get }
}

extension HTTPFixture {
    var testDescription: String { name }
    var bytes: [UInt8] { raw.latin1 }

    static func all(in file: String) throws -> [Self] {
        let data = Data(try Fixtures.bytes("fixtures/http/\(file).json"))
        return try JSONDecoder().decode([Self].self, from: data)
    }
}

extension String {
    /// Every character as the byte of its number.
    var latin1: [UInt8] { unicodeScalars.map { UInt8($0.value) } }
}

/// All ways to give the same bytes: at once, one by one, and in two parts at every place.
func splits(of bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
    let halves = bytes.indices.dropFirst().map { [bytes[..<$0], bytes[$0...]] }
    return [[bytes[...]], bytes.indices.map { bytes[$0...$0] }] + halves
}
