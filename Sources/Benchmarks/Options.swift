/// What the command line asks for.
struct Options {
    /// Print JSON instead of a table.
    private(set) var json = false
    /// Run only groups whose names hold this text.
    private var only: String?
    /// Draw curves into this folder instead.
    private(set) var curves: String?

    /// Reads the arguments; nil when they are not understood.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--json": json = true
            case "--only":
                guard let text = rest.popFirst() else { return nil }
                only = text
            case "--curves":
                guard let folder = rest.popFirst() else { return nil }
                curves = folder
            case _ where !argument.hasPrefix("-") && only == nil: only = argument
            default: return nil
            }
        }
    }

    func chooses(_ name: String) -> Bool {
        only.map { name.lowercased().contains($0.lowercased()) } ?? true
    }
}
