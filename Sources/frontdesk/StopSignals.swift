import Dispatch
import Foundation
import Synchronization

/// SIGTERM and SIGINT as a call: remembered when they come before anybody listens.
final class StopSignals: @unchecked Sendable {
    // Unchecked for `sources` alone, which Dispatch does not mark Sendable: they are set once, before anybody else can see them.
    private struct State {
        var wasAsked = false
        var action: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let sources: [any DispatchSourceSignal]

    init() {
        let queue = DispatchQueue(label: "signals")
        sources = [SIGTERM, SIGINT].map { number in
            // The source sees the signal; the default, which ends the process, must not.
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        for source in sources {
            source.setEventHandler { [weak self] in self?.ask() }
            source.resume()
        }
    }

    /// Calls `action` at the first signal, at once if it has come already.
    func whenAsked(_ action: @escaping @Sendable () -> Void) {
        let wasAsked = state.withLock { state in
            state.action = action
            return state.wasAsked
        }
        if wasAsked { action() }
    }

    private func ask() {
        let action = state.withLock { state in
            state.wasAsked = true
            return state.action
        }
        action?()
    }
}
