import Dialogue
import Journal

/// Why the desk did not do what was asked. Nothing happened then, and nothing was written, except where a case says otherwise.
public enum DeskError: Error, Equatable {
    /// The session opens no conversation: mistyped, another's, expired or made up. Which of these is nobody's to know.
    case sessionUnknown
    case refused(Refusal)
    /// The code to join was used, has died, or was never made.
    case codeUnknown
    /// The company has no checklist.
    case checklistOff
    /// No such link was made here.
    case linkUnknown
    /// The link's time is over, or what it led to was erased.
    case linkDead
    /// There is no such thing, whatever the admin asked for.
    case notFound
    /// So many wait for this conversation already.
    case busy(waiting: Int)
    /// The disk has too little room left to begin anything new; what runs goes on.
    case diskFull
    /// The journal could not take it: see `JournalError` for what is on disk.
    case journal(JournalError)
    /// A record in the log is not what its type says; the conversation cannot be shown.
    case unreadable(conversation: ConversationID, reason: String)
}
