import FanfareMock
import HTTPEngine
import JSONTree

/// Calls that mean something, most of the time.
extension Story {
    private static let consumerRoutes = RouteDescription.all.filter {
        !$0.path.hasPrefix("/__admin")
    }

    private static let controlRoutes = RouteDescription.all.filter { $0.path.hasPrefix("/__admin") }

    private static let fixed: [String: [String]] = [
        "queues": ["queue_open", "queue_tiny", "queue_soon", "queue_closed", "queue_flash"],
        "experiences": ["exp_holiday_sale", "exp_flash_sale"],
        "draws": ["draw_open", "draw_soon", "draw_closed"],
        "auctions": ["auction_open", "auction_soon", "auction_closed"],
        "timed-releases": ["release_open", "release_soon"], "appointments": ["appointment_main"],
        "waitlists": ["waitlist_main"],
    ]

    func consumerCall() -> HTTPRequest {
        let route = source.pick(Self.consumerRoutes)
        var request = call(route)
        showCredentials(in: &request)
        if source.byte() % 8 == 1 {
            request.headers.append("X-Fingerprint", source.pick(["fp_1", "fp_2", ""]))
        }
        return request
    }

    func controlCall() -> HTTPRequest {
        // Worlds take long to make: few are enough.
        let isFull = learned.organizations.count > 2
        var route = source.pick(Self.controlRoutes)
        if isFull, route.path == "/__admin/organizations" { route = Self.controlRoutes[0] }
        var request = call(route)
        if source.byte() % 4 == 1, let id = source.pickAny(learned.organizations)?.id {
            request.headers.append("X-Organization-Id", id)
        }
        return request
    }

    private func call(_ route: RouteDescription) -> HTTPRequest {
        var method = route.method
        if source.byte() == 1 { method = source.pick(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]) }
        var path = route.path.replacing("{id}", with: identifier(for: route.path))
            .replacing("{file}", with: "index.html")
        if source.byte() % 16 == 1 { path = "/api/v1" + path }
        if method == "GET", source.byte() % 4 == 1 { path += "?" + query() }
        var request = HTTPRequest(method: method, target: path)
        if method == "POST" { request.body = body(for: route.path) }
        return request
    }

    private func identifier(for path: String) -> String {
        let choice = source.byte()
        if choice == 255 { return source.pick(["", "%00", "%FF", "x", "..", "%2F"]) }
        let words = path.split(separator: "/").map(String.init)
        let kind = words.first { Self.fixed[$0] != nil } ?? ""
        let made = path.contains("consumers") ? learned.consumers : learned.identifiers
        let known = (Self.fixed[kind] ?? []) + made
        return known.isEmpty ? "none" : known[Int(choice) % known.count]
    }

    private func query() -> String {
        let name = source.pick([
            "to", "since", "limit", "after", "search", "channel", "wait", "path", "status", "odd",
            "organization", "type", "state",
        ])
        let value = source.pick([
            "1", "0", "-1", "ann@example.com", "2026-01-01T00:00:00Z", "email", "4xx", "true", "%",
            "9223372036854775807", "1s", "/queues/*/status", "org_mock",
        ])
        return "\(name)=\(value)"
    }

    private func showCredentials(in request: inout HTTPRequest) {
        let choice = source.byte()
        let own = learned.organizations.first {
            _ in choice & 0x80 != 0
        }
        let key = own?.publishableKey ?? Mock.Default.publishableKey
        let secret = own?.secretKey ?? Mock.Default.secretKey
        switch choice % 8 {
        case 0: request.headers.append("X-Publishable-Key", key)
        case 1, 2: request.headers.append("Authorization", "Bearer \(secret)")
        case 3:
            request.headers.append("X-Organization-Id", own?.id ?? Mock.Default.organizationID)
            request.headers.append("X-Secret-Key", secret)
        case 4: break
        default:
            request.headers.append("X-Publishable-Key", key)
            if let token = source.pickAny(learned.tokens) {
                request.headers.append("Authorization", "Bearer \(token)")
            }
        }
    }
}
