import JSONTree

/// What is parsed can be printed, and means the same when it is parsed again.
func fuzzJSON(_ bytes: [UInt8]) throws {
    let node: JSONNode
    do throws(JSONError) {
        node = try JSONNode(parsing: bytes)
    } catch {
        try require((0...bytes.count).contains(error.offset), "an error at \(error.offset)")
        let place = JSONPosition(offset: error.offset, in: bytes)
        return try require(place.line > 0 && place.column > 0, "an error at \(place)")
    }
    for layout in [JSONNode.Layout.compact, .indented] {
        let printed = node.bytes(layout)
        let again = try JSONNode(parsing: printed)
        try require(again == node, "\(layout): \(node.text()) became \(again.text())")
        try require(again.bytes(layout) == printed, "\(layout) is no fixpoint: \(node.text())")
    }
    try checkPointers(node, JSONPointer(), in: node)
    _ = node.duplicateMembers
}

/// Every place of a document is found by its pointer.
private func checkPointers(_ node: JSONNode, _ pointer: JSONPointer, in root: JSONNode) throws {
    guard pointer.tokens.count < 8 else { return }
    for (index, element) in (node.elements ?? []).prefix(8).enumerated() {
        let place = pointer.appending(String(index))
        try require(root[place] == element, "nothing at \(place)")
        try checkPointers(element, place, in: root)
    }
    for member in (node.members ?? []).prefix(8) {
        let place = pointer.appending(member.key)
        try require(JSONPointer(place.description)?.tokens == place.tokens, "\(place) is another")
        // The last of several of one name is meant.
        try require(root[place] == node[member.key], "nothing at \(place)")
        try require(root[place] != nil, "nothing at \(place)")
    }
}

/// A pointer is written as it was read, and finds something or nothing in any document.
func fuzzJSONPointer(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let pointer = JSONPointer(text) else { return }
    try require(pointer.description.utf8.elementsEqual(text.utf8), "\(text) became \(pointer)")
    let document: JSONNode = [
        "": [[[0]]], "a/b": ["m~n": 1], "01": 2, "-": 3, "é": 4, "list": [["x": [.null]], 5],
    ]
    let found = document[pointer]
    try require(pointer.tokens.isEmpty == (text == ""), "the tokens of \(text)")
    if found != nil { try require(document[JSONPointer(tokens: pointer.tokens)] == found, text) }
}
