import HTTPEngine
import JSONTree
import Synchronization
import Testing

@testable import FanfareConformance

/// Whoever a run makes is new to a target that remembers everybody.
struct PeopleTests {
    @Test func `the word of a run has 64 random bits`() {
        let words = Set((0..<1000).map { _ in Conform.newRun() })
        #expect(words.count == 1000)
        #expect(words.allSatisfy { $0.wholeMatch(of: /[0-9a-hjkmnp-tv-z]{13}/) != nil })
    }

    @Test func `a run gives out no number twice, and none that somebody has`() {
        let numbers = PhoneNumbers(run: "r1")
        let all = (0..<20_000).map { _ in numbers.next() }
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { $0.wholeMatch(of: /\+1[2-9]\d\d555\d{4}/) != nil })
        let lines = Set(all.compactMap { Int($0.suffix(4)) })
        #expect(lines.isDisjoint(with: [1212, 4334]) && lines.allSatisfy { $0 >= 110 })
        #expect(PhoneNumbers.count > 2_000_000)
    }

    @Test func `after a thousand runs hardly a number has come twice`() {
        var seen: Set<String> = []
        var repeated = 0
        for run in 0..<1000 {
            let numbers = PhoneNumbers(run: "run\(run)")
            for _ in 0..<25 where !seen.insert(numbers.next()).inserted { repeated += 1 }
        }
        #expect(repeated < 300, "\(repeated) of 25,000")
    }

    @Test func `a target's own range is gone through whole before it begins anew`() throws {
        let range = try #require(PeopleAddresses.Phone("+4477009000{nn}"))
        let numbers = PhoneNumbers(run: "r1", range: range)
        let all = (0..<100).map { _ in numbers.next() }
        #expect(Set(all).count == 100)
        #expect(all.allSatisfy { $0.hasPrefix("+4477009000") })
    }

    @Test func `people get the addresses that the target's file says`() throws {
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let suite = try TinySuite.suite(
            steps:
                #"[{"send": "POST /x", "body": ["{email.ann}", "{phone.ann}"], "expect": {"status": 200}}]"#
        )
        _ = try target.run(suite) { target in
            target.addresses.email = PeopleAddresses.Email("qa+{tag}@corp.example")
            target.addresses.phone = PeopleAddresses.Phone("+4477009000{nn}")
        }
        let values = try JSONNode(parsing: target.requests[0].body)
        #expect(values[0]?.string == "qa+fanfare-kit-r1-0-ann@corp.example")
        #expect(values[1]?.string?.hasPrefix("+4477009000") == true)
    }
}

/// A number that should be new and is known all the same.
struct TakenNumberTests {
    private static let steps = """
        [{"send": "POST /auth/otp/verify", "body": {"phone": "{phone.ann}", "email": "{email.ann}"},
          "expect": {"status": 200, "body": {"email": null}}}]
        """

    /// A target that says something else to the first numbers it sees.
    private func target(
        _ first: HTTPResponse, numbers count: Int
    ) -> ScriptedTarget {
        let seen = Mutex<[String]>([])
        return ScriptedTarget { request in
            let number = (try? JSONNode(parsing: request.body))?["phone"]?.string ?? ""
            let index = seen.withLock { seen in
                if !seen.contains(number) { seen.append(number) }
                return seen.firstIndex(of: number) ?? 0
            }
            return index < count ? first : .json(200, #"{"email": null, "accessToken": "t"}"#)
        }
    }

    @Test func `a number that is somebody's is drawn again, with everybody else`() throws {
        let target = target(.json(409, #"{"error": "already_linked"}"#), numbers: 2)
        let result = try target.run(try TinySuite.suite(steps: Self.steps))
        #expect(result.verdict == .passed)
        let emails = try target.requests.map { try JSONNode(parsing: $0.body)["email"]?.string }
        #expect(Set(emails).count == 3)
    }

    @Test func `where every number is somebody's, that is inconclusive`() throws {
        let target = target(.json(409, #"{"error": "already_linked"}"#), numbers: 99)
        let result = try target.run(try TinySuite.suite(steps: Self.steps))
        #expect(result.verdict == .inconclusive)
        #expect(result.reason?.contains(/the number \+1\d{10} is already known here/) == true)
        #expect(target.requests.count == 3)
        #expect(ExitStatus([result]) == .nothingChecked)
    }

    @Test func `what differs with one number and not with another is inconclusive`() throws {
        let known = HTTPResponse.json(200, #"{"email": "old@example.com", "accessToken": "t"}"#)
        let result = try target(known, numbers: 1).run(try TinySuite.suite(steps: Self.steps))
        #expect(result.verdict == .inconclusive)
        let always = try target(known, numbers: 99).run(try TinySuite.suite(steps: Self.steps))
        #expect(always.verdict == .failed)
    }

    @Test func `a conflict that the scenario is about is none of that`() throws {
        let steps = """
            [{"send": "POST /auth/otp/verify", "body": {"phone": "{phone.ann}"}},
             {"send": "POST /auth/otp/verify", "body": {"phone": "{phone.ann}"}, "expect": {"status": 201}}]
            """
        let calls = Counter()
        let target = ScriptedTarget { _ in
            calls.next() % 2 == 1 ? .json(200, #"{"accessToken": "t"}"#) : .json(409, "{}")
        }
        #expect(try target.run(try TinySuite.suite(steps: steps)).verdict == .failed)
    }
}
