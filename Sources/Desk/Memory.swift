import Dialogue
import Ledger

extension Desk {
    /// What a start replays from the log, and `publish` keeps up to date.
    struct Memory: Sendable {
        var tally = Tally()
        var firstMessages = FirstMessages()
        var ledger: Ledger
        var joinCodes = JoinCodes()
        private var opened: (conversation: String, visitor: String)?

        /// - Parameter offsetMinutes: how many minutes the company's clocks show more than UTC: its days' figures begin then.
        init(offsetMinutes: Int) {
            ledger = Ledger(offsetMinutes: offsetMinutes)
        }

        /// What page and widget counted until `at`.
        mutating func apply(_ counts: [(Interaction, Int)], at: Timestamp) {
            for (counted, n) in counts {
                ledger.count(
                    type: counted.type, intent: counted.intent, cta: counted.cta, variant: counted.variant, page: counted.page, n: n, at: at
                )
            }
        }

        /// Where an event stands.
        struct Place {
            var stream: String
            var number: UInt64
            var sequence: UInt64
            var at: Timestamp
            var by: Actor
        }

        /// Forgets a stream that was erased.
        mutating func forget(_ stream: String) {
            ledger.forget(stream)
            joinCodes.forget(ConversationID(rawValue: stream))
        }

        /// An answer that the log holds again and again.
        mutating func apply(_ known: KnownAnswers.Known, _ figures: KnownAnswers.Figures, _ place: Place) {
            tally.apply(known.saying, with: figures.promotion)
            ledger.apply(
                known.saying, as: figures.messageID, confidence: figures.confidence, in: place.stream, number: place.number, at: place.at)
        }

        mutating func apply(_ event: Event, _ place: Place) {
            tally.apply(event)
            ledger.apply(event, in: place.stream, number: place.number, sequence: place.sequence, at: place.at, by: place.by)
            switch event {
            case .conversationStarted(let start): opened = (place.stream, start.visitor)
            case .visitorSaid(let said):
                // The opening and the first utterance are one run, so they come one after the other.
                if let opened, opened.conversation == place.stream, let name = said.clientMessageID {
                    firstMessages.remember(
                        .init(visitor: opened.visitor, clientMessageID: name), ConversationID(rawValue: place.stream))
                }
                opened = nil
            case .joinCodeIssued, .channelJoined: joinCodes.apply(event, in: ConversationID(rawValue: place.stream), at: place.at)
            default: break
            }
        }
    }
}
