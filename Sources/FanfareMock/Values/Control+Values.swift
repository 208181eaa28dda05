import FanfareModel
import JSONTree

/// What people may enter.
extension Control {
    /// GET /__admin/values.
    static func listValues(_ call: Call) throws(FanfareError) -> Reply {
        .ok([
            "values": ChosenValues.json,
            "fixedOneTimePassword": JSONNode(call.mock.configuration.fixedOneTimePassword),
        ])
    }
}
