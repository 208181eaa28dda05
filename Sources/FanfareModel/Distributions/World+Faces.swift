/// A text that somebody made of an experience, and how long it stays right.
struct Face: Sendable {
    let text: [UInt8]
    /// The count of the catalogue's changes at that time.
    let changes: UInt64
    /// When something in the experience opens or closes next, nil for never.
    let until: Instant?
}

/// Everybody who waits reads the same experience; it is written out once for all of them.
extension World {
    /// The text last kept for an experience, nil once anything it may show has changed.
    public func face(ofExperience index: Int32) -> [UInt8]? {
        guard let face = faces[index], face.changes == catalogue.changes else { return nil }
        if let until = face.until, now >= until { return nil }
        return face.text
    }

    /// Keeps a text for an experience as it looks now.
    public mutating func keepFace(_ text: [UInt8], ofExperience index: Int32) {
        faces[index] = Face(
            text: text, changes: catalogue.changes, until: nextTurn(inExperience: index))
    }

    /// When something in an experience opens or closes next.
    private func nextTurn(inExperience index: Int32) -> Instant? {
        catalogue.experiences[Int(index)].sequences
            .flatMap { catalogue.sequences[$0].distributions }
            .compactMap { catalogue.schedule(of: $0)?.nextTurn(after: now) }.min()
    }
}

extension Schedule {
    /// When it opens or closes next.
    fileprivate func nextTurn(after now: Instant) -> Instant? {
        [openAt, closeAt].compactMap(\.self).filter { $0 > now }.min()
    }
}
