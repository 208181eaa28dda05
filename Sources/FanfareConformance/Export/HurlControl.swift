import JSONTree

/// Calls of the control protocol in the words of Hurl.
enum HurlControl {
    /// Organizations of the file's own, with the world that the scenario begins in.
    static func beginning(_ scenario: Scenario, _ needs: Needs) -> [String] {
        var lines = organization(scenario.world, prefix: "")
        if needs.otherOrganization { lines += organization(nil, prefix: "other_") }
        if needs.stillTime { lines += [""] + call("POST", "/clock", #"{"freeze": true}"#) }
        return lines
    }

    /// Takes them away again.
    static func end(_ needs: Needs) -> [String] {
        (needs.otherOrganization ? ["other_", ""] : [""]).flatMap { prefix in
            ["", "DELETE {{control}}/__admin/organizations/{{\(prefix)organizationId}}", "HTTP *"]
        }
    }

    /// Moves the clock.
    static func advance(_ span: TimeSpan) -> [String] {
        call("POST", "/clock", #"{"advance": "\#(span)"}"#)
    }

    /// Reads the newest message for a recipient, which is the last in the answer.
    static func inbox(
        _ recipient: String, _ keeps: [Keep], _ used: [String]
    ) throws(HurlExport.Omission) -> [String] {
        var captures: [String] = []
        for keep in keeps {
            guard case .body(let pointer) = keep.source else { continue }
            for name in HurlExport.used(of: keep, used) {
                let inside = name.dropFirst(keep.name.count).replacing(".", with: "/")
                let tokens = JSONPointer(pointer.source + inside)?.tokens ?? []
                guard tokens.count == 1 else {
                    throw .noWords("keeps a whole message")
                }
                captures.append(
                    "\(HurlNames.name(name)): body regex /(?s).*\"\(tokens[0])\"\\s*:\\s*\"([^\"]*)\"/"
                )
            }
        }
        let lines = [
            "GET {{control}}/__admin/inbox", "X-Organization-Id: {{organizationId}}", "[Query]",
            "to: \(recipient)", "wait: 5s", "HTTP 200",
        ]
        return lines + (captures.isEmpty ? [] : ["[Captures]"] + captures)
    }

    private static func organization(_ world: JSONNode?, prefix: String) -> [String] {
        let body = JSONNode(world.map { [JSONMember("world", $0)] } ?? [])
        return [
            "", "POST {{control}}/__admin/organizations", "Content-Type: application/json",
            "```json", body.text(.indented), "```", "HTTP 201", "[Captures]",
        ]
            + ["publishableKey", "secretKey", "organizationId"].map {
                "\(prefix)\($0): jsonpath \"$.\($0)\""
            }
    }

    private static func call(_ method: String, _ path: String, _ body: String) -> [String] {
        [
            "\(method) {{control}}/__admin\(path)", "X-Organization-Id: {{organizationId}}",
            "Content-Type: application/json", "```json", body, "```", "HTTP 200",
        ]
    }
}
