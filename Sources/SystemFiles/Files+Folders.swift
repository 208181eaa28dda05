#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Files {
    /// How many files and folders are looked at below one, and how deep they may lie.
    package static let treeLimits = (entries: 20_000, depth: 16)

    /// The paths of all files below a folder, relative to it, sorted; hidden ones are left out.
    ///
    /// A folder that leads back to one above it and a tree without end are failures that say so.
    package static func below(_ folder: String) throws(Failure) -> [String] {
        guard !folder.isEmpty else { throw .empty() }
        var walk = Walk(root: folder)
        try walk.visit("", above: [])
        return walk.found.sorted()
    }

    private struct Walk {
        let root: String
        var found: [String] = []
        private var seen = 0

        init(root: String) { self.root = root }

        mutating func visit(_ path: String, above: [FolderIdentity]) throws(Failure) {
            let shown = path.isEmpty ? root : root + "/" + path
            var status = stat()
            guard stat(shown, &status) == 0 else { throw .reading(shown) }
            guard Kind(status) == .folder else {
                throw Failure(shown, "it is a file; name a folder")
            }
            let identity = FolderIdentity(status)
            guard !above.contains(identity) else {
                throw Failure(
                    shown, "it leads back to a folder that it lies in; take the link away")
            }
            guard above.count <= treeLimits.depth else {
                throw Failure(
                    shown, "it lies more than \(treeLimits.depth) folders deep; name another folder"
                )
            }
            for name in try names(in: shown) {
                seen += 1
                guard seen <= treeLimits.entries else {
                    throw Failure(
                        root,
                        "more than \(treeLimits.entries) files lie below it; name another folder")
                }
                let inner = path.isEmpty ? name : path + "/" + name
                if Kind(of: root + "/" + inner) == .folder {
                    try visit(inner, above: above + [identity])
                } else {
                    found.append(inner)
                }
            }
        }

        private func names(in folder: String) throws(Failure) -> [String] {
            guard let handle = opendir(folder) else { throw .reading(folder) }
            defer { closedir(handle) }
            var names: [String] = []
            while names.count <= treeLimits.entries, let entry = readdir(handle) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if !name.hasPrefix(".") { names.append(name) }
            }
            return names
        }
    }

    private struct FolderIdentity: Equatable {
        let device: UInt64
        let inode: UInt64

        init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            inode = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }
}
