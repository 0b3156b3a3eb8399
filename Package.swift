// swift-tools-version: 6.2
import PackageDescription

// Every target is a room (README, "The map"). An arrow of the map is a dependency here and nowhere else;
// `swift build --build-tests --explicit-target-dependency-import-check error` keeps it so.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableExperimentalFeature("Lifetimes")]

func room(_ name: String, imports: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: imports, swiftSettings: strict)
}

func tests(of room: String, imports: [Target.Dependency] = [], excluded: [String] = []) -> Target {
    .testTarget(
        name: room + "Tests", dependencies: [.target(name: room)] + imports, exclude: excluded, swiftSettings: strict)
}

let package = Package(
    name: "frontdesk",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Commands, their options and their help, in one declaration each.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // SHA-256 and HMAC: nobody should own their own.
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        // Needed by swift-crypto, named so that its version is ours to choose.
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        // Methods, status codes and header fields with their names spelt right.
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        // The logging front that the ecosystem shares.
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        // Page templates that escape by default.
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    ],
    targets: [
        room("JSON"),
        room("Dialogue"),
        room("Ledger", imports: ["Dialogue"]),
        room("Intents"),
        room("Privacy"),
        room("Journal"),
        room(
            "Desk",
            imports: [
                "Dialogue", "Intents", "JSON", "Journal", "Ledger", "Outbound", "Privacy",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        room("HTTP", imports: ["Desk", "Dialogue", "Ledger", "JSON", .product(name: "HTTPTypes", package: "swift-http-types")]),
        room("Site", imports: ["JSON", .product(name: "Mustache", package: "swift-mustache")]),
        .systemLibrary(name: "CFastCGI", pkgConfig: "fcgi", providers: [.apt(["libfcgi-dev"])]),
        room("FastCGI", imports: ["CFastCGI"]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        room("Outbound", imports: ["CCurl", "JSON", .product(name: "Crypto", package: "swift-crypto")]),
        .systemLibrary(name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev", "libcairo2-dev"])]),
        room("Print", imports: ["CPango"]),
        .executableTarget(
            name: "frontdesk",
            dependencies: [
                "Desk", "Dialogue", "FastCGI", "HTTP", "Intents", "JSON", "Journal", "Outbound", "Print", "Privacy", "Site",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict,
            // sha512-crypt for the password file, by the library that nginx checks it with.
            linkerSettings: [.linkedLibrary("crypt")]),
        tests(of: "JSON"),
        // Conversations that content people can read, replayed by the tests of Dialogue and of Desk.
        .target(name: "Transcripts", dependencies: ["Dialogue"], path: "Tests/Transcripts", swiftSettings: strict),
        tests(of: "Dialogue", imports: ["Ledger", "Transcripts"], excluded: ["Fixtures", "Transcripts"]),
        tests(of: "Ledger", imports: ["Dialogue"]),
        tests(
            of: "Desk", imports: ["Dialogue", "Intents", "JSON", "Journal", "Ledger", "Outbound", "Transcripts"], excluded: ["Fixtures"]),
        tests(
            of: "HTTP",
            imports: ["Desk", "Dialogue", "Intents", "JSON", "Journal", .product(name: "HTTPTypes", package: "swift-http-types")]),
        tests(of: "Intents", excluded: ["Fixtures"]),
        // What the tests kill and cut off from its disk: a process of its own.
        .executableTarget(name: "JournalDriver", dependencies: ["Journal"], path: "Tests/faults/Driver", swiftSettings: strict),
        tests(of: "Journal", imports: ["JournalDriver"]),
        tests(of: "FastCGI", imports: ["CFastCGI"]),
        tests(of: "Privacy", excluded: ["Fixtures"]),
        // What the tests drive from outside, beside software that others wrote.
        .executableTarget(
            name: "OutboundDriver", dependencies: ["JSON", "Outbound"], path: "Tests/OutboundTests/Driver", swiftSettings: strict),
        tests(of: "Outbound", imports: ["CCurl", "JSON", "OutboundDriver"], excluded: ["Driver", "Vendors"]),
        tests(of: "Print", imports: ["CPango"]),
        tests(of: "Site", imports: ["JSON"]),
    ],
    swiftLanguageModes: [.v6]
)
