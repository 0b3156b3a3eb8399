import Dialogue
import Ledger
import Testing

/// One conversation told again from its events, a question at a time: slow, and unlike the fold.
private struct Retold {
    let records: [Record]
    let stream: String

    init(_ stream: String, in all: [Record]) {
        self.stream = stream
        records = all.filter { $0.stream == stream }
    }

    /// Mode and status after the first `count` events.
    func standing(after count: Int) -> (mode: Conversation.Mode, status: Ledger.Row.Status) {
        for index in (0..<count).reversed() {
            switch records[index].event {
            case .handoffClaimed, .handoffAssigned: return (.admin, .open)
            case .handoffReleased: return (.waitingAdmin, .pending)
            case .handoffReturned: return (.bot, standing(after: index).status == .closed ? .closed : .open)
            case .conversationClosed: return (.bot, .closed)
            case .conversationReopened: return (.bot, .open)
            case .handoffRequested:
                let before = standing(after: index)
                return before.mode == .bot ? (.waitingAdmin, .pending) : before
            default: continue
            }
        }
        return (.bot, .open)
    }

    var mode: Conversation.Mode { standing(after: records.count).mode }
    var status: Ledger.Row.Status { standing(after: records.count).status }

    func last<Value>(_ value: (Event) -> Value?) -> Value? {
        for record in records.reversed() { if let found = value(record.event) { return found } }
        return nil
    }

    var isSnoozed: Bool {
        last { event -> Bool? in
            switch event {
            case .snoozed(let it): it.until != nil
            case .conversationClosed, .handoffReturned, .handoffRequested, .visitorSaid: false
            case .deadlinePassed(let it): it.purpose == .snooze ? false : nil
            default: nil
            }
        } ?? false
    }

    var isBlocked: Bool {
        last { event -> Bool? in
            switch event {
            case .visitorBlocked: true
            case .visitorUnblocked: false
            default: nil
            }
        } ?? false
    }

    var assignee: String? {
        for index in records.indices.reversed() {
            switch records[index].event {
            case .handoffClaimed(let it): return it.admin
            case .handoffAssigned(let it): return it.to
            case .handoffReleased, .handoffReturned, .conversationReopened: return nil
            // Asked for anew: who had it when it was closed has it no more.
            case .handoffRequested where standing(after: index).mode == .bot: return nil
            default: continue
            }
        }
        return nil
    }

    var labels: [String] {
        var labels: Set<String> = []
        for case .labelsChanged(let it) in records.map(\.event) { labels = labels.subtracting(it.removed).union(it.added) }
        return labels.sorted()
    }

    /// When the handoff that runs was asked for.
    var waitingSince: Timestamp? {
        guard mode == .waitingAdmin else { return nil }
        var firstRelease: Timestamp?
        for index in records.indices.reversed() {
            switch records[index].event {
            case .handoffRequested where standing(after: index).mode == .bot: return records[index].at
            case .handoffReturned, .conversationClosed: return firstRelease
            case .handoffReleased: firstRelease = records[index].at
            default: continue
            }
        }
        return firstRelease
    }

    var priority: Handoff.Priority {
        var highest = Handoff.Priority.normal
        for record in records.reversed() {
            switch record.event {
            case .handoffPrioritised(let it): return max(highest, it.priority)
            case .handoffReturned, .conversationClosed: return highest
            case .handoffRequested(let it): highest = max(highest, it.priority)
            default: continue
            }
        }
        return highest
    }

    var updatedAt: Timestamp? {
        records.filter { record in
            switch record.event {
            case .messagesSeen, .adminLooked, .answerRated, .answerAudited, .promotionRefused, .deliveryRequested, .unknown: false
            case .deadlinePassed(let it): it.purpose == .snooze
            default: true
            }
        }.map(\.at).max()
    }

    var isQueued: Bool { mode == .waitingAdmin && !isSnoozed && !isBlocked }
}

@Suite struct ConversationTests {
    private static func started(_ records: [Record]) -> [String: UInt64] {
        var born: [String: UInt64] = [:]
        for record in records { if case .conversationStarted = record.event { born[record.stream] = record.sequence } }
        return born
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func `a row is what its conversation's events say`(seed: UInt64) throws {
        let history = History(seed: seed, events: 900)
        let ledger = history.ledger
        for stream in history.conversations {
            let row = try #require(ledger.row(ConversationID(rawValue: stream)))
            let retold = Retold(stream, in: history.records)
            #expect(row.mode == retold.mode)
            #expect(row.status == retold.status)
            #expect(row.priority == retold.priority)
            #expect(row.assignee == retold.assignee)
            #expect(row.labels == retold.labels)
            #expect(row.isBlocked == retold.isBlocked)
            #expect((row.snoozedUntil != nil) == retold.isSnoozed)
            #expect(row.waitingSince == retold.waitingSince)
            #expect(row.number == UInt64(retold.records.count))
            let said = retold.last { if case .visitorSaid(let it) = $0 { it } else { nil } }
            #expect(row.lastMessage?.text == said?.text)
            let start = try #require(retold.records.first)
            #expect(row.startedAt == start.at)
            let leads = history.records.filter {
                if case .leadReceived(let it) = $0.event {
                    it.conversation?.rawValue == stream && $0.sequence > start.sequence
                } else {
                    false
                }
            }
            #expect(row.updatedAt == ([retold.updatedAt].compactMap { $0 } + leads.map(\.at)).max())
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func `the queue is in service order, and a place is how many come before`(seed: UInt64)
    {
        let history = History(seed: seed, events: 900)
        let ledger = history.ledger
        let born = Self.started(history.records)
        let waiting = history.conversations.map { Retold($0, in: history.records) }.filter(\.isQueued)
        func isServedBefore(_ left: Retold, _ right: Retold) -> Bool {
            if left.priority != right.priority { return left.priority == .high }
            let (first, second) = (left.waitingSince?.milliseconds ?? 0, right.waitingSince?.milliseconds ?? 0)
            return first != second ? first < second : (born[left.stream] ?? 0) < (born[right.stream] ?? 0)
        }
        for one in history.conversations {
            let place = waiting.first { $0.stream == one }.map { this in waiting.count { isServedBefore($0, this) } + 1 }
            #expect(ledger.place(of: ConversationID(rawValue: one)) == place)
        }
        #expect(ledger.queue.map(\.rawValue) == waiting.sorted(by: isServedBefore).map(\.stream))
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func `pages of a list put together are the list sorted at once`(seed: UInt64) throws {
        let history = History(seed: seed, events: 1_500)
        let ledger = history.ledger
        let born = Self.started(history.records)
        let rows = history.conversations.compactMap { ledger.row(ConversationID(rawValue: $0)) }
        let sorted = rows.sorted { left, right in
            switch (left.queuePosition, right.queuePosition) {
            case (let first?, let second?): first < second
            case (_?, nil): true
            case (nil, _?): false
            case (nil, nil):
                left.updatedAt != right.updatedAt
                    ? left.updatedAt > right.updatedAt : (born[left.id.rawValue] ?? 0) > (born[right.id.rawValue] ?? 0)
            }
        }
        #expect(try ledger.all() == sorted)
        #expect(try ledger.all(by: 1) == sorted)
        #expect(try ledger.all(.init(status: .pending)) == sorted.filter { $0.status == .pending })
        #expect(try ledger.all(.init(mode: .bot)) == sorted.filter { $0.mode == .bot })
        #expect(try ledger.all(.init(priority: .high)) == sorted.filter { $0.priority == .high })
        #expect(try ledger.all(.init(language: .english)) == sorted.filter { $0.language == .english })
        #expect(try ledger.all(.init(assignee: .admin("sari"))) == sorted.filter { $0.assignee == "sari" })
        #expect(try ledger.all(.init(assignee: .nobody)) == sorted.filter { $0.assignee == nil })
        #expect(try ledger.all(.init(assignee: .admin("nobody of that name"))).isEmpty)
        #expect(
            try ledger.all(.init(status: .open, label: "vip")) == sorted.filter { $0.status == .open && $0.labels.contains("vip") })
        #expect(try ledger.all(.init(label: "no such label")).isEmpty)
        #expect(try !ledger.all(.init(label: "vip")).isEmpty)
        let counts = ledger.counts(of: "sari")
        #expect(counts.open == rows.count { $0.status == .open })
        #expect(counts.pending == rows.count { $0.status == .pending })
        #expect(counts.closed == rows.count { $0.status == .closed })
        #expect(counts.mine == rows.count { $0.assignee == "sari" && $0.mode == .admin })
    }

    @Test func `a cursor that nobody gave is refused`() {
        let ledger = History(seed: 1, events: 100).ledger
        for cursor in ["", "x", "r", "r.1", "z.1.2.3", "r.1.2.3.4", "q.?.2.3"] {
            #expect(throws: Ledger.ListError.unknownCursor(cursor)) { try ledger.list(after: cursor) }
        }
    }

    @Test func `a long text is cut before the word or number that would not be whole`() throws {
        let start = Event.conversationStarted(
            .init(visitor: "v", sessionHash: "s", language: .indonesian, channel: .web, variantSeed: 0))
        func last(_ text: String) -> String? {
            var ledger = Ledger()
            ledger.apply(start, in: "c", number: 1, sequence: 1, at: Timestamp(milliseconds: 1), by: .visitor)
            ledger.apply(
                .visitorSaid(.init(messageID: .init(rawValue: "m"), text: text, language: .indonesian)), in: "c", number: 2, sequence: 2,
                at: Timestamp(milliseconds: 2), by: .visitor)
            return ledger.row(ConversationID(rawValue: "c"))?.lastMessage?.text
        }
        let filler = String(repeating: "kata ", count: 30)
        #expect(last(filler) == filler)
        // Byte 160 falls into the number's second group: all groups go.
        let number = last(filler + "0812 3456 7890 dan seterusnya")
        #expect(number == String(filler.dropLast()) + "…")
        #expect(last(filler + "sampaikan@contoh.example") == String(filler.dropLast()) + "…")
        #expect(last(String(repeating: "é", count: 200)) == "…")
        #expect(last("pendek") == "pendek")
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func `what is forgotten is as if it had never been in the log`(seed: UInt64) throws {
        let history = History(seed: seed, events: 1_200)
        var dice = Dice(seed &+ 99)
        var ledger = history.ledger
        var gone: Set<String> = []
        for _ in 0..<5 {
            gone.insert(dice.pick(history.conversations))
            if let lead = history.leads.randomElement(using: &dice) { gone.insert("lead:" + lead) }
        }
        for stream in gone { ledger.forget(stream) }
        let replayed = History.ledger(of: history.records.filter { !gone.contains($0.stream) })
        for stream in gone { #expect(ledger.row(ConversationID(rawValue: stream)) == nil) }
        // What a lead told of its conversation, before it, is not told again: names and contacts aside, all is equal.
        func plain(_ rows: [Ledger.Row]) -> [Ledger.Row] {
            rows.map { row in
                var row = row
                (row.name, row.contact, row.updatedAt) = (nil, nil, row.startedAt)
                return row
            }.sorted { $0.id.rawValue < $1.id.rawValue }
        }
        #expect(try plain(ledger.all()) == plain(replayed.all()))
        #expect(ledger.queue == replayed.queue)
        #expect(ledger.counts(of: "sari") == replayed.counts(of: "sari"))
        #expect(ledger.deliveries() == replayed.deliveries())
        #expect(ledger.leadCounts.filter { $0.value != 0 } == replayed.leadCounts.filter { $0.value != 0 })
        let audit = try ledger.audit(limit: 10_000).items
        #expect(try audit == replayed.audit(limit: 10_000).items)
        #expect(!audit.isEmpty)
    }
}
