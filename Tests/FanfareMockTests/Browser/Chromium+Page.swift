import Foundation
import JSONTree

/// What a person does with a page, and sees.
extension Chromium {
    /// Shows an address.
    func open(_ address: String) throws {
        try send("Page.navigate", ["url": JSONNode(address)])
    }

    /// The value of an expression in the page.
    @discardableResult
    func evaluate(_ expression: String) throws -> JSONNode {
        let answer = try send(
            "Runtime.evaluate",
            ["expression": JSONNode(expression), "awaitPromise": true, "returnByValue": true])
        if let exception = answer["exceptionDetails"] {
            throw Failure(description: "\(expression): \(exception.text())")
        }
        return answer["result"]?["value"] ?? .null
    }

    /// Waits until an expression is true; the page itself keeps looking.
    func wait(for expression: String) throws {
        let look = """
            new Promise((done) => {
              const end = performance.now() + 20000;
              const look = () => {
                let isTrue = false;
                try { isTrue = Boolean(\(expression)); } catch {}
                if (isTrue || performance.now() > end) done(isTrue);
                else setTimeout(look, 15);
              };
              look();
            })
            """
        guard try evaluateAcrossPages(look) == true else {
            let text = try evaluate("document.body.innerText").string ?? ""
            throw Failure(description: "waited in vain for \(expression) in:\n\(text)")
        }
    }

    /// Asks again on the page that a form or a link has led to meanwhile.
    private func evaluateAcrossPages(_ look: String) throws -> JSONNode {
        for _ in 0..<5 {
            do {
                return try evaluate(look)
            } catch let error where "\(error)".contains("navigated") {
                continue
            }
        }
        return try evaluate(look)
    }

    /// Presses the mouse on the middle of an element, once it is there.
    func click(_ selector: String) throws {
        let element = "document.querySelector(\(JSONNode(selector).text()))"
        try wait(for: "\(element)?.getClientRects().length > 0")
        let place = try evaluate(
            """
            (() => {
              const node = \(element);
              node.scrollIntoView({ block: "center" });
              const box = node.getBoundingClientRect();
              return [box.x + box.width / 2, box.y + box.height / 2];
            })()
            """)
        for type in ["mousePressed", "mouseReleased"] {
            try send(
                "Input.dispatchMouseEvent",
                [
                    "type": JSONNode(type), "x": place[0] ?? 0, "y": place[1] ?? 0,
                    "button": "left", "clickCount": 1,
                ])
        }
    }

    /// Presses a key that writes nothing, or Enter.
    func press(_ key: String, code: Int) throws {
        for type in ["keyDown", "keyUp"] {
            var members: [JSONMember] = [
                JSONMember("type", JSONNode(type)), JSONMember("key", JSONNode(key)),
                JSONMember("code", JSONNode(key)),
                JSONMember("windowsVirtualKeyCode", JSONNode(code)),
            ]
            if key == "Enter" { members.append(JSONMember("text", "\r")) }
            try send("Input.dispatchKeyEvent", JSONNode(members))
        }
    }

    /// Types into the element that has the focus.
    func type(_ text: String) throws { try send("Input.insertText", ["text": JSONNode(text)]) }

    /// Chooses a file, as the system's dialog would.
    func choose(_ path: String, in selector: String) throws {
        let root = try send("DOM.getDocument")["root"]?["nodeId"] ?? .null
        let node = try send(
            "DOM.querySelector", ["nodeId": root, "selector": JSONNode(selector)])["nodeId"]
        try send(
            "DOM.setFileInputFiles", ["nodeId": node ?? .null, "files": [JSONNode(path)]])
    }

    /// Gives the window a size and the person a taste in colours.
    func look(width: Int, height: Int, isDark: Bool = false) throws {
        try send(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": JSONNode(width), "height": JSONNode(height), "deviceScaleFactor": 1,
                "mobile": JSONNode(width < 500),
            ])
        let scheme: JSONNode = [
            "name": "prefers-color-scheme", "value": isDark ? "dark" : "light",
        ]
        try send("Emulation.setEmulatedMedia", ["features": [scheme]])
    }

    /// Keeps a picture of the window in the folder that `PAGE_SCREENSHOTS` names, if it names one.
    func keepPicture(_ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["PAGE_SCREENSHOTS"] else { return }
        let picture = try send("Page.captureScreenshot")["data"]?.string ?? ""
        try Data(base64Encoded: picture)?
            .write(to: URL(filePath: folder).appending(path: "\(name).png"))
    }
}
