/// What a run is going to do to a target: how much, how long and why, and what it leaves.
package struct RunPlan: Sendable {
    /// The scenarios that can run, and all.
    package let (runnable, all): (Int, Int)
    /// One-time codes that are asked for.
    package let codes: Int
    /// Requests, without those that are sent again.
    package let requests: Int
    /// What the slowest scenario really waits for.
    package let wait: TimeSpan
    /// What it leaves behind and what it takes back, as a sentence.
    private let remains: String?
    /// What scenarios lack, with their number.
    package let missing: [Unseen]
    private let pace: Target.Pace
    private let hasControl: Bool

    /// Counts what scenarios do.
    package init(_ scenarios: [Scenario], on target: Target, calls: Calls?) {
        var lacking: [Obstacle] = []
        var (codes, requests, runnable) = (0, 0, 0)
        var wait = TimeSpan(milliseconds: 0)
        var waiting = 0
        for scenario in scenarios {
            let needs = Needs(scenario)
            if let obstacle = needs.obstacle(on: target) {
                lacking.append(obstacle)
                continue
            }
            runnable += 1
            if !target.can(.clock), let clock = needs.clock {
                wait = max(wait, clock)
                waiting += 1
            }
            for step in scenario.steps {
                let times = if case .send(_, let times, _) = step.action { times } else { 1 }
                for request in step.requests {
                    requests += times
                    if request.path.source == "/auth/otp/request" { codes += times }
                }
            }
        }
        (self.runnable, all) = (runnable, scenarios.count)
        let rounds = max(1, (waiting + Runner.waitingAtOnce - 1) / Runner.waitingAtOnce)
        self.wait = TimeSpan(milliseconds: wait.milliseconds * rounds)
        (self.codes, self.requests) = (codes, requests)
        remains = calls.flatMap { Remains(scenarios, on: target, calls: $0).text }
        missing = Unseen.lines(lacking)
        pace = target.pace
        hasControl = target.hasControl
    }

    /// How long the run takes at least, and why.
    package var span: (milliseconds: Int, reason: String?) {
        guard !hasControl else { return (0, nil) }
        var causes: [(Int, String)] = [(wait.milliseconds, "\(wait) of real waiting")]
        if pace.codesPerMinute > 0 {
            causes.append(
                (
                    codes * Pacer.spacing(of: pace.codesPerMinute),
                    "\(codes) codes at \(pace.codesPerMinute) a minute"
                ))
        }
        if pace.requestsPerSecond > 0 {
            causes.append(
                (
                    requests * 1000 / pace.requestsPerSecond,
                    "\(requests) requests at \(pace.requestsPerSecond) a second"
                ))
        }
        let slowest = causes.max { $0.0 < $1.0 }
        guard let slowest, slowest.0 >= 2000 else { return (0, nil) }
        return slowest
    }

    /// How much and how long in one line, nil for what is over at once.
    package var announcement: String? { span.reason == nil ? nil : "plan: " + headline }

    private var headline: String {
        let (milliseconds, reason) = span
        let time = reason.map { ", about \(Self.minutes(milliseconds)) (\($0))" } ?? ""
        return "\(runnable) of \(all) scenarios\(time)"
    }

    /// The plan in a few lines.
    package var lines: [String] {
        var lines = ["plan      " + headline]
        if let remains { lines.append("          " + remains) }
        let width = missing.first.map { "\($0.count)".count } ?? 0
        for (index, unseen) in missing.enumerated() {
            let count =
                String(repeating: " ", count: width - "\(unseen.count)".count) + "\(unseen.count)"
            lines.append((index == 0 ? "not seen  " : "          ") + "\(count)  \(unseen.text)")
        }
        return lines
    }

    private static func minutes(_ milliseconds: Int) -> String {
        let seconds = (milliseconds + 999) / 1000
        return seconds < 90 ? "\(seconds) s" : "\((seconds + 30) / 60) min"
    }
}
