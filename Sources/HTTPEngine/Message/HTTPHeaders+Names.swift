extension HTTPHeaders {
    /// Lends the bytes of every field's name, in order.
    package func forEachName(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        storage.withUnsafeBufferPointer { storage in
            for field in fields { body(UnsafeBufferPointer(rebasing: storage[field.name])) }
        }
    }
}
