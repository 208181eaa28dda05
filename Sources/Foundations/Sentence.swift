extension String {
    /// It with a full stop at its end, where it does not end a sentence already.
    ///
    /// For a sentence whose last words are another's: a reason may be half a sentence or several.
    package var ended: String {
        let end = last { !"\"')".contains($0) }
        return end.map { ".!?…".contains($0) } ?? true ? self : self + "."
    }
}
