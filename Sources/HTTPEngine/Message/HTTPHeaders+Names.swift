extension HTTPHeaders {
    /// Lends the bytes of every field's name, in order.
    package func forEachName(_ body: (ArraySlice<UInt8>) -> Void) {
        for field in fields { body(storage[field.name]) }
    }
}
