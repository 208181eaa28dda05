import Foundations
import HTTPEngine
import JSONTree
import SystemFiles

extension ScenarioRun {
    /// Writes down what a request is about to leave in the target; a number to settle it by.
    func enter(_ pattern: RequestPattern, _ request: HTTPRequest) throws(Halt) -> Int? {
        guard let ledger = context.ledger, let call = context.suite.calls.call(of: pattern) else {
            return nil
        }
        do throws(Files.Failure) {
            return try ledger.enter(
                call, request, of: scenario.name, below: context.target.address.basePath)
        } catch {
            throw fatal(
                .unusable("What the run is to take back cannot be written down: \(error)".ended))
        }
    }

    /// Notes what has become of a request: refused, taken back by the scenario itself, or there to stay.
    func note(_ response: HTTPResponse, to request: HTTPRequest, entry: Int?) throws(Halt) {
        guard let ledger = context.ledger else { return }
        let isDone = (200..<300).contains(response.status)
        if let entry {
            // What a server that failed has done, nobody knows.
            if isDone {
                ledger.keep(entry)
            } else if response.status < 500 {
                ledger.settle(entry)
            }
        } else if isDone {
            ledger.settle(by: request)
        }
        guard isDone, let token = response.json?["accessToken"]?.string else { return }
        do throws(Files.Failure) {
            try ledger.add(token: token, of: scenario.name)
        } catch {
            throw fatal(
                .unusable("What the run is to take back cannot be written down: \(error)".ended))
        }
    }

    /// Takes back what the scenario has done, unless the target is gone.
    func takeBack() {
        guard let ledger = context.ledger, !context.fatal.isGone else { return }
        ledger.undo(of: scenario.name) { request in context.clearUp(request, caller) }
    }

    /// Ends the whole run; where something else has ended it already, that is what is said.
    func fatal(_ reason: FatalReason) -> Halt {
        let isFirst = context.fatal.end(reason)
        // Which call was not answered is worth knowing; what the user gave is said once and for all.
        guard isFirst, case .unreachable(let text) = reason else { return .ended }
        return .blocked(text, isUnreachable: true)
    }
}

extension RunContext {
    /// Tries once more what could not be taken back, and lets go of the ledger.
    package func takeBackTheRest() {
        guard let ledger else { return }
        if !fatal.isGone {
            let caller = Caller(transport)
            ledger.undo { clearUp($0, caller) }
        }
        ledger.close()
    }

    /// Sends a request that clears up; nil without an answer.
    func clearUp(_ request: HTTPRequest, _ caller: Caller) -> HTTPResponse? {
        target.clearUp(request, caller, pacer)
    }
}

extension Target {
    /// Sends a request that clears up, at the target's pace unless the run is being interrupted, and again
    /// when the target asks to wait for some seconds; nil without an answer.
    fileprivate func clearUp(
        _ request: HTTPRequest, _ caller: Caller, _ pacer: Pacer?
    ) -> HTTPResponse? {
        var request = request
        request.headers.append("Host", address.authority)
        for pause in 1...3 {
            pacer?.wait(for: request.path)
            guard let response = try? caller.call(request, clearsUp: true) else { return nil }
            // What limits calls before the API does not say for how long.
            let isSilent = response.status == 503 && Disturbance(response) != nil
            guard [429, 503].contains(response.status),
                let seconds = response.retryAfter ?? (isSilent ? pause : nil), seconds <= 10
            else { return response }
            Environment.sleepThrough(TimeSpan(milliseconds: seconds * 1000))
        }
        return try? caller.call(request, clearsUp: true)
    }
}

extension Ledger {
    /// Takes back what a run has left, and lets go of the file.
    package func clean(_ target: Target, by transport: any Transport) {
        let (caller, pacer) = (Caller(transport), Pacer(target.pace))
        undo { target.clearUp($0, caller, pacer) }
        close()
    }
}
