import Dialogue
import JSON
import Journal

/// An event's data in the log is not what its type says.
public struct EventError: Error, Hashable, CustomStringConvertible {
    /// Which member, as a path: `botAnswered.sources[0].title`.
    public var path: String
    /// The path and what is wrong there.
    public var description: String { "\(path): missing, or not of its kind" }
}

extension Event {
    /// The name that the line's `type` holds.
    public var type: String {
        switch self {
        case .conversationStarted: "conversationStarted"
        case .sessionAdded: "sessionAdded"
        case .visitorSaid: "visitorSaid"
        case .messageRead: "messageRead"
        case .botAnswered: "botAnswered"
        case .choiceTaken: "choiceTaken"
        case .promotionRefused: "promotionRefused"
        case .handoffRequested: "handoffRequested"
        case .messagesSeen: "messagesSeen"
        case .answerRated: "answerRated"
        case .conversationRated: "conversationRated"
        case .consentGiven: "consentGiven"
        case .leadReceived: "leadReceived"
        case .handoffPrioritised: "handoffPrioritised"
        case .deadlineSet: "deadlineSet"
        case .deadlinePassed: "deadlinePassed"
        case .deadlineCleared: "deadlineCleared"
        case .handoffClaimed: "handoffClaimed"
        case .handoffReleased: "handoffReleased"
        case .handoffAssigned: "handoffAssigned"
        case .handoffReturned: "handoffReturned"
        case .adminSaid: "adminSaid"
        case .noteAdded: "noteAdded"
        case .labelsChanged: "labelsChanged"
        case .snoozed: "snoozed"
        case .conversationClosed: "conversationClosed"
        case .conversationReopened: "conversationReopened"
        case .visitorBlocked: "visitorBlocked"
        case .visitorUnblocked: "visitorUnblocked"
        case .presenceChanged: "presenceChanged"
        case .adminLooked: "adminLooked"
        case .passwordChanged: "passwordChanged"
        case .cannedSaved: "cannedSaved"
        case .cannedRemoved: "cannedRemoved"
        case .answerAudited: "answerAudited"
        case .slotFilled: "slotFilled"
        case .slotCleared: "slotCleared"
        case .questionAsked: "questionAsked"
        case .questionSkipped: "questionSkipped"
        case .qualificationFinished: "qualificationFinished"
        case .leadScored: "leadScored"
        case .checklistMade: "checklistMade"
        case .checklistOpened: "checklistOpened"
        case .leadStatusChanged: "leadStatusChanged"
        case .sessionRevoked: "sessionRevoked"
        case .joinCodeIssued: "joinCodeIssued"
        case .channelJoined: "channelJoined"
        case .contactGiven: "contactGiven"
        case .consentWithdrawn: "consentWithdrawn"
        case .processingRestricted: "processingRestricted"
        case .deliveryRequested: "deliveryRequested"
        case .deliveryAttempted: "deliveryAttempted"
        case .deliveryDone: "deliveryDone"
        case .deliveryNamed: "deliveryNamed"
        case .deliveryAbandoned: "deliveryAbandoned"
        case .deliveryRetried: "deliveryRetried"
        case .rewordingRequested: "rewordingRequested"
        case .answerReworded: "answerReworded"
        case .rewordingDeclined: "rewordingDeclined"
        case .breakerOpened: "breakerOpened"
        case .breakerClosed: "breakerClosed"
        case .unknown(let type): type
        }
    }

    /// Whether it happens in conversations, and so changes a line of the console.
    var isOfConversation: Bool {
        switch self {
        case .presenceChanged, .adminLooked, .passwordChanged, .cannedSaved, .cannedRemoved, .breakerOpened, .breakerClosed, .unknown: false
        default: true
        }
    }

    /// Whether it is the staff's own: what visitors are not told, not even of themselves.
    public var isInternal: Bool {
        switch self {
        case .noteAdded, .labelsChanged, .adminLooked, .answerAudited, .snoozed, .deliveryRequested, .deadlineSet, .deadlinePassed,
            .deadlineCleared:
            true
        default: false
        }
    }

    /// Who did it, as the line's `by` says.
    var author: Actor {
        switch self {
        case .messageRead, .botAnswered, .questionAsked, .qualificationFinished, .leadScored, .answerReworded: .bot
        case .unknown, .deadlineSet, .deadlinePassed, .deadlineCleared, .presenceChanged, .deliveryRequested, .deliveryAttempted,
            .deliveryDone, .deliveryNamed, .deliveryAbandoned, .rewordingRequested, .rewordingDeclined, .breakerOpened:
            .system
        case .breakerClosed(let event): event.by
        case .messagesSeen(let event): event.who
        case .handoffPrioritised(let event): event.by
        // By a code of their own: the visitor. Where somebody else saw it, they are named.
        case .channelJoined(let event): event.verifiedBy == "code" ? .visitor : Actor(name: event.verifiedBy)
        case .handoffReleased(let event): event.by
        case .handoffAssigned(let event): event.by
        case .handoffReturned(let event): event.by
        case .conversationClosed(let event): event.by
        case .conversationReopened(let event): event.by
        case .handoffClaimed(let event): .admin(event.admin)
        case .adminSaid(let event): .admin(event.admin)
        case .noteAdded(let event): .admin(event.admin)
        case .labelsChanged(let event): .admin(event.admin)
        case .snoozed(let event): .admin(event.admin)
        case .visitorBlocked(let event): .admin(event.admin)
        case .visitorUnblocked(let event): .admin(event.admin)
        case .adminLooked(let event): .admin(event.admin)
        case .passwordChanged(let event): .admin(event.admin)
        case .cannedSaved(let event): .admin(event.admin)
        case .cannedRemoved(let event): .admin(event.admin)
        case .answerAudited(let event): .admin(event.admin)
        case .leadStatusChanged(let event): .admin(event.admin)
        case .deliveryRetried(let event): .admin(event.admin)
        default: .visitor
        }
    }

    /// The line's `data`: one JSON object.
    var data: [UInt8] {
        var writer = JSONWriter(capacity: 1536)
        writer.object { writer in
            switch self {
            case .conversationStarted(let event):
                writer.member("visitor", event.visitor)
                writer.member("session_hash", event.sessionHash)
                writer.member("locale", event.language.rawValue)
                writer.member("channel", event.channel.rawValue)
                writer.member("page", ifPresent: event.page)
                writer.member("referrer", ifPresent: event.referrer)
                if !event.campaign.isEmpty { writer.member("utm", event.campaign) }
                writer.member("variant_seed", event.variantSeed)
            case .sessionAdded(let event):
                writer.member("session_hash", event.sessionHash)
                writer.member("reason", event.reason)
            case .visitorSaid(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("client_message_id", ifPresent: event.clientMessageID)
                writer.member("text", event.text)
                writer.member("locale", event.language.rawValue)
                writer.member("via", event.via.rawValue)
            case .messageRead(let event): event.write(to: &writer)
            case .botAnswered(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("reply_to", ifPresent: event.replyTo?.rawValue)
                event.answer.write(to: &writer)
                writer.member("milliseconds", event.milliseconds)
            case .choiceTaken(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("intent", event.intent.rawValue)
                writer.member("offered", event.offered.map(\.rawValue))
            case .promotionRefused(let event):
                writer.member("message_id", ifPresent: event.messageID?.rawValue)
                writer.member("how", event.how.rawValue)
                writer.member("count", event.count)
                writer.member("postponed_until_number", ifPresent: event.postponedUntilUtterance)
            case .handoffRequested(let event):
                writer.member("reason", event.reason.rawValue)
                writer.member("channel", event.channel.rawValue)
                writer.member("name", ifPresent: event.name)
                writer.member("contact", ifPresent: event.contact)
                writer.member("topic", ifPresent: event.topic)
                writer.member("priority", event.priority.rawValue)
                writer.member("within_hours", event.withinHours)
                if let estimate = event.estimate {
                    writer.key("estimate")
                    writer.object { writer in
                        writer.member("p50", estimate.medianSeconds)
                        writer.member("p90", estimate.ninetiethSeconds)
                        writer.member("samples", estimate.samples)
                    }
                }
            case .messagesSeen(let event):
                writer.member("who", event.who.name)
                writer.member("up_to", event.upTo)
            case .answerRated(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("value", event.value.rawValue)
            case .conversationRated(let event):
                writer.member("value", event.value.rawValue)
                writer.member("comment", ifPresent: event.comment)
            case .consentGiven(let consent): consent.write(to: &writer)
            case .leadReceived(let event): event.write(to: &writer)
            case .handoffPrioritised(let event):
                writer.member("priority", event.priority.rawValue)
                writer.member("reason", event.reason)
            case .deadlineSet(let event):
                writer.member("deadline_id", event.deadlineID)
                writer.member("purpose", event.purpose.rawValue)
                writer.member("step", event.step)
                writer.member("at", event.at.iso8601)
            case .deadlinePassed(let event):
                writer.member("deadline_id", event.deadlineID)
                writer.member("purpose", event.purpose.rawValue)
                writer.member("step", event.step)
            case .deadlineCleared(let event):
                writer.member("deadline_id", event.deadlineID)
            case .handoffClaimed(let event):
                writer.member("admin", event.admin)
                writer.member("fence", event.fence)
            case .handoffReleased(let event):
                writer.member("admin", event.admin)
                writer.member("fence", event.fence)
                writer.member("reason", event.reason)
            case .handoffAssigned(let event):
                writer.member("from", ifPresent: event.from)
                writer.member("to", event.to)
                writer.member("fence", event.fence)
            case .handoffReturned(let event):
                writer.member("reason", event.reason)
            case .adminSaid(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("client_message_id", ifPresent: event.clientMessageID)
                writer.member("admin", event.admin)
                writer.member("fence", event.fence)
                writer.member("text", event.text)
                if let canned = event.canned {
                    writer.key("canned")
                    writer.object { writer in
                        writer.member("id", canned.id)
                        writer.member("version", canned.version)
                    }
                }
                writer.member("from", event.origin.rawValue)
                writer.member("suggested", ifPresent: event.suggested?.rawValue)
            case .noteAdded(let event):
                writer.member("text", event.text)
            case .labelsChanged(let event):
                writer.member("added", event.added)
                writer.member("removed", event.removed)
            case .snoozed(let event):
                writer.member("until", ifPresent: event.until?.iso8601)
            case .conversationClosed(let event):
                writer.member("reason", event.reason)
            case .conversationReopened(let event):
                writer.member("reason", event.reason)
            case .visitorBlocked(let event):
                writer.member("reason", event.reason)
                writer.member("until", ifPresent: event.until?.iso8601)
            case .visitorUnblocked(let event):
                writer.member("reason", event.reason)
            case .presenceChanged(let event):
                writer.member("admin", event.admin)
                writer.member("state", event.state.rawValue)
                writer.member("reason", event.reason)
            case .passwordChanged: break
            case .adminLooked(let event):
                writer.member("what", event.what)
                writer.member("target", ifPresent: event.target)
            case .cannedSaved(let event):
                writer.member("id", event.id)
                writer.member("version", event.version)
                writer.member("title", event.title)
                writer.member("shortcut", event.shortcut)
                writer.member("locale", event.language.rawValue)
                writer.member("text", event.text)
            case .cannedRemoved(let event):
                writer.member("id", event.id)
            case .answerAudited(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("right", event.right)
                writer.member("intent_should_be", ifPresent: event.intentShouldBe?.rawValue)
                writer.member("note", ifPresent: event.note)
            case .slotFilled(let event):
                writer.member("slot", event.slot)
                writer.member("value", event.value)
                writer.member("source", event.source.rawValue)
                writer.member("message_id", event.messageID.rawValue)
            case .slotCleared(let event):
                writer.member("slot", event.slot)
            case .questionAsked(let event):
                writer.member("slot", event.slot)
                writer.member("message_id", event.messageID.rawValue)
            case .questionSkipped(let event):
                writer.member("slot", event.slot)
            case .leadScored(let event):
                writer.member("score", event.score)
                writer.member("signals", event.signals)
            case .qualificationFinished(let event):
                writer.member("score", event.score)
                writer.member("gaps", event.gaps)
            case .checklistMade(let event):
                writer.member("checklist_id", event.checklistID)
                writer.member("locale", event.language.rawValue)
                writer.member("version", event.version)
                writer.member("expires", event.expires.iso8601)
            case .checklistOpened(let event):
                writer.member("checklist_id", event.checklistID)
            case .leadStatusChanged(let event):
                writer.member("lead_id", event.leadID)
                writer.member("status", event.status.rawValue)
                writer.member("note", ifPresent: event.note)
            case .sessionRevoked(let event):
                writer.member("session_hash", event.sessionHash)
                writer.member("reason", event.reason)
            case .joinCodeIssued(let event):
                writer.member("code_hash", event.codeHash)
                writer.member("expires", event.expires.iso8601)
                writer.member("channel", event.channel)
            case .channelJoined(let event):
                writer.member("channel", event.channel)
                writer.member("address_hash", ifPresent: event.addressHash)
                writer.member("verified_by", event.verifiedBy)
                writer.member("code_hash", ifPresent: event.codeHash)
            case .contactGiven(let event):
                writer.member("kind", event.kind.rawValue)
                writer.member("value", event.value)
            case .consentWithdrawn(let event):
                writer.member("purpose", event.purpose)
            case .processingRestricted(let event):
                writer.member("purpose", event.purpose)
                writer.member("until", ifPresent: event.until?.iso8601)
            case .deliveryRequested(let event):
                writer.member("delivery_id", event.deliveryID)
                writer.member("kind", event.kind.rawValue)
                writer.member("to_ref", event.toRef)
                writer.member("template", event.template)
                writer.member("data", event.data)
                writer.member("expires", event.expires.iso8601)
            case .deliveryAttempted(let event):
                writer.member("attempt", event.attempt)
                writer.member("outcome", event.outcome)
                writer.member("retry_at", ifPresent: event.retryAt?.iso8601)
            case .deliveryNamed(let event):
                writer.member("vendor_id", event.vendorID)
            case .deliveryDone(let event):
                writer.member("vendor_id", ifPresent: event.vendorID)
            case .deliveryAbandoned(let event):
                writer.member("reason", event.reason)
            case .deliveryRetried(let event):
                writer.member("reason", event.reason)
            case .rewordingRequested(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("deadline", event.deadline.iso8601)
                writer.member("visitor", event.visitor)
                writer.member("most_tokens", event.most.tokens)
                writer.member("most_micro_cost", event.most.microCost)
            case .answerReworded(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("text", event.text)
                event.usage.write(to: &writer)
            case .rewordingDeclined(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("reason", event.reason)
                event.usage?.write(to: &writer)
            case .breakerOpened(let event):
                writer.member("vendor", event.vendor)
                writer.member("reason", event.reason)
                writer.member("until", ifPresent: event.until?.iso8601)
            case .breakerClosed(let event):
                writer.member("vendor", event.vendor)
            case .unknown: break
            }
        }
        return writer.bytes
    }

    /// Reads an event back.
    ///
    /// A type that this version does not know is `.unknown`; members it does not know are skipped.
    ///
    /// - Throws: `EventError` when a member that the type needs is missing: the log was written by something else.
    init(type: String, by: Actor = .system, data: JSON) throws(EventError) {
        let fields = Fields(data, path: type)
        switch type {
        case "conversationStarted":
            self = .conversationStarted(
                .init(
                    visitor: try fields.text("visitor"), sessionHash: try fields.text("session_hash"), language: try fields.value("locale"),
                    channel: try fields.value("channel"), page: fields.optionalText("page"), referrer: fields.optionalText("referrer"),
                    campaign: fields.optionalMap("utm"), variantSeed: UInt32(truncatingIfNeeded: try fields.integer("variant_seed"))))
        case "sessionAdded":
            self = .sessionAdded(.init(sessionHash: try fields.text("session_hash"), reason: try fields.text("reason")))
        case "visitorSaid":
            self = .visitorSaid(
                .init(
                    messageID: try fields.id("message_id"), clientMessageID: fields.optionalText("client_message_id"),
                    text: try fields.text("text"), language: try fields.value("locale"), via: try fields.value("via")))
        case "messageRead": self = .messageRead(try .init(fields))
        case "botAnswered":
            self = .botAnswered(
                .init(
                    messageID: try fields.id("message_id"), replyTo: fields.optionalText("reply_to").map(MessageID.init),
                    answer: try Answer(fields),
                    milliseconds: try fields.integer("milliseconds")))
        case "choiceTaken":
            self = .choiceTaken(
                .init(messageID: try fields.id("message_id"), intent: try fields.id("intent"), offered: try fields.ids("offered")))
        case "promotionRefused":
            self = .promotionRefused(
                .init(
                    messageID: fields.optionalText("message_id").map(MessageID.init), how: try fields.value("how"),
                    count: try fields.integer("count"),
                    postponedUntilUtterance: data["postponed_until_number"]?.integer))
        case "handoffRequested":
            self = .handoffRequested(
                .init(
                    reason: try fields.value("reason"), channel: try fields.value("channel"), name: fields.optionalText("name"),
                    contact: fields.optionalText("contact"), topic: fields.optionalText("topic"),
                    priority: try fields.optionalValue("priority") ?? .normal, withinHours: try fields.flag("within_hours"),
                    estimate: try fields.estimate()))
        case "messagesSeen":
            self = .messagesSeen(
                .init(who: fields.optionalText("who").map(Actor.init) ?? .visitor, upTo: UInt64(max(0, try fields.integer("up_to")))))
        case "answerRated": self = .answerRated(.init(messageID: try fields.id("message_id"), value: try fields.value("value")))
        case "conversationRated":
            self = .conversationRated(.init(value: try fields.value("value"), comment: fields.optionalText("comment")))
        case "consentGiven":
            self = .consentGiven(
                .init(
                    purpose: try fields.text("purpose"), wordingVersion: try fields.text("wording_version"),
                    channel: try fields.text("channel")))
        case "leadReceived": self = .leadReceived(try .init(fields))
        case "handoffPrioritised":
            self = .handoffPrioritised(.init(by: by, priority: try fields.value("priority"), reason: try fields.text("reason")))
        case "deadlineSet":
            self = .deadlineSet(
                .init(
                    deadlineID: try fields.text("deadline_id"), purpose: try fields.value("purpose"),
                    step: fields.json["step"]?.integer ?? 0, at: try fields.time("at")))
        case "deadlinePassed":
            self = .deadlinePassed(
                .init(deadlineID: try fields.text("deadline_id"), purpose: try fields.value("purpose"), step: try fields.integer("step")))
        case "deadlineCleared":
            self = .deadlineCleared(.init(deadlineID: try fields.text("deadline_id")))
        case "handoffClaimed":
            self = .handoffClaimed(.init(admin: try fields.text("admin"), fence: try fields.fence("fence")))
        case "handoffReleased":
            self = .handoffReleased(
                .init(by: by, admin: try fields.text("admin"), fence: try fields.fence("fence"), reason: try fields.text("reason")))
        case "handoffAssigned":
            self = .handoffAssigned(
                .init(by: by, from: fields.optionalText("from"), to: try fields.text("to"), fence: try fields.fence("fence")))
        case "handoffReturned":
            self = .handoffReturned(.init(by: by, reason: try fields.text("reason")))
        case "adminSaid":
            self = .adminSaid(
                .init(
                    messageID: try fields.id("message_id"), clientMessageID: fields.optionalText("client_message_id"),
                    admin: try fields.text("admin"), fence: try fields.fence("fence"), text: try fields.text("text"),
                    canned: try fields.canned(), origin: try fields.value("from"), suggested: try fields.optionalValue("suggested")))
        case "noteAdded":
            self = .noteAdded(.init(admin: by.adminName, text: try fields.text("text")))
        case "labelsChanged":
            self = .labelsChanged(.init(admin: by.adminName, added: try fields.texts("added"), removed: try fields.texts("removed")))
        case "snoozed":
            self = .snoozed(.init(admin: by.adminName, until: try fields.optionalTime("until")))
        case "conversationClosed":
            self = .conversationClosed(.init(by: by, reason: try fields.text("reason")))
        case "conversationReopened":
            self = .conversationReopened(.init(by: by, reason: try fields.text("reason")))
        case "visitorBlocked":
            self = .visitorBlocked(.init(admin: by.adminName, reason: try fields.text("reason"), until: try fields.optionalTime("until")))
        case "visitorUnblocked":
            self = .visitorUnblocked(.init(admin: by.adminName, reason: try fields.text("reason")))
        case "presenceChanged":
            self = .presenceChanged(
                .init(admin: try fields.text("admin"), state: try fields.value("state"), reason: try fields.text("reason")))
        case "passwordChanged":
            self = .passwordChanged(.init(admin: by.adminName))
        case "adminLooked":
            self = .adminLooked(.init(admin: by.adminName, what: try fields.text("what"), target: fields.optionalText("target")))
        case "cannedSaved":
            self = .cannedSaved(
                .init(
                    admin: by.adminName, id: try fields.text("id"), version: try fields.integer("version"), title: try fields.text("title"),
                    shortcut: try fields.text("shortcut"), language: try fields.value("locale"), text: try fields.text("text")))
        case "cannedRemoved":
            self = .cannedRemoved(.init(admin: by.adminName, id: try fields.text("id")))
        case "answerAudited":
            self = .answerAudited(
                .init(
                    admin: by.adminName, messageID: try fields.id("message_id"), right: try fields.flag("right"),
                    intentShouldBe: fields.optionalText("intent_should_be").map(IntentID.init), note: fields.optionalText("note")))
        case "slotFilled":
            self = .slotFilled(
                .init(
                    slot: try fields.text("slot"), value: try fields.text("value"), source: try fields.value("source"),
                    messageID: try fields.id("message_id")))
        case "slotCleared":
            self = .slotCleared(.init(slot: try fields.text("slot")))
        case "questionAsked":
            self = .questionAsked(.init(slot: try fields.text("slot"), messageID: try fields.id("message_id")))
        case "questionSkipped":
            self = .questionSkipped(.init(slot: try fields.text("slot")))
        case "leadScored":
            self = .leadScored(.init(score: try fields.integer("score"), signals: try fields.texts("signals")))
        case "qualificationFinished":
            self = .qualificationFinished(.init(score: try fields.integer("score"), gaps: try fields.texts("gaps")))
        case "checklistMade":
            self = .checklistMade(
                .init(
                    checklistID: try fields.text("checklist_id"), language: try fields.value("locale"), version: try fields.text("version"),
                    expires: try fields.time("expires")))
        case "checklistOpened":
            self = .checklistOpened(.init(checklistID: try fields.text("checklist_id")))
        case "leadStatusChanged":
            self = .leadStatusChanged(
                .init(
                    admin: by.adminName, leadID: try fields.text("lead_id"), status: try fields.value("status"),
                    note: fields.optionalText("note")))
        case "sessionRevoked":
            self = .sessionRevoked(.init(sessionHash: try fields.text("session_hash"), reason: try fields.text("reason")))
        case "joinCodeIssued":
            self = .joinCodeIssued(
                .init(codeHash: try fields.text("code_hash"), expires: try fields.time("expires"), channel: try fields.text("channel")))
        case "channelJoined":
            self = .channelJoined(
                .init(
                    channel: try fields.text("channel"), addressHash: fields.optionalText("address_hash"),
                    verifiedBy: try fields.text("verified_by"), codeHash: fields.optionalText("code_hash")))
        case "contactGiven":
            self = .contactGiven(.init(kind: try fields.value("kind"), value: try fields.text("value")))
        case "consentWithdrawn":
            self = .consentWithdrawn(.init(purpose: try fields.text("purpose")))
        case "processingRestricted":
            self = .processingRestricted(.init(purpose: try fields.text("purpose"), until: try fields.optionalTime("until")))
        case "deliveryRequested":
            self = .deliveryRequested(
                .init(
                    deliveryID: try fields.text("delivery_id"), kind: try fields.value("kind"), toRef: try fields.text("to_ref"),
                    template: try fields.text("template"), data: try fields.map("data"), expires: try fields.time("expires")))
        case "deliveryAttempted":
            self = .deliveryAttempted(
                .init(
                    attempt: try fields.integer("attempt"), outcome: try fields.text("outcome"),
                    retryAt: try fields.optionalTime("retry_at")))
        case "deliveryNamed":
            self = .deliveryNamed(.init(vendorID: try fields.text("vendor_id")))
        case "deliveryDone":
            self = .deliveryDone(.init(vendorID: fields.optionalText("vendor_id")))
        case "deliveryAbandoned":
            self = .deliveryAbandoned(.init(reason: try fields.text("reason")))
        case "deliveryRetried":
            self = .deliveryRetried(.init(admin: by.adminName, reason: try fields.text("reason")))
        case "rewordingRequested":
            self = .rewordingRequested(
                .init(
                    messageID: try fields.id("message_id"), deadline: try fields.time("deadline"),
                    visitor: fields.optionalText("visitor") ?? "",
                    most: .init(
                        calls: 1, tokens: fields.json["most_tokens"]?.integer ?? 0, microCost: fields.json["most_micro_cost"]?.integer ?? 0)
                ))
        case "answerReworded":
            self = .answerReworded(.init(messageID: try fields.id("message_id"), text: try fields.text("text"), usage: try fields.usage()))
        case "rewordingDeclined":
            self = .rewordingDeclined(
                .init(messageID: try fields.id("message_id"), reason: try fields.text("reason"), usage: try fields.optionalUsage()))
        case "breakerOpened":
            self = .breakerOpened(
                .init(vendor: try fields.text("vendor"), reason: try fields.text("reason"), until: try fields.optionalTime("until")))
        case "breakerClosed": self = .breakerClosed(.init(by: by, vendor: try fields.text("vendor")))
        default: self = .unknown(type: type)
        }
    }
}

extension Entry {
    /// The event as the journal takes it.
    init(_ event: Event, at: Timestamp) {
        self.init(at: at.milliseconds, type: event.type, by: event.author.name, data: event.data)
    }
}

extension Event {
    /// The event that a record holds.
    ///
    /// - Throws: `JSONError` or `EventError` when its data is not what its type says.
    init(_ record: Record) throws {
        try self.init(type: record.type, by: Actor(name: record.by), data: JSON(parsing: record.data))
    }

}

extension KnownAnswers.Figures {
    /// The figures of a `botAnswered`, from the data without what it says.
    ///
    /// - Throws: `JSONError` or `EventError` when they are not there.
    init(_ data: [UInt8]) throws {
        let fields = Fields(try JSON(parsing: data), path: "botAnswered")
        // Anything else would belong to the answer.
        let own = ["message_id", "reply_to", "promotion", "confidence", "handoff", "milliseconds"]
        if let other = fields.json.object?.first(where: { !own.contains($0.key) }) { throw fields.missing(other.key) }
        self.init(
            messageID: try fields.id("message_id"), replyTo: fields.optionalText("reply_to").map(MessageID.init),
            promotion: try fields.value("promotion"), confidence: try fields.number("confidence"),
            handoffOffered: try fields.optionalValue("handoff"), milliseconds: try fields.integer("milliseconds"))
    }
}

extension Event.MessageRead {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("message_id", messageID.rawValue)
        writer.member("guard", ifPresent: reading.guarded?.rawValue)
        writer.key("parts")
        writer.array { writer in
            for part in reading.parts {
                writer.object { writer in
                    writer.member("verdict", part.verdict.rawValue)
                    writer.member("intent", ifPresent: part.intent?.rawValue)
                    writer.member("confidence", part.confidence)
                    writer.key("alternatives")
                    writer.array { writer in
                        for alternative in part.alternatives {
                            writer.object { writer in
                                writer.member("intent", alternative.intent.rawValue)
                                writer.member("confidence", alternative.confidence)
                            }
                        }
                    }
                    writer.key("span")
                    writer.array { writer in
                        writer.value(part.span.lowerBound)
                        writer.value(part.span.upperBound)
                    }
                }
            }
        }
        writer.member("language", ifPresent: reading.language?.rawValue)
        writer.member("model_hash", reading.modelHash)
        writer.member("content_version", contentVersion)
        writer.key("context")
        writer.object { writer in
            writer.member("last_intent", ifPresent: context.lastIntent?.rawValue)
            if !context.expecting.isEmpty { writer.member("expecting", context.expecting.map(\.rawValue)) }
        }
        writer.member("microseconds", reading.microseconds)
    }

    fileprivate init(_ fields: Fields) throws(EventError) {
        var parts: [Reading.Part] = []
        for part in try fields.list("parts") {
            var alternatives: [Reading.Alternative] = []
            for alternative in try part.list("alternatives") {
                alternatives.append(.init(intent: try alternative.id("intent"), confidence: try alternative.number("confidence")))
            }
            let span = part.json["span"]
            guard let start = span?[0]?.integer, let end = span?[1]?.integer, start <= end else { throw part.missing("span") }
            parts.append(
                .init(
                    verdict: try part.value("verdict"), intent: part.optionalText("intent").map(IntentID.init),
                    confidence: try part.number("confidence"), alternatives: alternatives, span: start..<end))
        }
        let context = fields.json["context"] ?? .object([])
        self.init(
            messageID: try fields.id("message_id"),
            reading: Reading(
                guarded: try fields.optionalValue("guard"), parts: parts, language: try fields.optionalValue("language"),
                modelHash: try fields.text("model_hash"), microseconds: try fields.integer("microseconds")),
            contentVersion: try fields.text("content_version"),
            context: ReadingContext(
                lastIntent: context["last_intent"]?.string.map(IntentID.init),
                expecting: (context["expecting"]?.array ?? []).compactMap(\.string).map(IntentID.init)))
    }
}

extension Consent {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("purpose", purpose)
        writer.member("wording_version", wordingVersion)
        writer.member("channel", channel)
    }
}

extension Event.LeadReceived {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("lead_id", leadID)
        writer.member("name", lead.name)
        writer.member("contact", lead.contact.value)
        writer.member("contact_kind", lead.contact.kind.rawValue)
        writer.member("company", lead.company)
        writer.member("need", lead.need)
        writer.member("intent", ifPresent: lead.intent?.rawValue)
        writer.member("page", ifPresent: lead.page)
        writer.member("utm", lead.campaign)
        writer.member("conversation", ifPresent: conversation?.rawValue)
        writer.member("score", ifPresent: score)
    }

    fileprivate init(_ fields: Fields) throws(EventError) {
        self.init(
            leadID: try fields.text("lead_id"),
            lead: Lead(
                name: try fields.text("name"), contact: .init(kind: try fields.value("contact_kind"), value: try fields.text("contact")),
                company: try fields.text("company"), need: try fields.text("need"),
                intent: fields.optionalText("intent").map(IntentID.init), page: fields.optionalText("page"),
                campaign: fields.optionalMap("utm")),
            conversation: fields.optionalText("conversation").map(ConversationID.init), score: fields.json["score"]?.integer)
    }
}

extension Rewording.Usage {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("provider", provider)
        writer.member("model", model)
        writer.member("input_tokens", inputTokens)
        writer.member("output_tokens", outputTokens)
        writer.member("micro_cost", microCost)
        writer.member("milliseconds", milliseconds)
    }
}

extension JSONWriter {
    /// An object of texts, by name, so that the same texts are the same bytes.
    fileprivate mutating func member(_ name: StaticString, _ texts: [String: String]) {
        key(name)
        object { writer in
            for (name, value) in texts.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                writer.key(dynamic: name)
                writer.value(value)
            }
        }
    }
}

extension Answer {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("kind", kind.rawValue)
        writer.key("parts")
        writer.array { writer in
            for part in parts {
                writer.object { writer in
                    writer.member("intent", part.intent.rawValue)
                    writer.member("template_hash", part.templateHash)
                    writer.member("variant", ifPresent: part.variant)
                }
            }
        }
        writer.member("text", text)
        writer.member("benefits_title", ifPresent: benefitsTitle)
        writer.member("benefits", benefits)
        writer.key("cta")
        writer.object { writer in
            writer.member("primary", primary.text)
            writer.member("secondary", secondary.text)
        }
        writer.key("cta_actions")
        writer.object { writer in
            writer.key("primary")
            primary.action.write(to: &writer)
            writer.key("secondary")
            secondary.action.write(to: &writer)
        }
        writer.key("sources")
        writer.array { writer in for source in sources { source.write(to: &writer) } }
        writer.key("suggestions")
        writer.array { writer in for choice in suggestions { choice.write(to: &writer) } }
        writer.key("choices")
        writer.array { writer in for choice in choices { choice.write(to: &writer) } }
        question?.write(to: &writer)
        writer.member("disclaimer", ifPresent: disclaimer)
        writer.member("promotion", promotion.rawValue)
        writer.member("confidence", confidence)
        writer.member("handoff", ifPresent: handoffOffered?.rawValue)
    }

    fileprivate init(_ fields: Fields) throws(EventError) {
        var parts: [Part] = []
        for part in try fields.list("parts") {
            parts.append(
                .init(
                    intent: try part.id("intent"), templateHash: try part.text("template_hash"), variant: part.optionalText("variant")))
        }
        var sources: [Source] = []
        for source in try fields.list("sources") { sources.append(try Source(source)) }
        let texts = try fields.nested("cta")
        let actions = try fields.nested("cta_actions")
        self.init(
            kind: try fields.value("kind"), parts: parts, text: try fields.text("text"),
            benefitsTitle: fields.optionalText("benefits_title"),
            benefits: try fields.texts("benefits"),
            primary: CallToAction(text: try texts.text("primary"), action: try .init(try actions.nested("primary"))),
            secondary: CallToAction(text: try texts.text("secondary"), action: try .init(try actions.nested("secondary"))),
            sources: sources, suggestions: try Choice.list(in: fields, "suggestions"), choices: try Choice.list(in: fields, "choices"),
            question: fields.json["question"] == nil ? nil : try Question(try fields.nested("question")),
            disclaimer: fields.optionalText("disclaimer"), promotion: try fields.value("promotion"),
            confidence: try fields.number("confidence"), handoffOffered: try fields.optionalValue("handoff"))
    }
}

extension Answer.Choice {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("intent", intent.rawValue)
            writer.member("text", text)
        }
    }

    fileprivate static func list(in fields: Fields, _ name: String) throws(EventError) -> [Answer.Choice] {
        var choices: [Answer.Choice] = []
        for choice in try fields.list(name) { choices.append(.init(intent: try choice.id("intent"), text: try choice.text("text"))) }
        return choices
    }
}

extension Answer.Question {
    /// Writes the member `question` as the log and the API both show it.
    public func write(to writer: inout JSONWriter) {
        writer.key("question")
        writer.object { writer in
            writer.member("slot", slot)
            writer.key("options")
            writer.array { writer in
                for option in options {
                    writer.object { writer in
                        writer.member("value", option.value)
                        writer.member("text", option.text)
                    }
                }
            }
            writer.member("skippable", isSkippable)
            writer.member("step", step)
            writer.member("of", count)
        }
    }

    fileprivate init(_ fields: Fields) throws(EventError) {
        var options: [Option] = []
        for option in try fields.list("options") { options.append(.init(value: try option.text("value"), text: try option.text("text"))) }
        self.init(
            slot: try fields.text("slot"), options: options, isSkippable: try fields.flag("skippable"), step: try fields.integer("step"),
            count: try fields.integer("of"))
    }
}

extension Source {
    /// Writes the source as the log and the API both show it.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("title", title)
            writer.member("url", ifPresent: url)
            writer.member("article", ifPresent: article)
            writer.member("year", ifPresent: year)
        }
    }

    fileprivate init(_ fields: Fields) throws(EventError) {
        self.init(
            title: try fields.text("title"), url: fields.optionalText("url"), article: fields.optionalText("article"),
            year: fields.json["year"]?.integer)
    }
}

extension CallToAction.Action {
    /// Writes the action as the log and the API both show it.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .lead: writer.member("kind", "lead")
            case .checklist: writer.member("kind", "checklist")
            case .escalate: writer.member("kind", "escalate")
            case .whatsapp(let href):
                writer.member("kind", "whatsapp")
                writer.member("href", href)
            case .link(let href):
                writer.member("kind", "link")
                writer.member("href", href)
            case .ask(let choice):
                writer.member("kind", "ask")
                writer.member("intent", choice.intent.rawValue)
                writer.member("text", choice.text)
            }
        }
    }

    fileprivate init(_ fields: Fields) throws(EventError) {
        switch try fields.text("kind") {
        case "lead": self = .lead
        case "checklist": self = .checklist
        case "escalate": self = .escalate
        case "whatsapp": self = .whatsapp(href: try fields.text("href"))
        case "link": self = .link(href: try fields.text("href"))
        case "ask": self = .ask(.init(intent: try fields.id("intent"), text: try fields.text("text")))
        default: throw fields.missing("kind")
        }
    }
}

/// The members of one object, and where it stands, for the error.
private struct Fields {
    let json: JSON
    let path: String

    init(_ json: JSON, path: String) {
        self.json = json
        self.path = path
    }

    func missing(_ name: String) -> EventError { EventError(path: "\(path).\(name)") }

    func text(_ name: String) throws(EventError) -> String {
        guard let text = json[name]?.string else { throw missing(name) }
        return text
    }

    func optionalText(_ name: String) -> String? { json[name]?.string }

    func integer(_ name: String) throws(EventError) -> Int {
        guard let number = json[name]?.integer else { throw missing(name) }
        return number
    }

    func number(_ name: String) throws(EventError) -> Double {
        guard let number = json[name]?.double else { throw missing(name) }
        return number
    }

    func flag(_ name: String) throws(EventError) -> Bool {
        guard let truth = json[name]?.bool else { throw missing(name) }
        return truth
    }

    func fence(_ name: String) throws(EventError) -> UInt64 {
        guard let number = json[name]?.integer, number >= 0 else { throw missing(name) }
        return UInt64(number)
    }

    func time(_ name: String) throws(EventError) -> Timestamp {
        guard let time = Timestamp(iso8601: try text(name)) else { throw missing(name) }
        return time
    }

    func optionalTime(_ name: String) throws(EventError) -> Timestamp? { json[name] == nil ? nil : try time(name) }

    func map(_ name: String) throws(EventError) -> [String: String] {
        guard json[name]?.object != nil else { throw missing(name) }
        return optionalMap(name)
    }

    func optionalMap(_ name: String) -> [String: String] {
        let members = json[name]?.object ?? []
        return Dictionary(members.compactMap { member in member.value.string.map { (member.key, $0) } }) { _, last in last }
    }

    func estimate() throws(EventError) -> Handoff.Estimate? {
        guard json["estimate"] != nil else { return nil }
        let fields = try nested("estimate")
        return Handoff.Estimate(
            medianSeconds: try fields.integer("p50"), ninetiethSeconds: try fields.integer("p90"), samples: try fields.integer("samples"))
    }

    func canned() throws(EventError) -> Event.AdminSaid.CannedReference? {
        guard json["canned"] != nil else { return nil }
        let fields = try nested("canned")
        return .init(id: try fields.text("id"), version: try fields.integer("version"))
    }

    func usage() throws(EventError) -> Rewording.Usage {
        Rewording.Usage(
            provider: try text("provider"), model: try text("model"), inputTokens: try integer("input_tokens"),
            outputTokens: try integer("output_tokens"), microCost: try integer("micro_cost"), milliseconds: try integer("milliseconds"))
    }

    func optionalUsage() throws(EventError) -> Rewording.Usage? { json["provider"] == nil ? nil : try usage() }

    func texts(_ name: String) throws(EventError) -> [String] {
        guard let elements = json[name]?.array else { throw missing(name) }
        return elements.compactMap(\.string)
    }

    func value<Value: RawRepresentable>(_ name: String) throws(EventError) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: try text(name)) else { throw missing(name) }
        return value
    }

    func optionalValue<Value: RawRepresentable>(_ name: String) throws(EventError) -> Value? where Value.RawValue == String {
        json[name] == nil ? nil : try value(name)
    }

    func id<ID: RawRepresentable>(_ name: String) throws(EventError) -> ID where ID.RawValue == String {
        try value(name)
    }

    func ids(_ name: String) throws(EventError) -> [IntentID] { try texts(name).map(IntentID.init) }

    func nested(_ name: String) throws(EventError) -> Fields {
        guard let json = json[name], json.object != nil else { throw missing(name) }
        return Fields(json, path: "\(path).\(name)")
    }

    func list(_ name: String) throws(EventError) -> [Fields] {
        guard let elements = json[name]?.array else { throw missing(name) }
        return elements.enumerated().map { Fields($1, path: "\(path).\(name)[\($0)]") }
    }
}
