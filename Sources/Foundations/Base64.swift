/// Base64 with the common alphabet and padding (RFC 4648 section 4).
package enum Base64 {
    /// The encoded form.
    package static func encode(_ bytes: [UInt8]) -> String {
        let letters = Base64URL.encode(bytes).map { letter -> Character in
            switch letter {
            case "-": "+"
            case "_": "/"
            default: letter
            }
        }
        return String(letters) + String(repeating: "=", count: (3 - bytes.count % 3) % 3)
    }
}
