/// What becomes of a code that was just made, for whoever wants to see it fail.
public enum CodeFate: Hashable, Sendable {
    /// It works until its time is over.
    case usable
    /// Its time is over at once.
    case expired
    /// It is sent but was never good.
    case void
}
