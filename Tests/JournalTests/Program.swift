import Foundation
import Synchronization

/// Runs the driver, with or without a preloaded shim.
enum Program {
    struct Failure: Error {
        let what: String
    }

    /// The repository's `Tests` folder, from where this file stands.
    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path

    /// The driver that was built beside the tests.
    static func driver() throws -> String {
        var folder = Bundle.main.executableURL?.deletingLastPathComponent()
        while let place = folder, place.path != "/" {
            let path = place.appendingPathComponent("JournalDriver").path
            if FileManager.default.isExecutableFile(atPath: path) { return path }
            folder = place.deletingLastPathComponent()
        }
        for configuration in ["debug", "release"] {
            let path = "\(tests)/../.build/\(configuration)/JournalDriver"
            if FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        throw Failure(what: "JournalDriver is not built")
    }

    /// Builds `Tests/faults/NAME.c` as a library to be preloaded.
    static func shim(_ name: String, in folder: String) throws -> String {
        let library = "\(folder)/\(name).so"
        try run("/usr/bin/env", ["cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, "\(tests)/faults/\(name).c", "-ldl"])
        return library
    }

    /// Runs a program until it has written so many bytes, then kills it.
    static func kill(_ path: String, _ arguments: [String], environment: [String: String], afterBytes limit: Int) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var told = 0
        while told < limit {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            told += more.count
        }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Runs a program to its end and returns what it wrote.
    @discardableResult
    static func run(_ path: String, _ arguments: [String], environment: [String: String] = [:]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(what: "\(path) \(arguments.joined(separator: " ")): exit \(process.terminationStatus)")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A generator whose numbers follow from its seed (SplitMix64), so that a failed case can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
