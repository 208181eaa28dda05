package import SystemFiles

extension SuiteFile {
    /// Reads a suite from a `specs` folder, and the payloads from `fixtures/payloads` beside it.
    ///
    /// Only what may be of a suite is opened; whatever else lies there is named, for `Suite` to object to.
    package static func all(inSpecs folder: String) throws(Files.Failure) -> [SuiteFile] {
        guard !folder.isEmpty else {
            throw Files.Failure("", "an empty path names nothing; write one")
        }
        var specs = folder
        while specs.hasSuffix("/"), specs != "/" { specs.removeLast() }
        let parent = specs.lastIndex(of: "/").map { String(specs[...$0]) } ?? ""
        let payloads = parent + "fixtures/payloads"
        let names = SuiteEdition.all.map(\.name)
        guard names.contains(where: { Files.isFolder("\(specs)/\($0)") }) || !Files.isFolder(specs)
        else {
            let wanted = names.map { "'\($0)'" }.joined(separator: " or ")
            throw Files.Failure(
                folder,
                "it holds no folder \(wanted) with clauses and scenarios; name one as 'specs' is")
        }
        var files = try all(below: specs, as: "specs")
        if Files.isFolder(payloads) { files += try all(below: payloads, as: "fixtures/payloads") }
        return files
    }

    private static func all(
        below folder: String, as name: String
    ) throws(Files.Failure) -> [SuiteFile] {
        var files: [SuiteFile] = []
        for path in try Files.below(folder) {
            let (shown, path) = (folder + "/" + path, name + "/" + path)
            let bytes = SuiteParts.reads(path) ? try Files.read(shown) : []
            files.append(SuiteFile(path: path, shownPath: shown, bytes: bytes))
        }
        return files
    }
}
