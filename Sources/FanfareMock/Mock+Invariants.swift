package import FanfareModel

extension Mock {
    /// The rules that are broken in any organization's world, brought to the present, in words.
    ///
    /// It reads everything and takes its time: it is for tests.
    package func brokenInvariants(real: Instant) -> [String] {
        organizations.all.flatMap { organization in
            organization.catchUp(real: real)
            return organization.world.brokenInvariants().map { "\(organization.id): \($0)" }
        }
    }
}
