// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "fanfare-kit",
    products: [
        .executable(name: "fanfare-kit", targets: ["fanfare-kit"]),
        .library(name: "FanfareMock", targets: ["FanfareMock"]),
        .library(name: "FanfareMockURLSession", targets: ["FanfareMockURLSession"]),
        .library(name: "FanfareMockTesting", targets: ["FanfareMockTesting"]),
        .library(name: "FanfareConformance", targets: ["FanfareConformance"]),
    ],
    targets: [
        // What has one right answer and several users: calendars, encodings, the nearest word.
        .target(name: "Foundations"),
        .target(name: "JSONTree", dependencies: ["Foundations"]),
        // What may be shown of a text by others: used by both products, which know nothing of each other.
        .target(name: "SafeText", dependencies: ["Foundations"]),
        .target(name: "CEpoll"),
        .target(name: "SystemFiles"),
        .target(name: "HTTPEngine", dependencies: ["CEpoll", "Foundations"]),
        // Apart from the engine, since it loads the system's OpenSSL when somebody needs it.
        .target(name: "TLS", dependencies: ["HTTPEngine"]),
        .target(name: "TokenSigning", dependencies: ["JSONTree", "Foundations"]),
        .target(name: "FanfareModel", dependencies: ["TokenSigning", "JSONTree", "Foundations"]),
        .target(
            name: "FanfareMock",
            dependencies: [
                "FanfareModel", "HTTPEngine", "TLS", "TokenSigning", "JSONTree", "SafeText",
                "SystemFiles", "Foundations",
            ],
            plugins: ["EmbedFilesPlugin"]),
        // Apart, because whoever links FoundationNetworking pays for it at every start.
        .target(name: "FanfareMockURLSession", dependencies: ["FanfareMock", "HTTPEngine"]),
        // Apart, because a program that links Swift Testing is a test.
        .target(name: "FanfareMockTesting", dependencies: ["FanfareMock"]),
        .target(
            name: "FanfareConformance",
            dependencies: [
                "HTTPEngine", "TLS", "JSONTree", "SafeText", "SystemFiles", "TokenSigning",
                "Foundations",
            ],
            plugins: ["EmbedFilesPlugin"]),
        // Mocks that are wrong on purpose: apart, so that nobody who links the mock carries them.
        .target(
            name: "FanfareMutants",
            dependencies: [
                "FanfareMock", "FanfareModel", "HTTPEngine", "JSONTree", "TokenSigning",
                "Foundations",
            ]),
        .executableTarget(
            name: "fanfare-kit",
            dependencies: [
                "FanfareMock", "FanfareMutants", "FanfareConformance", "HTTPEngine", "JSONTree",
                "SafeText", "SystemFiles", "Foundations",
            ],
            exclude: ["Topics"],
            plugins: ["EmbedFilesPlugin"]),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "FanfareMock", "FanfareMockURLSession", "FanfareModel", "HTTPEngine", "JSONTree",
                "TokenSigning",
                "Foundations",
            ],
            path: "Sources/Benchmarks"),
        // What the fuzzer of .ci/fuzz runs, and the tests replay.
        .target(
            name: "Fuzzing",
            dependencies: [
                "FanfareMock", "FanfareConformance", "FanfareModel", "HTTPEngine", "JSONTree",
                "TokenSigning", "Foundations",
            ]),
        .executableTarget(
            name: "fuzz", dependencies: ["Fuzzing", "SystemFiles"],
            path: "Sources/FuzzDriver"),
        // Turns specs and fixtures into Swift string literals, so that a copied binary works anywhere.
        .executableTarget(name: "EmbedFiles"),
        .plugin(
            name: "EmbedFilesPlugin",
            capability: .buildTool(),
            dependencies: ["EmbedFiles"],
            path: "Sources/EmbedFilesPlugin"),

        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "FoundationsTests", dependencies: ["Foundations"]),
        .testTarget(name: "JSONTreeTests", dependencies: ["JSONTree", "TestSupport"]),
        .testTarget(name: "SafeTextTests", dependencies: ["SafeText"]),
        .testTarget(name: "HTTPEngineTests", dependencies: ["HTTPEngine", "TestSupport"]),
        .testTarget(
            name: "TokenSigningTests",
            dependencies: ["TokenSigning", "JSONTree", "Foundations", "TestSupport"]),
        .testTarget(
            name: "FanfareModelTests",
            dependencies: ["FanfareModel", "JSONTree", "TokenSigning", "TestSupport"]),
        .testTarget(
            name: "FanfareMockTests",
            dependencies: [
                "FanfareMock", "FanfareModel", "HTTPEngine", "JSONTree", "TokenSigning",
                "Foundations", "TestSupport",
            ]),
        .testTarget(
            name: "FanfareMockURLSessionTests",
            dependencies: ["FanfareMockURLSession", "FanfareMock", "JSONTree", "TestSupport"]),
        .testTarget(
            name: "FanfareMockTestingTests",
            dependencies: ["FanfareMockTesting", "FanfareMockURLSession", "FanfareMock"]),
        .testTarget(
            name: "FanfareConformanceTests",
            dependencies: [
                "FanfareConformance", "HTTPEngine", "TLS", "JSONTree", "TokenSigning",
                "Foundations", "TestSupport",
            ]),
        .testTarget(
            name: "FanfareMutantsTests", dependencies: ["FanfareMutants", "HTTPEngine", "JSONTree"]),
        .testTarget(name: "FuzzingTests", dependencies: ["Fuzzing", "TestSupport"]),
        .testTarget(
            name: "FanfareKitTests",
            dependencies: [
                "fanfare-kit", "FanfareMock", "HTTPEngine", "JSONTree", "SystemFiles",
                "TestSupport",
            ]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .plugin && target.name != "CEpoll" {
    target.swiftSettings = [
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}

// .ci/fuzz names libFuzzer's library here: what is fuzzed then counts its branches for it. (With
// `--sanitize=fuzzer`, libFuzzer would bring a second `main` into every tool that the build runs.)
if let libFuzzer = Context.environment["LIBFUZZER"] {
    let others = ["EmbedFiles", "benchmarks", "fanfare-kit"]
    for target in package.targets
    where target.swiftSettings != nil && !target.isTest && !others.contains(target.name) {
        target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer"]))
    }
    let driver = package.targets.first { $0.name == "fuzz" }
    driver?.swiftSettings?.append(.define("LIBFUZZER"))
    driver?.linkerSettings = [
        .unsafeFlags(["-Xlinker", libFuzzer]), .linkedLibrary("stdc++"), .linkedLibrary("m"),
    ]
}
