import Foundation
import PackagePlugin

/// Embeds the data files a target speaks about as Swift string literals.
@main
struct EmbedFilesPlugin: BuildToolPlugin {
    /// Which folders, relative to the package, each target carries.
    private static let folders: [String: [String]] = [
        "FanfareMock": [
            "fixtures/worlds", "fixtures/page", "fixtures/operations", "fixtures/payloads",
        ],
        "FanfareConformance": ["specs", "fixtures/payloads"],
    ]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        let files = (Self.folders[target.name] ?? []).flatMap { Self.files(below: $0, in: root) }
        let tool = try context.tool(named: "EmbedFiles")
        return [
            .buildCommand(
                displayName: "Embedding \(files.count) files into \(target.name)",
                executable: tool.url,
                arguments: [output.path(), root.path()] + files,
                inputFiles: files.map { root.appending(path: $0) },
                outputFiles: [output])
        ]
    }

    private static func files(below folder: String, in root: URL) -> [String] {
        let base = root.appending(path: folder).path()
        let names = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            let path = base + "/" + name
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                && !isFolder.boolValue && !name.hasPrefix(".")
        }
        .map { folder + "/" + $0 }
        .sorted()
    }
}
