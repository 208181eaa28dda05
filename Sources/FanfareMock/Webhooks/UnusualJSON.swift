import JSONTree

/// JSON as hardly anybody writes it: a blank after each colon, none after a comma, and escaped slashes.
///
/// A receiver that checks a signature over what it has parsed and written again refuses it, as it
/// would one day refuse a webhook of whoever writes otherwise than its own library.
enum UnusualJSON {
    /// A tree's bytes.
    static func bytes(of node: JSONNode) -> [UInt8] {
        var (written, isInText, isEscaped) = ([UInt8](), false, false)
        for byte in node.bytes() {
            if isInText, byte == UInt8(ascii: "/") { written.append(UInt8(ascii: "\\")) }
            written.append(byte)
            if !isInText, byte == UInt8(ascii: ":") { written.append(UInt8(ascii: " ")) }
            if byte == UInt8(ascii: "\""), !isEscaped { isInText.toggle() }
            isEscaped = isInText && !isEscaped && byte == UInt8(ascii: "\\")
        }
        return written
    }
}
