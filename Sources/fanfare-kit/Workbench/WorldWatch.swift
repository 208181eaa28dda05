import Foundations
import FanfareConformance
import FanfareMock
import HTTPEngine
import SystemFiles

/// Looks at a world file again and again, and reloads it when it has changed.
///
/// It asks for the file's state by name, which is portable and survives editors that put a new file
/// in the place of the old one.
final class WorldWatch {
    private let path: String
    private let reload: (MockServer.Options.World) throws(MockServerError) -> String
    private let say: (String) -> Void
    /// Shows elsewhere what is wrong with the file, nil for nothing.
    private let show: (String?) -> Void
    /// What is wrong with what was read last.
    private var trouble: String?
    /// The state that was read last.
    private var known: FileStamp?
    /// The state at the last look.
    private var seen: FileStamp?
    /// Whether it was said that the file is gone.
    private var isGone = false

    /// Takes the file as it is now for known.
    init(
        _ path: String,
        reload: @escaping (MockServer.Options.World) throws(MockServerError) -> String,
        say: @escaping (String) -> Void, show: @escaping (String?) -> Void
    ) {
        self.path = path
        self.reload = reload
        self.say = say
        self.show = show
        known = FileStamp(of: path)
        seen = known
    }

    /// Looks once; a file that is still changing is left until it rests from one look to the next.
    func look() {
        let now = FileStamp(of: path)
        defer { seen = now }
        // Some editors take a file away for a moment before they put it back.
        guard now == seen else { return }
        guard let now else { return sayGone() }
        if isGone, now == known {
            say("\(path) is back, as it was.\n")
            show(trouble)
        }
        isGone = false
        guard now != known else { return }
        known = now
        do {
            let text = String(decoding: try Files.read(path), as: UTF8.self)
            let summary = try reload(.text(text, path: path))
            say("\(path) has changed: the default organization begins anew, with \(summary).\n")
            trouble = nil
        } catch let failure as Files.Failure {
            say("error: \(failure). The world before stays.\n")
            trouble = "\(failure)".ended
        } catch {
            say("error: \(error)\nThe world before stays; save the file again when it is mended.\n")
            trouble = "\(error)"
        }
        show(trouble)
    }

    private func sayGone() {
        guard !isGone else { return }
        isGone = true
        show("\(path) is gone.")
        say("error: \(path) is gone. The world before stays, until the file is back.\n")
    }

    /// Looks four times a second on a thread of its own, as long as the process lives.
    static func start(_ path: String, _ server: MockServer, _ console: Console)
        throws(ThreadRefusal)
    {
        try BlockingWork.run {
            let watch = WorldWatch(
                path, reload: { world throws(MockServerError) in try server.reload(world) },
                say: console.err, show: server.show)
            let never = Monitor(())
            while true {
                _ = never.wait(atMost: .milliseconds(250)) { _ in Bool?.none }
                watch.look()
            }
        }
    }
}
