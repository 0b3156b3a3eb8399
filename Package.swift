// swift-tools-version: 6.2
import PackageDescription

// Every target is a room (README, "The map"). An arrow of the map is a dependency here and nowhere else;
// `swift build --build-tests --explicit-target-dependency-import-check error` keeps it so.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableExperimentalFeature("Lifetimes")]

func room(_ name: String, imports: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: imports, swiftSettings: strict)
}

func tests(of room: String, imports: [Target.Dependency] = []) -> Target {
    .testTarget(name: room + "Tests", dependencies: [.target(name: room)] + imports, swiftSettings: strict)
}

let package = Package(
    name: "frontdesk",
    targets: [
        room("JSON"),
        tests(of: "JSON"),
        room("Dialogue"),
    ],
    swiftLanguageModes: [.v6]
)
