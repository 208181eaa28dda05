#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The system's zlib, loaded when the first compressed answer comes.
struct Zlib: @unchecked Sendable {
    private typealias Pointer = UnsafeMutableRawPointer?

    private let begin: @convention(c) (Pointer, Int32, UnsafePointer<CChar>?, Int32) -> Int32
    private let step: @convention(c) (Pointer, Int32) -> Int32
    private let end: @convention(c) (Pointer) -> Int32
    private let version: @convention(c) () -> UnsafePointer<CChar>?

    /// The library, nil where the system has none.
    static let shared = Zlib()

    /// Why bytes cannot be decoded.
    enum Failure: Error {
        case malformed, cut, tooLarge
    }

    private init?() {
        let names = ["libz.so.1", "libz.so", "libz.dylib"]
        guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW) }).first,
            let begin = dlsym(library, "inflateInit2_"), let step = dlsym(library, "inflate"),
            let end = dlsym(library, "inflateEnd"), let version = dlsym(library, "zlibVersion")
        else { return nil }
        self.begin = unsafeBitCast(begin, to: type(of: self.begin))
        self.step = unsafeBitCast(step, to: type(of: self.step))
        self.end = unsafeBitCast(end, to: type(of: self.end))
        self.version = unsafeBitCast(version, to: type(of: self.version))
    }

    /// `z_stream` of zlib.h, field by field.
    private struct Stream {
        var input: UnsafePointer<UInt8>?
        var inputCount: UInt32 = 0
        var inputTotal: UInt = 0
        var output: UnsafeMutablePointer<UInt8>?
        var outputCount: UInt32 = 0
        var outputTotal: UInt = 0
        var message: UnsafePointer<CChar>?
        var state: OpaquePointer?
        var allocate: OpaquePointer?
        var free: OpaquePointer?
        var opaque: OpaquePointer?
        var dataType: Int32 = 0
        var checksum: UInt = 0
        var reserved: UInt = 0
    }

    /// What gzip and deflate have packed; no more than so many bytes.
    func inflated(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        // 15 bits of window, and 32 more to tell gzip and zlib apart by their heads.
        do throws(Failure) {
            return try inflated(bytes, window: 15 + 32, limit: limit)
        } catch {
            // RFC 9110 section 8.4.1.2: "Some non-conformant implementations send the 'deflate'
            // compressed data without the zlib wrapper."
            guard error == .malformed else { throw error }
            return try inflated(bytes, window: -15, limit: limit)
        }
    }

    private func inflated(
        _ bytes: [UInt8], window: Int32, limit: Int
    ) throws(Failure) -> [UInt8] {
        var stream = Stream()
        guard begin(&stream, window, version(), Int32(MemoryLayout<Stream>.size)) == 0 else {
            throw .malformed
        }
        defer { _ = end(&stream) }
        var inflated: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        var result: Int32 = 0
        bytes.withUnsafeBufferPointer { bytes in
            piece.withUnsafeMutableBufferPointer { piece in
                stream.input = bytes.baseAddress
                stream.inputCount = UInt32(bytes.count)
                repeat {
                    stream.output = piece.baseAddress
                    stream.outputCount = UInt32(piece.count)
                    result = step(&stream, 0)
                    inflated += piece.prefix(piece.count - Int(stream.outputCount))
                } while result == Self.fine && inflated.count <= limit
            }
        }
        guard inflated.count <= limit else { throw .tooLarge }
        switch result {
        case Self.streamEnd: return inflated
        case Self.lacksInput: throw .cut
        default: throw .malformed
        }
    }

    private static let fine: Int32 = 0
    private static let streamEnd: Int32 = 1
    /// `Z_BUF_ERROR`: there is nothing more to read, and the end has not come.
    private static let lacksInput: Int32 = -5
}
