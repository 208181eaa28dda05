import Foundation
import PackagePlugin

/// Embeds the data files a target speaks about as Swift string literals.
@main
struct EmbedFilesPlugin: BuildToolPlugin {
    /// Which folders and files, relative to the package, each target carries.
    private static let folders: [String: [String]] = [
        "FanfareMock": [
            "fixtures/worlds", "fixtures/page", "fixtures/operations", "fixtures/payloads",
            "fixtures/examples", "specs/*/clauses", "specs/*/pages.json",
        ],
        "FanfareConformance": ["specs", "fixtures/payloads"],
        "fanfare-kit": [
            "Sources/fanfare-kit/Topics", "Sources/README.md", "specs/README.md",
            "fixtures/clients",
        ],
    ]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        let files = (Self.folders[target.name] ?? []).flatMap { Self.expanded($0, in: root) }
            .flatMap { Self.files(below: $0, in: root) }
        let log = target.name == "fanfare-kit" ? Self.headLog(in: root) : nil
        let tool = try context.tool(named: "EmbedFiles")
        return [
            .buildCommand(
                displayName: "Embedding \(files.count) files into \(target.name)",
                executable: tool.url,
                arguments: [Self.path(output), Self.path(root), log.map(Self.path) ?? "-"] + files,
                inputFiles: files.map { root.appending(path: $0) } + [log].compactMap(\.self),
                outputFiles: [output])
        ]
    }

    /// A path with `*` for any folder as the paths that there are.
    private static func expanded(_ pattern: String, in root: URL) -> [String] {
        let parts = pattern.components(separatedBy: "/*/")
        guard parts.count == 2 else { return [pattern] }
        let names = try? FileManager.default.contentsOfDirectory(
            atPath: path(root.appending(path: parts[0])))
        return (names ?? []).sorted().map { "\(parts[0])/\($0)/\(parts[1])" }
            .filter { FileManager.default.fileExists(atPath: path(root.appending(path: $0))) }
    }

    private static func files(below folder: String, in root: URL) -> [String] {
        let base = path(root.appending(path: folder))
        guard isFolder(base) else { return [folder] }
        let names = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            !isFolder(base + "/" + name) && !name.hasPrefix(".")
        }
        .map { folder + "/" + $0 }
        .sorted()
    }

    /// The log of the checkout's HEAD, which changes with each commit; nil outside of a repository.
    ///
    /// In a further working tree of a repository `.git` is a file, `gitdir: FOLDER`.
    private static func headLog(in root: URL) -> URL? {
        var git = root.appending(path: ".git")
        if let text = try? String(contentsOf: git, encoding: .utf8), text.hasPrefix("gitdir: ") {
            let folder = text.dropFirst("gitdir: ".count).prefix { $0 != "\n" }
            git = URL(filePath: String(folder), relativeTo: root)
        }
        let log = git.appending(path: "logs/HEAD")
        return FileManager.default.fileExists(atPath: path(log)) ? log : nil
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    private static func path(_ url: URL) -> String { url.path(percentEncoded: false) }
}
