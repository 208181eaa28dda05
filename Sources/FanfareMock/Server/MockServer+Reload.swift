import FanfareModel
import HTTPEngine

extension MockServer {
    /// Lets the default organization begin anew with another world, which new ones begin with too.
    ///
    /// Organizations that are there already keep theirs. A world that is none changes nothing.
    /// Answers what the new world holds, in words; may be called from any thread.
    @discardableResult
    public func reload(_ world: Options.World) throws(MockServerError) -> String {
        let file = try world.file()
        server.execute { [handler = LoopConfined(handler)] in handler.value.reload(file) }
        return file.summary
    }
}

extension MockServer {
    /// Shows on the page why the watched world file cannot be begun anew with; nil takes that away.
    ///
    /// May be called from any thread.
    package func show(worldTrouble: String?) {
        server.execute { [handler = LoopConfined(handler)] in
            handler.value.show(worldTrouble)
        }
    }
}

extension MockHandler {
    fileprivate func show(_ worldTrouble: String?) {
        guard mock.worldTrouble != worldTrouble else { return }
        mock.worldTrouble = worldTrouble
        mock.defaultOrganization.changes += 1
        settle()
    }

    fileprivate func reload(_ file: WorldFile) {
        let organization = mock.defaultOrganization
        mock.world = file
        mock.discarded.keep(organization)
        organization.reset(to: file, real: RealClock.now)
        organization.changes += 1
        mock.organizations.listenersChanged(organization)
        settle()
    }
}
