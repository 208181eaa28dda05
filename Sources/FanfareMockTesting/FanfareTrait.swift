public import FanfareMock
import Synchronization
public import Testing

/// Gives each test, and each case of one with arguments, an organization of its own: `MockOrganization.current`.
///
/// ```swift
/// @Test(.fanfare(seed: 7)) func `a guest keeps one place`() async throws {
///     let shop = try MockOrganization.current
///     let client = Client(session: shop.urlSession(), key: shop.publishableKey)
/// ```
///
/// All of them live in one mock, `MockServer.forTests`, and are deleted when their test has ended.
public struct FanfareTrait: TestTrait, SuiteTrait, TestScoping {
    let world: MockServer.Options.World?
    let seed: Int
    let startAt: MockInstant?

    /// A suite hands it on to every test in it.
    public var isRecursive: Bool { true }

    /// Makes the organization, runs the test in sight of it, and deletes it.
    public func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        // A suite runs its tests, and each of them comes by here itself.
        guard testCase != nil else { return try await function() }
        let shop = try await organization(for: test)
        do {
            try await MockOrganization.$ofTest.withValue(shop) { try await function() }
        } catch {
            try? await shop.delete()
            throw error
        }
        try? await shop.delete()
    }

    /// The name makes it differ from others of the same seed; cases of one test run side by side.
    private func organization(for test: Test) async throws -> MockOrganization {
        let server = try MockServer.forTests()
        var name = String("\(test.id)".suffix(200))
        var number = 1
        while true {
            do {
                return try await server.makeOrganization(
                    world: world, name: name, seed: seed, startAt: startAt)
            } catch {
                guard error.status == 409 else { throw error }
            }
            number += 1
            name = String("\(test.id) \(number)".suffix(200))
        }
    }
}

extension Trait where Self == FanfareTrait {
    /// Gives each test an organization of its own: with a world, a seed that everything it hands out follows
    /// from, and a moment at which its clock stands; without one it runs with the machine's.
    public static func fanfare(
        world: MockServer.Options.World? = nil, seed: Int = 0, startAt: MockInstant? = nil
    ) -> Self {
        FanfareTrait(world: world, seed: seed, startAt: startAt)
    }

    /// Gives each test an organization of its own.
    public static var fanfare: Self { .fanfare() }
}

extension MockServer {
    private static let shared = Mutex<MockServer?>(nil)

    /// The mock that all tests of this process share, on a free port of this machine; it begins with the
    /// first test that asks for it.
    public static func forTests() throws(MockServerError) -> MockServer {
        try shared.withLock { server throws(MockServerError) in
            if let server { return server }
            let made = try MockServer.started()
            server = made
            return made
        }
    }
}

extension MockOrganization {
    @TaskLocal static var ofTest: MockOrganization?

    /// The organization that the trait `.fanfare` gave the test that runs.
    ///
    /// Without the trait, or in a detached task, there is none: that is an error that says so.
    public static var current: MockOrganization {
        get throws {
            guard let shop = ofTest else { throw NoOrganization() }
            return shop
        }
    }

    /// Why there is no organization.
    private struct NoOrganization: Error, CustomStringConvertible {
        let description =
            "no organization here: give the test or its suite the trait .fanfare, and ask before a task"
            + " is detached"
    }
}
