#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A command of the user's that prints a one-time code.
enum CodeCommand {
    /// Runs the command for a recipient and takes the first run of four digits or more it prints.
    static func code(_ command: String, to recipient: String) -> String? {
        let quoted = "'" + recipient.replacing("'", with: "'\\''") + "'"
        guard let output = popen(command.replacing("{to}", with: quoted), "r") else { return nil }
        defer { pclose(output) }
        var text = ""
        var buffer = [CChar](repeating: 0, count: 1024)
        while fgets(&buffer, Int32(buffer.count), output) != nil {
            text += String(
                decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        let runs = text.split { !$0.isASCII || !$0.isNumber }
        return runs.first { $0.count >= 4 }.map(String.init)
    }
}
