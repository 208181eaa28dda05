package import HTTPEngine
package import JSONTree
import Synchronization
import SystemFiles

/// A target that others use as well, as one of the two servers that play a story.
package final class DeploymentSide: LockstepSide {
    private let context: RunContext
    private let deployment: Deployment
    private let caller: Caller
    private let stories: Stories
    private var story = ""
    /// What stands in the target for the texts of the stories.
    private var texts: [(String, String)] = []
    private var asked: [String: Timestamp] = [:]

    /// Counts the stories of a run, whoever plays them: each has people of its own.
    package final class Stories: Sendable {
        private let count = Mutex(0)

        /// Counts none yet.
        package init() {}

        fileprivate func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    /// Takes the target of a run.
    package init(_ context: RunContext, _ deployment: Deployment, _ stories: Stories) {
        self.context = context
        self.deployment = deployment
        self.stories = stories
        caller = Caller(context.transport, to: context.target)
        caller.purpose = context.run
    }

    package var address: TargetAddress { context.target.address }
    package var now: Timestamp { Environment.now() }

    package func begin(_ world: JSONNode) {
        let number = stories.next()
        story = "explored/story-\(number)"
        asked = [:]
        let people = People(context, number: number)
        texts = StoryWorld.people.flatMap { person -> [(String, String)] in
            let pairs = [
                ("\(person)@example.com", people.value("email.\(person)")),
                (StoryTeller.numbers[person] ?? "", people.value("phone.\(person)")),
                ("subject-\(person)", people.value("subject.\(person)")),
            ]
            return pairs.compactMap { pair in pair.1?.string.map { (pair.0, $0) } }
        }
    }

    package func keys(elsewhere: Bool) -> TargetKeys {
        context.target.keys ?? TargetKeys(publishableKey: "")
    }

    package func answer(to request: HTTPRequest) throws(LockstepFailure) -> HTTPResponse {
        let request = translated(request)
        let call = context.suite.calls.call(of: request, below: address.basePath)
        let entry = try call.flatMap { call throws(LockstepFailure) in try enter(call, request) }
        context.pacer?.wait(for: request.path)
        let response: HTTPResponse
        do throws(TransportFailure) {
            response = try caller.call(request)
        } catch {
            throw LockstepFailure(
                reason: "no answer: \(error)", isUnreachable: error.kind == .unreachable)
        }
        note(response, to: request, entry)
        return response
    }

    package func advance(_ span: TimeSpan) {}

    package func code(to recipient: String) throws(LockstepFailure) -> String? {
        let to = real(recipient)
        do throws(CodeReader.Failure) {
            return try context.codes.code(to: to, since: asked[to] ?? Environment.now())
        } catch {
            guard case .unusable(let reason) = error else { return nil }
            throw LockstepFailure(reason: reason)
        }
    }

    package func end() {
        context.ledger?.undo(of: story) { context.clearUp($0, caller) }
    }

    private func real(_ text: String) -> String {
        texts.first { $0.0 == text }?.1 ?? text
    }

    /// The request with the target's places and this story's people.
    private func translated(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        request.target = request.target.split(separator: "/", omittingEmptySubsequences: false)
            .map { deployment.names[String($0)] ?? String($0) }.joined(separator: "/")
        guard !request.body.isEmpty else { return request }
        var body = String(decoding: request.body, as: UTF8.self)
        for (text, real) in texts { body = body.replacing("\"\(text)\"", with: "\"\(real)\"") }
        request.body = Array(body.utf8)
        if request.path.hasSuffix("/auth/otp/request") {
            let document = try? JSONNode(parsing: request.body)
            for name in ["email", "phone"] {
                if let to = document?[name]?.string { asked[to] = Environment.now() }
            }
        }
        return request
    }

    private func enter(
        _ call: Calls.Call, _ request: HTTPRequest
    ) throws(LockstepFailure) -> Int? {
        do throws(Files.Failure) {
            return try context.ledger?.enter(
                call, request, of: story, below: address.basePath)
        } catch {
            throw LockstepFailure(
                reason: "what is to be taken back cannot be written down: \(error)")
        }
    }

    private func note(_ response: HTTPResponse, to request: HTTPRequest, _ entry: Int?) {
        guard let ledger = context.ledger else { return }
        let isDone = (200..<300).contains(response.status)
        if let entry {
            if isDone { ledger.keep(entry) } else if response.status < 500 { ledger.settle(entry) }
        } else if isDone {
            ledger.settle(by: request)
        }
        if isDone, let token = response.json?["accessToken"]?.string {
            try? ledger.add(token: token, of: story)
        }
    }
}
