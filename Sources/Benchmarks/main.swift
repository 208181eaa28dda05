import Foundation

// swift run -c release benchmarks [--json] [[--only] TEXT]
// swift run -c release benchmarks --curves FOLDER
let arguments = Array(CommandLine.arguments.dropFirst())
guard let options = Options(arguments) else {
    let usage = "usage: benchmarks [--json] [[--only] TEXT]\n       benchmarks --curves FOLDER\n"
    FileHandle.standardError.write(Data(usage.utf8))
    exit(2)
}
#if DEBUG
    FileHandle.standardError.write(Data("warning: a debug build; figures mean nothing\n".utf8))
#endif
if let folder = options.curves {
    let report = CurveRun.report()
    try report.write(to: URL(filePath: folder))
    print(report.table)
    exit(0)
}
let groups = allGroups()
let chosen = groups.filter { options.chooses($0.name) }
guard !chosen.isEmpty else {
    let names = groups.map(\.name).joined(separator: ", ")
    FileHandle.standardError.write(Data("nothing is called that; there are: \(names)\n".utf8))
    exit(5)
}
let reports = chosen.map { GroupReport($0) }
print(options.json ? try Report.json(reports) : Report.table(reports))
