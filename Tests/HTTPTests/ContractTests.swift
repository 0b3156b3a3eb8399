import Foundation
import HTTPTypes
import Testing

@testable import HTTP

struct ContractTests {
    @Test(arguments: Contract.cases)
    func `the contract holds in process`(_ theCase: Contract.Case) async throws {
        try await Contract.run(theCase)
    }

    @Test func `openapi_yaml describes every route that answers and no other`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../static/openapi.yaml")
        var described: Set<String> = []
        var path = ""
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("components:") { break }
            if line.hasPrefix("  /"), line.hasSuffix(":") { path = line.dropFirst(2).dropLast().description }
            if let method = line.wholeMatch(of: /\ {4}(get|post|put|patch|delete|head|options):/)?.1, !path.isEmpty {
                described.insert("\(method.uppercased()) \(path)")
            }
        }
        let routes = Application.table.flatMap { path, methods in methods.keys.map { "\($0.rawValue) \(path)" } }
        let staff = Application.adminTable.flatMap { pattern, methods in
            methods.keys.map { "\($0.rawValue) \(pattern.replacing("*", with: "{id}"))" }
        }
        // The file itself is nginx's to serve.
        #expect(described == Set(routes + staff + ["GET /openapi.yaml"]))
    }
}
