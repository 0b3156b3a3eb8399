import Testing

@testable import FastCGI

/// The gate by itself: the same bytes, however they are cut.
@Suite struct GateTests {
    static func verdict(_ bytes: [UInt8], _ configuration: Configuration = Configuration()) -> Gate.Verdict {
        var gate = Gate(configuration)
        return gate.verdict(on: bytes.span)
    }

    @Test func `every beginning of a good request is incomplete`() {
        for input in Input.all where input.fate == .answered && input.bytes.count < 2000 {
            for count in 0..<input.bytes.count {
                #expect(Self.verdict(Array(input.bytes[..<count])) == .incomplete, "\(input), \(count) bytes")
            }
            guard case .complete = Self.verdict(input.bytes) else {
                Issue.record("\(input)")
                return
            }
        }
    }

    @Test func `what is refused in pieces is refused as a whole`() {
        for input in Input.all where input.bytes.count < 2000 {
            let whole = Self.verdict(input.bytes)
            for count in 0..<input.bytes.count {
                switch Self.verdict(Array(input.bytes[..<count])) {
                case .incomplete, .complete: break
                case .malformed, .tooLarge:
                    switch whole {
                    case .malformed, .tooLarge: break
                    case .incomplete, .complete: Issue.record("\(input): only its first \(count) bytes are refused")
                    }
                }
            }
        }
    }

    @Test func `a good request tells its number, its parameters' size and its body's`() {
        let variables = Wire.pairs(Wire.variables(method: "POST", body: 3))
        let expected = Gate.Shape(request: 258, parameterBytes: variables.count, bodyBytes: 3)
        #expect(Self.verdict(Wire.request(body: [1, 2, 3], id: 258)) == .complete(expected))
        #expect(Self.verdict(Wire.request(body: [1, 2, 3], id: 258, padding: 9, chunk: 5)) == .complete(expected))
    }

    @Test(arguments: [
        (Gate.Flaw.version, "version 2 in the middle"), (.kind, "zeroes after a good header"), (.request, "request 0"),
        (.role, "a filter"), (.beginLength, "a beginning of seven bytes"), (.pairs, "a name of 2 GB less two"),
        (.name, "a NUL in a value"), (.missing, "no method"), (.contentLength, "a negative length"),
        (.bodyLength, "a body longer than said"), (.excess, "something after the end"), (.framing, "framing without content"),
    ])
    func `each flaw is told by its name`(_ flaw: Gate.Flaw, _ name: String) throws {
        let bytes =
            name == "zeroes after a good header" ? Wire.begin() + Wire.record(0) : try #require(Input.all.first { $0.name == name }).bytes
        #expect(Self.verdict(bytes) == .malformed(flaw))
    }

    @Test func `the limits are exact`() {
        var configuration = Configuration()
        configuration.maximumParameterBytes = Wire.pairs(Wire.variables(method: "POST", body: 10)).count
        configuration.maximumBodyBytes = 10
        guard case .complete = Self.verdict(Wire.request(body: [UInt8](repeating: 1, count: 10)), configuration) else {
            Issue.record("a request at both limits is refused")
            return
        }
        #expect(Self.verdict(Wire.request(body: [UInt8](repeating: 1, count: 11)), configuration) == .tooLarge(status: 413, request: 1))
        configuration.maximumParameterBytes -= 1
        #expect(Self.verdict(Wire.request(body: [UInt8](repeating: 1, count: 10)), configuration) == .tooLarge(status: 431, request: 1))
    }
}
