extension SuiteFile {
    /// Reads a suite from a `specs` folder, and the payloads from `fixtures/payloads` beside it.
    package static func all(inSpecs folder: String) throws(Files.Failure) -> [SuiteFile] {
        let specs = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let parent = specs.lastIndex(of: "/").map { String(specs[...$0]) } ?? ""
        let payloads = parent + "fixtures/payloads"
        var files = try all(below: specs, as: "specs")
        if Files.isFolder(payloads) { files += try all(below: payloads, as: "fixtures/payloads") }
        return files
    }

    private static func all(
        below folder: String, as name: String
    ) throws(Files.Failure) -> [SuiteFile] {
        var files: [SuiteFile] = []
        for path in try Files.below(folder) {
            let shown = folder + "/" + path
            files.append(
                SuiteFile(
                    path: name + "/" + path, shownPath: shown, bytes: try Files.read(shown)))
        }
        return files
    }
}
