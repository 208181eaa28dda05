import Foundation

// swift run -c release benchmarks [--json] [[--only] TEXT]
let arguments = Array(CommandLine.arguments.dropFirst())
guard let options = Options(arguments) else {
    FileHandle.standardError.write(Data("usage: benchmarks [--json] [[--only] TEXT]\n".utf8))
    exit(2)
}
let groups = allGroups()
let chosen = groups.filter { options.chooses($0.name) }
guard !chosen.isEmpty else {
    let names = groups.map(\.name).joined(separator: ", ")
    FileHandle.standardError.write(Data("nothing is called that; there are: \(names)\n".utf8))
    exit(5)
}
#if DEBUG
    FileHandle.standardError.write(Data("warning: a debug build; figures mean nothing\n".utf8))
#endif
let reports = chosen.map { GroupReport($0) }
print(options.json ? try Report.json(reports) : Report.table(reports))
