import HTTPEngine
import JSONTree

/// One request that is timed for many people, one after the other; the crowd stays what it is.
struct CrowdOperation: Sendable {
    let name: String
    /// Makes the request of the person with a number, and whatever must be there for it.
    let request: @Sendable (Crowd, Int) -> HTTPRequest
    /// Undoes what the request did.
    let undo: @Sendable (Crowd, Int, HTTPResponse) -> Void

    init(
        _ name: String, _ request: @escaping @Sendable (Crowd, Int) -> HTTPRequest,
        undo: @escaping @Sendable (Crowd, Int, HTTPResponse) -> Void = { _, _, _ in }
    ) {
        self.name = name
        self.request = request
        self.undo = undo
    }

    func measure(in crowd: Crowd) -> Curve.Point {
        let samples = (0..<Crowd.sampleCount).map { number in
            // The next one is far away in memory from the last.
            let number = number * 89 % Crowd.sampleCount
            let (seconds, answer) = crowd.time(request(crowd, number))
            undo(crowd, number, answer)
            return seconds
        }
        return Curve.Point(size: crowd.size, samples: Measurement(name: name, samples: samples))
    }
}

/// What is drawn into one chart.
struct CrowdChart: Sendable {
    let title: String
    let counted: String
    let operations: [CrowdOperation]

    static let all = [queue, draw, auction, sessions, inbox, page]

    private static let queue = CrowdChart(
        title: "Queue", counted: "consumers in line",
        operations: [
            CrowdOperation("enter") { crowd, number in
                .post("/queues/queue/enter", as: crowd.newcomers[number])
            } undo: { crowd, number, _ in
                crowd.respond(to: .post("/queues/queue/leave", as: crowd.newcomers[number]))
            },
            CrowdOperation("poll") { .get("/queues/queue/status", as: $0.member($1)) },
            CrowdOperation("leave in the middle") {
                .post("/queues/queue/leave", as: $0.member($1))
            } undo: { crowd, number, _ in
                crowd.respond(to: .post("/queues/queue/enter", as: crowd.member(number)))
            },
            CrowdOperation("admit") { crowd, number in
                .backend("/queues/queue/admit", ["consumerId": JSONNode(crowd.member(number).id)])
            } undo: { crowd, number, _ in
                crowd.respond(to: .post("/queues/queue/leave", as: crowd.member(number)))
                crowd.respond(to: .post("/queues/queue/enter", as: crowd.member(number)))
            },
        ])

    private static let draw = CrowdChart(
        title: "Draw", counted: "entrants",
        operations: [
            CrowdOperation("enter") { crowd, number in
                .post("/draws/draw/enter", as: crowd.newcomers[number])
            } undo: { crowd, number, _ in
                crowd.respond(to: .post("/draws/draw/leave", as: crowd.newcomers[number]))
            },
            CrowdOperation("poll") { .get("/draws/draw/status", as: $0.member($1)) },
            CrowdOperation("leave") {
                .post("/draws/draw/leave", as: $0.member($1))
            } undo: { crowd, number, _ in
                crowd.respond(to: .post("/draws/draw/enter", as: crowd.member(number)))
            },
        ])

    private static let auction = CrowdChart(
        title: "Auction", counted: "bids",
        operations: [
            CrowdOperation("poll") { .get("/auctions/auction/status", as: $0.member($1)) },
            CrowdOperation("highest bid") {
                .get("/auctions/auction/highest-bid", as: $0.member($1))
            },
            CrowdOperation("own bids") {
                .get("/auctions/auction/bids/history", as: $0.member($1))
            },
            CrowdOperation("bid") {
                .post("/auctions/auction/bid", as: $0.member($1), ["amount": $0.nextBid()])
            },
        ])

    private static let sessions = CrowdChart(
        title: "Sessions", counted: "sessions alive",
        operations: [
            CrowdOperation("new guest") { _, _ in .post("/auth/guest") },
            CrowdOperation("refresh") {
                .post("/auth/refresh", ["refreshToken": JSONNode($0.member($1).refreshToken)])
            } undo: { crowd, number, answer in
                let pair = Crowd.Person((try? JSONNode(parsing: answer.body)) ?? .null)
                crowd.members[number % crowd.members.count].accessToken = pair.accessToken
                crowd.members[number % crowd.members.count].refreshToken = pair.refreshToken
            },
            CrowdOperation("who am I") { .get("/consumers/me", as: $0.member($1)) },
            CrowdOperation("log out") { crowd, _ in .post("/auth/logout", as: crowd.arrive()) },
        ])

    private static let inbox = CrowdChart(
        title: "Inbox", counted: "messages sent",
        operations: [
            CrowdOperation("ask for a code") { _, number in
                .post("/auth/otp/request", ["email": "newcomer\(number)@example.com"])
            },
            CrowdOperation("read one's messages") { _, number in
                .get("/__admin/inbox?to=newcomer\(number)@example.com")
            },
            CrowdOperation("verify") { crowd, number in
                let address = "newcomer\(number)@example.com"
                crowd.respond(to: .post("/auth/otp/request", ["email": JSONNode(address)]))
                let messages = crowd.respond(to: .get("/__admin/inbox?to=\(address)"))["messages"]
                let code = messages?.elements?.last?["code"] ?? .null
                return .post("/auth/otp/verify", ["email": JSONNode(address), "code": code])
            },
        ])

    /// What the page for people asks for.
    private static let page = CrowdChart(
        title: "The page", counted: "consumers",
        operations: [
            CrowdOperation("overview") { _, _ in .get("/__admin/overview") },
            CrowdOperation("list consumers") { _, _ in .get("/__admin/consumers") },
            CrowdOperation("admit the next") { crowd, number in
                .post("/__admin/queues/queue/admit-next", [:])
            } undo: { crowd, number, _ in
                crowd.respond(to: .post("/queues/queue/enter", as: crowd.newcomers[number]))
            },
        ])
}

extension Crowd {
    /// Somebody of the crowd; of a small one, the same again and again.
    fileprivate func member(_ number: Int) -> Person { members[number % members.count] }
}
