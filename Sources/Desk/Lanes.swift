import Dialogue
import Journal
import Synchronization

/// The conversations in memory. Which they are is a matter of use, not of truth: one that was let go is folded again from the log.
final class Lanes: Sendable {
    private let lanes = Mutex<[ConversationID: Lane]>([:])
    /// So many idle conversations stay in memory; the longest unused go first.
    private let maximumIdle: Int

    init(maximumIdle: Int) {
        self.maximumIdle = maximumIdle
    }

    /// The lane of `id`, made by `load` when it is not in memory. It stays there until `release` is called on it, once for each `hold`.
    ///
    /// A conversation has one lane at a time. Of two that load at once one is kept, and what was loaded while somebody else wrote is
    /// loaded again.
    ///
    /// - Parameter number: that of the conversation's last event on disk, as of now.
    func hold(
        _ id: ConversationID, at now: Timestamp, number: () -> UInt64, load: () async throws(DeskError) -> Conversation
    ) async throws(DeskError) -> Lane {
        if let lane = lanes.withLock({ $0[id]?.held() }) { return lane }
        // Another round means that meanwhile a lane was made, written to and let go again.
        while true {
            let before = number()
            let loaded = Lane(try await load(), at: now)
            let (lane, isCrowded) = lanes.withLock { lanes -> (Lane?, Bool) in
                if let earlier = lanes[id] { return (earlier.held(), false) }
                // Only who holds a lane writes, and there is none: the number cannot move before this one is in its place.
                guard number() == before else { return (nil, false) }
                lanes[id] = loaded
                return (loaded.held(), lanes.count > maximumIdle)
            }
            if isCrowded { letGo() }
            if let lane { return lane }
        }
    }

    /// Drops the longest unused half of what is idle, so that the cost is spread over as many arrivals.
    private func letGo() {
        lanes.withLock { lanes in
            let idle = lanes.values.compactMap { lane in lane.idleSince.map { (lane.id, $0) } }.sorted { $0.1 < $1.1 }
            guard idle.count > maximumIdle else { return }
            for (id, _) in idle.prefix(idle.count - maximumIdle / 2) { lanes[id] = nil }
        }
    }

    /// Whether `id` is in memory now.
    func holds(_ id: ConversationID) -> Bool {
        lanes.withLock { $0[id] != nil }
    }

    /// The lane of `id` if it is in memory; held once more, as by `hold`.
    func holdIfPresent(_ id: ConversationID) -> Lane? {
        lanes.withLock { $0[id]?.held() }
    }

    /// Tells the streams of those who wait for a person that the queue has moved. O(conversations in memory), at each change of hands.
    func signalWaiting() {
        for lane in lanes.withLock({ Array($0.values) }) where lane.read({ $0.mode == .waitingAdmin }) { lane.signal(.changed) }
    }

    /// Drops the conversations that `isGone` says are no more.
    func forget(where isGone: (ConversationID) -> Bool) {
        lanes.withLock { lanes in
            for id in lanes.keys where isGone(id) { lanes[id] = nil }
        }
    }

    var count: Int { lanes.withLock { $0.count } }
}
