/// What others know this product by.
package enum Product {
    /// The version, which stands here and nowhere else.
    package static let version = "0.1.0"
    /// How it calls itself in requests.
    package static let userAgent = "fanfare-kit/" + version
}
