public import Foundation

extension Process {
    /// Waits until the process has ended, at most half a minute.
    ///
    /// `waitUntilExit` runs the calling thread's run loop, which can wait for ever on a thread of
    /// the test runner.
    public func waitPatiently() {
        for _ in 0..<30_000 where isRunning { usleep(1000) }
    }
}
