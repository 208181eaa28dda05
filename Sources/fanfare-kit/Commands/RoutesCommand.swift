import FanfareMock

extension Command {
    /// Prints the route table.
    static let routes = Command(
        name: "routes",
        summary: "Print every call that the mock answers",
        examples: [
            ("fanfare-kit routes", "The whole table"),
            ("fanfare-kit routes | grep queues", "One chapter"),
        ]
    ) { _, console in
        let rows = RouteDescription.all
        let width = rows.map(\.path.count).max() ?? 0
        for row in rows {
            let method = row.method.padded(to: 6)
            console.out("\(method)  \(row.path.padded(to: width))  \(row.access)\n")
        }
        return 0
    }
}
