#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The system's OpenSSL, loaded when the first `https://` target is opened.
///
/// FoundationNetworking needs the same library, and costs 20 ms and 15 MB at every start besides.
struct OpenSSL: @unchecked Sendable {
    typealias Pointer = OpaquePointer?

    let makeContext: @convention(c) (Pointer) -> Pointer
    let method: @convention(c) () -> Pointer
    let useDefaultAuthorities: @convention(c) (Pointer) -> Int32
    let useAuthorities:
        @convention(c) (Pointer, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Int32
    let useCertificate: @convention(c) (Pointer, UnsafePointer<CChar>) -> Int32
    let useKey: @convention(c) (Pointer, UnsafePointer<CChar>, Int32) -> Int32
    let setPassphrase:
        @convention(c) (
            Pointer,
            @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) ->
                Int32
        ) -> Void
    let setVerify: @convention(c) (Pointer, Int32, UnsafeRawPointer?) -> Void
    let makeSession: @convention(c) (Pointer) -> Pointer
    let freeSession: @convention(c) (Pointer) -> Void
    let freeContext: @convention(c) (Pointer) -> Void
    let setOptions: @convention(c) (Pointer, UInt64) -> UInt64
    let memory: @convention(c) () -> Pointer
    let makeBuffer: @convention(c) (Pointer) -> Pointer
    let setBuffers: @convention(c) (Pointer, Pointer, Pointer) -> Void
    let fill: @convention(c) (Pointer, UnsafeRawPointer?, Int32) -> Int32
    let empty: @convention(c) (Pointer, UnsafeMutableRawPointer?, Int32) -> Int32
    let control: @convention(c) (Pointer, Int32, Int, UnsafeMutableRawPointer?) -> Int
    let setHost: @convention(c) (Pointer, UnsafePointer<CChar>) -> Int32
    let connect: @convention(c) (Pointer) -> Int32
    let verifyResult: @convention(c) (Pointer) -> Int
    let verifyText: @convention(c) (Int) -> UnsafePointer<CChar>?
    let read: @convention(c) (Pointer, UnsafeMutableRawPointer?, Int32) -> Int32
    let write: @convention(c) (Pointer, UnsafeRawPointer?, Int32) -> Int32
    let error: @convention(c) (Pointer, Int32) -> Int32
    let shutdown: @convention(c) (Pointer) -> Int32
    let freeBuffer: @convention(c) (Pointer) -> Int32
    let readCertificate: @convention(c) (Pointer, Pointer, Pointer, Pointer) -> Pointer
    let freeCertificate: @convention(c) (Pointer) -> Void
    let store: @convention(c) (Pointer) -> Pointer
    let addCertificate: @convention(c) (Pointer, Pointer) -> Int32
    let clearErrors: @convention(c) () -> Void
    let nextError: @convention(c) () -> UInt
    let errorText: @convention(c) (UInt) -> UnsafePointer<CChar>?

    /// The library, nil where the system has none.
    static let shared = OpenSSL()

    private init?() {
        let names = ["libssl.so.3", "libssl.so.1.1", "libssl.so", "libssl.3.dylib", "libssl.dylib"]
        guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_GLOBAL) }).first
        else {
            return nil
        }
        var isComplete = true
        func symbol<Function>(_ name: String, _ type: Function.Type) -> Function {
            guard let address = dlsym(library, name) else {
                isComplete = false
                return unsafeBitCast(OpenSSL.missing, to: type)
            }
            return unsafeBitCast(address, to: type)
        }
        func load<Function>(_ name: String) -> Function { symbol(name, Function.self) }
        makeContext = load("SSL_CTX_new")
        method = load("TLS_client_method")
        useDefaultAuthorities = load("SSL_CTX_set_default_verify_paths")
        useAuthorities = load("SSL_CTX_load_verify_locations")
        useCertificate = load("SSL_CTX_use_certificate_chain_file")
        useKey = load("SSL_CTX_use_PrivateKey_file")
        setPassphrase = load("SSL_CTX_set_default_passwd_cb")
        setVerify = load("SSL_CTX_set_verify")
        makeSession = load("SSL_new")
        freeSession = load("SSL_free")
        freeContext = load("SSL_CTX_free")
        setOptions = load("SSL_CTX_set_options")
        memory = load("BIO_s_mem")
        makeBuffer = load("BIO_new")
        setBuffers = load("SSL_set_bio")
        fill = load("BIO_write")
        empty = load("BIO_read")
        control = load("SSL_ctrl")
        setHost = load("SSL_set1_host")
        connect = load("SSL_connect")
        verifyResult = load("SSL_get_verify_result")
        verifyText = load("X509_verify_cert_error_string")
        read = load("SSL_read")
        write = load("SSL_write")
        error = load("SSL_get_error")
        shutdown = load("SSL_shutdown")
        freeBuffer = load("BIO_free")
        readCertificate = load("PEM_read_bio_X509")
        freeCertificate = load("X509_free")
        store = load("SSL_CTX_get_cert_store")
        addCertificate = load("X509_STORE_add_cert")
        clearErrors = load("ERR_clear_error")
        nextError = load("ERR_get_error")
        errorText = load("ERR_reason_error_string")
        guard isComplete else { return nil }
    }

    /// Stands where a function was not found; such a library is never used.
    private static let missing: @convention(c) () -> Void = {}

    /// What `SSL_get_error` says when more must come first.
    static let wantsRead: Int32 = 2
    /// What it says when the peer has ended the session in an orderly way.
    static let hasEnded: Int32 = 6
    static let verifyPeer: Int32 = 1
    static let verifyNobody: Int32 = 0
    /// `SSL_OP_NO_RENEGOTIATION`: nobody needs it, and without it writing never waits for reading.
    static let noRenegotiation: UInt64 = 1 << 30
    /// `SSL_CTRL_SET_TLSEXT_HOSTNAME`, the name sent for servers with several certificates.
    static let setServerName: Int32 = 55

    /// `SSL_FILETYPE_PEM`.
    static let pem: Int32 = 1

    /// Trusts every certificate of a PEM text; gives how many those are.
    func addAuthorities(of text: String, to context: OpaquePointer) -> Int {
        guard let buffer = makeBuffer(memory()) else { return 0 }
        defer {
            _ = freeBuffer(buffer)
            // The end of the text is an error of the reader's.
            clearErrors()
        }
        let bytes = Array(text.utf8)
        _ = fill(buffer, bytes, Int32(clamping: bytes.count))
        var count = 0
        while let certificate = readCertificate(buffer, nil, nil, nil) {
            if addCertificate(store(context), certificate) == 1 { count += 1 }
            freeCertificate(certificate)
        }
        return count
    }

    /// What the last call of this thread complained of.
    var complaint: String {
        let code = nextError()
        if let alert = TLSAlert(error: code) { return alert.description }
        return errorText(code).map { String(cString: $0) } ?? "it broke off"
    }
}
