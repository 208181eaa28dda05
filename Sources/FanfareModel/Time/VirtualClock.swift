/// An organization's clock: the real one, the real one moved forward, or one that stands.
///
/// The clock itself reads no time; it is told the real time and answers with its own. It only moves
/// forward: whoever tells it an earlier real time than before lets it go on from where it stood.
public struct VirtualClock: Hashable, Sendable {
    /// How the clock relates to the real one.
    public enum Mode: Hashable, Sendable {
        /// Runs with the real clock, this far ahead of it.
        case running(ahead: Duration)
        /// Stands at an instant until it is moved.
        case frozen(at: Instant)
    }

    /// How the clock relates to the real one.
    public private(set) var mode: Mode

    /// Makes a clock that runs with the real one.
    public init() { mode = .running(ahead: .zero) }

    /// Makes a clock that stands at an instant.
    public init(frozenAt instant: Instant) { mode = .frozen(at: instant) }

    /// Makes a clock that runs this far ahead of the real one.
    init(runningAhead ahead: Duration) { mode = .running(ahead: ahead) }

    /// The organization's time at a real instant.
    public func now(real: Instant) -> Instant {
        switch mode {
        case .running(let ahead): real + ahead
        case .frozen(let instant): instant
        }
    }

    /// Moves the clock forward; it runs on or keeps standing as before.
    public mutating func advance(by duration: Duration) {
        switch mode {
        case .running(let ahead): mode = .running(ahead: ahead + duration)
        case .frozen(let instant): mode = .frozen(at: instant + duration)
        }
    }

    /// Lets the clock go on from an instant that it had reached already, should it show an earlier one.
    ///
    /// So it is when the real clock was wrong while a state was saved and is right when it is restored.
    public mutating func goOn(from instant: Instant, real: Instant) {
        guard now(real: real) < instant else { return }
        switch mode {
        case .running: mode = .running(ahead: instant - real)
        case .frozen: mode = .frozen(at: instant)
        }
    }

    /// Stops the clock at its present instant.
    public mutating func freeze(real: Instant) { mode = .frozen(at: now(real: real)) }

    /// Lets a standing clock run on from where it stands.
    public mutating func run(real: Instant) {
        mode = .running(ahead: now(real: real) - real)
    }

    /// The mode as a word of the control protocol: `real`, `shifted` or `frozen`.
    public var name: String {
        switch mode {
        case .running(let ahead): ahead == .zero ? "real" : "shifted"
        case .frozen: "frozen"
        }
    }
}
