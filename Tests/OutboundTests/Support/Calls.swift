import Synchronization

@testable import Outbound

extension Wire {
    /// One that goes straight to loopback, whatever the machine's environment says of proxies.
    static func straight(_ change: (inout Configuration) -> Void = { _ in }) -> Wire {
        var configuration = Configuration()
        configuration.proxy = .none
        change(&configuration)
        return Wire(configuration)
    }
}

extension Call {
    /// A POST with limits that a test can wait for.
    static func test(_ url: String, body: String = "{}", lane: Lane = Lane("test"), deadline: Duration = .seconds(20)) -> Call {
        var call = Call(.post, url + "/path", headers: [Header("Content-Type", "application/json")], body: Array(body.utf8), lane: lane)
        call.limits.deadline = deadline
        return call
    }

    func with(_ change: (inout Call) -> Void) -> Call {
        var call = self
        change(&call)
        return call
    }
}

extension Call {
    /// The value of the field `name`, as built.
    subscript(header name: String) -> String? { headers.first { $0.name == name }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Something collected on other threads.
final class Collected<Value: Sendable>: Sendable {
    private let kept = Mutex<[Value]>([])
    var values: [Value] { kept.withLock { $0 } }
    func append(_ value: Value) { kept.withLock { $0.append(value) } }
}
