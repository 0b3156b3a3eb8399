import CCurl
import Glibc
import Synchronization

/// Calls to vendors, many at once on one thread (libcurl's multi interface).
///
/// A call holds no thread while it waits, only its own memory and, once it has started, a descriptor. Redirects are
/// not followed, certificates are verified against the system's authorities, and nothing but HTTP and SMTP is spoken.
/// Each vendor has a `Lane`: a slow one fills its own and delays nobody else's.
public final class Wire: Sendable {
    /// What holds for all calls.
    public struct Configuration: Sendable {
        /// Where calls go through.
        public enum Proxy: Sendable {
            /// As `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` say.
            case environment
            case none
            case server(String)
        }

        public var proxy = Proxy.environment
        /// Calls within, waiting or under way, of all lanes together; one more is `Outcome.crowded`.
        public var maximumCalls = 1024
        /// A request's body; a larger one is `Outcome.invalid`.
        public var maximumRequestBytes = 1 << 20
        /// Connections kept for the next call, of all vendors together.
        public var idleConnections: Int = 16
        /// A file of trusted certificates (PEM) instead of the system's.
        public var authorities: String?

        public init() {}
    }

    private let engine: Engine

    /// Starts the thread.
    public init(_ configuration: Configuration = Configuration()) {
        engine = Engine(configuration)
    }

    /// A wire that nobody holds any more stops at once; `stop` is how its owner waits for that.
    deinit { engine.stop(within: .zero) {} }

    /// Makes `call` and returns how it ended, at the latest when its deadline has come.
    ///
    /// Cancelling the task ends the call with `.cancelled`; the vendor may have acted on it all the same.
    public func send(_ call: Call) async -> Outcome {
        let isCancelled = Transfer.Cancellation()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                engine.submit(Transfer(call, isCancelled) { continuation.resume(returning: $0) })
            }
        } onCancel: {
            isCancelled.set()
            engine.wake()
        }
    }

    /// Calls within, waiting or under way.
    public var calls: Int { engine.calls }

    /// Whether `stop` was called.
    var isStopping: Bool { engine.isStopping }

    /// Makes no new call, lets those within end for at most `grace`, and returns once its connections
    /// are closed and its thread has nothing left to do.
    ///
    /// Calls that had not ended by then end with `.stopped`. May be called again; all callers wait for the same end.
    public func stop(within grace: Duration) async {
        await withCheckedContinuation { continuation in engine.stop(within: grace) { continuation.resume() } }
    }
}
