/// What a conversation knows of the visitor's own situation: a fold, a part of `Conversation`.
public struct Guided: Sendable, Hashable {
    /// Question's key → the reply's value.
    public internal(set) var slots: [String: String] = [:]

    /// Nobody has told anything yet.
    public init() {}

    mutating func apply(_ event: Event) {
        switch event {
        case .slotFilled(let filled): slots[filled.slot] = filled.value
        case .slotCleared(let cleared): slots[cleared.slot] = nil
        default: break
        }
    }
}
