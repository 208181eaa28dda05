extension Conform {
    /// Goes on in an organization of its own as among strangers, by the resources that the target's file names,
    /// where organizations cannot begin with a world; answers what removes it again, nil where there is none.
    ///
    /// - Throws: `.notSetUp` where the file names no resource, or no organization is made.
    package mutating func settle() throws(Failure) -> (() -> Void)? {
        guard target.hasControl, !target.can(.worlds) else { return nil }
        let without =
            "\(target.address) makes no organizations that begin with a world (no 'worlds' among"
        guard !(target.resources ?? [:]).isEmpty else {
            throw .notSetUp(
                "\(without) its capabilities), and no resources are named to play stories in."
                    + " Name them in the target's file ('fanfare-kit help targets'), or offer 'worlds'"
            )
        }
        guard target.can(.organizations) else { return nil }
        let caller = Caller(transport, to: target)
        let control = ControlClient(caller: caller, target: target)
        let keys: TargetKeys
        do throws(ControlFailure) {
            keys = try control.makeOrganization()
        } catch {
            throw .notSetUp(
                "\(without) its capabilities), and none without: \(target.mask.maskedAnswer(error.reason))"
            )
        }
        target.keys = keys
        target.hasControl = false
        target.pace.requestsPerSecond = 0
        return { [keys] in keys.organizationId.map(control.removeOrganization) }
    }
}
