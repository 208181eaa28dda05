/// A code that is handed out, to be entered or exchanged once.
public enum IssuedCode {
    /// How it leaves the house; whoever wants to see one fail lets it be no good from the beginning.
    public enum State: Hashable, Sendable {
        /// It works until its time is over.
        case usable
        /// Its time is over at once.
        case expired
        /// It is sent but was never good.
        case void
    }
}
