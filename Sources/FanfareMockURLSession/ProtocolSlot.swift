import FanfareMock
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What the sessions of one configuration share: their mock, and what they add to every request.
struct ProtocolSlot: Sendable {
    /// Nil once the mock has stopped.
    var server: MockServer?
    /// Fields for requests that do not have them.
    let fields: [String: String]
    /// How long a request waits for news, unless it says otherwise itself.
    let patience: TimeInterval
}

/// The slots, each under a class of its own.
///
/// A session knows its protocols as classes and hands them nothing but the request, so that only
/// the class can tell whose session it is. Types as `One<Zero<One<Root>>>` give as many classes as
/// are wanted, at run time.
enum ProtocolSlots {
    private struct Entries {
        var slots: [ObjectIdentifier: ProtocolSlot] = [:]
        var made = 0
    }

    private static let entries = Mutex(Entries())

    /// The slot of a class.
    static subscript(type: AnyClass) -> ProtocolSlot? {
        entries.withLock { $0.slots[ObjectIdentifier(type)] }
    }

    /// A class that no other session has, for a slot that holds its mock until that stops.
    static func add(_ slot: ProtocolSlot) -> AnyClass {
        let type: AnyClass = entries.withLock { entries -> AnyClass in
            entries.made += 1
            let type: AnyClass = numbered(entries.made)
            entries.slots[ObjectIdentifier(type)] = slot
            return type
        }
        let name = ObjectIdentifier(type)
        slot.server?.whenStopping {
            // Let go outside the lock, since this may be the last hold of it.
            _ = entries.withLock { $0.slots[name]?.server.take() }
        }
        return type
    }

    private static func numbered(_ number: Int) -> AnyClass {
        var tag: any Digits.Type = Root.self
        var rest = number
        while rest > 0 {
            tag = rest.isMultiple(of: 2) ? tag.withZero : tag.withOne
            rest /= 2
        }
        return tag.protocolClass
    }
}

/// A row of binary digits that is a type.
protocol Digits: SendableMetatype {}

private enum Root: Digits {}
private enum Zero<Rest: Digits>: Digits {}
private enum One<Rest: Digits>: Digits {}

extension Digits {
    fileprivate static var withZero: any Digits.Type { Zero<Self>.self }
    fileprivate static var withOne: any Digits.Type { One<Self>.self }
    fileprivate static var protocolClass: AnyClass { MockURLProtocol<Self>.self }
}
