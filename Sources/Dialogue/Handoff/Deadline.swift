/// Something owed to somebody by an instant. Setting it is an event, its passing a command: it outlives restarts.
public struct Deadline: Sendable, Hashable {
    /// Names it in its conversation.
    public var id: String
    /// What is owed.
    public var purpose: Purpose
    /// Which rung of the ladder it is, from 0.
    public var step: Int
    /// When it passes.
    public var at: Timestamp

    /// What can be owed.
    public enum Purpose: String, Sendable, Hashable, CaseIterable {
        /// An admin to somebody who waits.
        case firstResponse = "first_response"
        /// An end to what was taken on.
        case resolve
        /// The owner's next reply.
        case reply
        /// A sign of life from an owner whose console is gone.
        case absent
        /// The visitor's way to be reached.
        case contact
        /// What was promised.
        case followUp = "follow_up"
        /// A snoozed conversation's return.
        case snooze
    }

    /// What is owed, and by when.
    public init(id: String, purpose: Purpose, step: Int, at: Timestamp) {
        self.id = id
        self.purpose = purpose
        self.step = step
        self.at = at
    }
}
