import FanfareConformance
import FanfareMock
import Foundation
import JSONTree
import Synchronization
import SystemFiles
import Testing

/// A deployment as a stranger meets it: no control protocol, codes by a command, resources by role.
struct NoControlTests {
    private let folder: URL
    private var inbox: String { folder.appending(path: "inbox.jsonl").path() }
    private var target: String { folder.appending(path: "target.json").path() }

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "no-control-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func startMock() throws -> MockServer {
        var options = MockServer.Options()
        options.servesControl = false
        let file = inbox
        options.onMessage = { try? Files.append($0 + "\n", to: file) }
        let server = try MockServer(options)
        try server.start()
        return server
    }

    /// What somebody writes who knows the deployment: its keys, its inbox and its resources.
    private func describe(_ server: MockServer, creates: Bool = false) throws {
        setenv("NO_CONTROL_PUBLISHABLE", server.publishableKey, 1)
        setenv("NO_CONTROL_SECRET", server.secretKey, 1)
        setenv("NO_CONTROL_ORGANIZATION", server.organizationID, 1)
        let command =
            #"grep -F '"to":"'{to}'"' '\#(inbox)' | tail -n 1 | sed -E 's/.*"code":"([0-9]+)".*/\1/'"#
        let document: JSONNode = [
            "url": JSONNode(server.baseURL),
            "keys": [
                "publishable": "NO_CONTROL_PUBLISHABLE", "secret": "NO_CONTROL_SECRET",
                "organization": "NO_CONTROL_ORGANIZATION",
            ],
            "otp": ["command": JSONNode(command)], "access": "administer",
            "adminCalls": true, "create": JSONNode(creates),
            "pace": ["codesPerMinute": 0, "requestsPerSecond": 0],
            "resources": JSONNode(
                [
                    ("experience.main", "exp_holiday_sale"), ("sequence.main", "seq_main"),
                    ("queue.open", "queue_open"), ("queue.notYetOpen", "queue_soon"),
                    ("queue.closed", "queue_closed"), ("draw.open", "draw_open"),
                    ("draw.notYetOpen", "draw_soon"), ("draw.closed", "draw_closed"),
                    ("auction.open", "auction_open"), ("auction.notYetOpen", "auction_soon"),
                    ("auction.closed", "auction_closed"), ("release.open", "release_open"),
                    ("release.notYetOpen", "release_soon"),
                    ("appointment.main", "appointment_main"), ("waitlist.main", "waitlist_main"),
                ].filter { role, _ in
                    !creates || ["experience", "sequence"].contains(role.prefix { $0 != "." })
                }
                .map { JSONMember($0.0, JSONNode($0.1)) }),
        ]
        try Files.write(document.text(.indented), to: target)
    }

    @Test func `all that needs no clock passes and the rest is unsupported with its reason`() throws
    {
        let server = try startMock()
        defer {
            server.stop()
            try? FileManager.default.removeItem(at: folder)
        }
        try describe(server)
        let run = ToolRun("conform", target)
        #expect(run.status == 0, "\(run.out)\(run.err)")
        let totals = try #require(
            run.out.firstMatch(of: /(\d+) scenarios: (\d+) passed, (\d+) unsupported/), "\(run.out)"
        )
        let (all, passed, unsupported) = (Int(totals.1), Int(totals.2), Int(totals.3))
        #expect(try #require(passed) > 300, "\(run.out)")
        #expect(try #require(passed) + (unsupported ?? 0) == all, "\(run.out)")
        #expect(run.out.contains("needs a clock that can be moved"))
    }

    @Test func `what is missing among the resources is made through the admin calls`() throws {
        let server = try startMock()
        defer {
            server.stop()
            try? FileManager.default.removeItem(at: folder)
        }
        try describe(server, creates: true)
        let run = ToolRun(
            "conform", target, "--only", "queues/*", "--only", "draws/*", "--only", "auctions/*")
        #expect(run.status == 0, "\(run.out)\(run.err)")
        #expect(!run.out.contains("needs a resource"), "\(run.out)")
    }
}
