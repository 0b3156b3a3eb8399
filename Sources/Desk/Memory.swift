import Dialogue
import Ledger

extension Desk {
    /// What a start replays from the log, and `publish` keeps up to date.
    struct Memory: Sendable {
        var tally = Tally()
        var firstMessages = FirstMessages()
        var ledger: Ledger
        var joinCodes = JoinCodes()
        var errands = Errands()
        private var opened: Opened?
        /// The records that have been folded since a snapshot began to be taken; nil while none is.
        var ahead: [UInt64]?

        /// A conversation that has begun, whose first utterance is still to come.
        fileprivate struct Opened: Sendable {
            var conversation: String
            var visitor: String
        }

        /// - Parameter offsetMinutes: how many minutes the company's clocks show more than UTC: its days' figures begin then.
        init(offsetMinutes: Int) {
            ledger = Ledger(offsetMinutes: offsetMinutes)
        }

        /// What page and widget counted until `at`.
        mutating func apply(_ counts: [(Interaction, Int)], sequence: UInt64, at: Timestamp) {
            ahead?.append(sequence)
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
            errands.forget(stream)
        }

        /// An answer that the log holds again and again.
        mutating func apply(_ known: KnownAnswers.Known, _ figures: KnownAnswers.Figures, _ place: Place) {
            tally.apply(known.saying, with: figures.promotion)
            ledger.apply(
                known.saying, as: figures.messageID, confidence: figures.confidence, in: place.stream, number: place.number, at: place.at)
        }

        mutating func apply(_ event: Event, _ place: Place) {
            ahead?.append(place.sequence)
            tally.apply(event)
            errands.apply(event, in: place.stream, sequence: place.sequence, at: place.at, by: place.by)
            ledger.apply(event, in: place.stream, number: place.number, sequence: place.sequence, at: place.at, by: place.by)
            switch event {
            case .conversationStarted(let start): opened = Opened(conversation: place.stream, visitor: start.visitor)
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

extension Desk.Memory: Kept {
    static var blank: Self { Self(offsetMinutes: 0) }
    static var remade: Set<String> { ["ahead"] }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&tally, "tally")
        keeper.keep(&firstMessages, "firstMessages")
        keeper.keep(&ledger, "ledger")
        keeper.keep(&joinCodes, "joinCodes")
        keeper.keep(&errands, "errands")
        keeper.keep(&opened, "opened")
    }
}

extension Desk.Memory.Opened: Kept {
    static var blank: Self { Self(conversation: "", visitor: "") }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&conversation, "conversation")
        keeper.keep(&visitor, "visitor")
    }
}
