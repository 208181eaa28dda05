import FanfareModel
import JSONTree

/// What people may enter.
extension Control {
    /// GET /__admin/values.
    static func listValues(_ context: RequestContext) throws(FanfareError) -> Reply {
        .ok([
            "values": ChosenValues.json,
            "fixedOneTimePassword": JSONNode(context.mock.configuration.fixedOneTimePassword),
        ])
    }
}
