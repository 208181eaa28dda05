extension SuiteFile {
    /// The suite as it was when this program was built.
    package static let embedded: [SuiteFile] = EmbeddedFiles.all.map { file in
        SuiteFile(path: file.path, bytes: Array(file.text.utf8), isEmbedded: true)
    }
}
