import Dialogue
import Ledger
import Testing

@Suite struct StaffTests {
    private static func pages<Element>(_ page: (String?) throws -> Ledger.Page<Element>) rethrows -> [Element] {
        var items: [Element] = []
        var cursor: String?
        repeat {
            let next = try page(cursor)
            items += next.items
            cursor = next.next
        } while cursor != nil
        return items
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func `every act of an admin is in the audit log once, and nothing else`(seed: UInt64)
        throws
    {
        let history = History(seed: seed, events: 1_000)
        let ledger = history.ledger
        let acts = history.records.filter { record in
            if case .messagesSeen = record.event { return false }
            return record.by.adminName != ""
                && !["contactGiven", "qualificationFinished", "deadlinePassed"].contains { "\(record.event)".hasPrefix($0) }
        }
        let entries = try Self.pages { try ledger.audit(after: $0, limit: 13) }
        #expect(entries.map(\.sequence) == acts.map(\.sequence).reversed())
        #expect(entries.map(\.admin) == acts.map(\.by.adminName).reversed())
        #expect(entries.map(\.at) == acts.map(\.at).reversed())
        let claims = try Self.pages { try ledger.audit(.init(admin: "budi", action: "handoffClaimed"), after: $0, limit: 3) }
        let claimed = acts.filter { record in
            if case .handoffClaimed = record.event { record.by == .admin("budi") } else { false }
        }
        #expect(claims.map(\.sequence) == claimed.map(\.sequence).reversed())
        #expect(claims.map { $0.conversation?.rawValue } == claimed.map(\.stream).reversed())
        let middle = acts[acts.count / 2].at
        #expect(
            try ledger.audit(.init(from: middle), limit: 10_000).items.count
                == acts.count { $0.at >= middle })
        #expect(try ledger.audit(.init(before: middle), limit: 10_000).items.allSatisfy { $0.at < middle })
        #expect(try ledger.audit(.init(action: "nothing of that name")).items.isEmpty)
    }

    @Test func `the audit log holds no word that was said or noted`() throws {
        var ledger = Ledger()
        let by = Actor.admin("sari")
        let events: [Event] = [
            .conversationStarted(.init(visitor: "v", sessionHash: "s", language: .indonesian, channel: .web, variantSeed: 0)),
            .noteAdded(.init(admin: "sari", text: "rahasia")),
            .adminSaid(.init(messageID: .init(rawValue: "m"), admin: "sari", fence: 1, text: "rahasia", origin: .console)),
            .conversationClosed(.init(by: by, reason: "rahasia")), .visitorBlocked(.init(admin: "sari", reason: "rahasia")),
            .leadStatusChanged(.init(admin: "sari", leadID: "l", status: .won, note: "rahasia")),
        ]
        for (index, event) in events.enumerated() {
            let number = UInt64(index + 1)
            ledger.apply(event, in: "c", number: number, sequence: number, at: Timestamp(milliseconds: 1), by: by)
        }
        let entries = try ledger.audit().items
        #expect(entries.count >= 5)
        #expect(entries.allSatisfy { $0.detail?.contains("rahasia") != true })
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func `leads are listed newest first, where they stand now, with their notes`(
        seed: UInt64
    ) throws {
        let history = History(seed: seed, events: 2_000)
        let ledger = history.ledger
        let listed = try Self.pages { try ledger.leads(after: $0, limit: 4) }
        #expect(listed.map(\.id) == history.leads.reversed())
        for lead in listed {
            let changes = history.records.compactMap { record in
                if case .leadStatusChanged(let it) = record.event, it.leadID == lead.id { it } else { nil }
            }
            #expect(lead.status == changes.last?.status ?? .new)
            #expect(lead.notes.map(\.text) == changes.compactMap(\.note))
        }
        for status in Lead.Status.allCases {
            let some = try Self.pages { try ledger.leads(status, after: $0, limit: 4) }
            #expect(some == listed.filter { $0.status == status })
            #expect(ledger.leadCounts[status, default: 0] == some.count)
        }
    }

    @Test func `a delivery is waiting until it is done or given up, and again when it is tried again`() throws {
        var ledger = Ledger()
        var sequence: UInt64 = 0
        func apply(_ event: Event, in stream: String) {
            sequence += 1
            ledger.apply(event, in: stream, number: sequence, sequence: sequence, at: Timestamp(milliseconds: Int64(sequence)), by: .system)
        }
        let retryAt = Timestamp(milliseconds: 99)
        apply(
            .deliveryRequested(
                .init(deliveryID: "d", kind: .waha, toRef: "WAHA_GROUP", template: "handoff", data: [:], expires: retryAt)), in: "c")
        #expect(ledger.delivery("d")?.state == .waiting)
        apply(.deliveryAttempted(.init(attempt: 1, outcome: "503", retryAt: retryAt)), in: "delivery:d")
        #expect(ledger.delivery("d")?.retryAt == retryAt)
        #expect(ledger.delivery("d")?.attempts == 1)
        apply(.deliveryAbandoned(.init(reason: "expired")), in: "delivery:d")
        #expect(ledger.delivery("d")?.state == .abandoned)
        #expect(ledger.delivery("d")?.lastOutcome == "expired")
        apply(.deliveryRetried(.init(admin: "sari", reason: "asked")), in: "delivery:d")
        #expect(ledger.delivery("d")?.state == .waiting)
        apply(.deliveryDone(.init(vendorID: "v")), in: "delivery:d")
        #expect(ledger.delivery("d")?.state == .done)
        apply(.deliveryDone(.init()), in: "delivery:nobody asked for")
        #expect(ledger.deliveries().map(\.id) == ["d"])
        #expect(ledger.delivery("d")?.stream == "c")
    }

    @Test func `of the deliveries that are done only the latest are kept`() {
        var ledger = Ledger()
        func request(_ index: Int) {
            ledger.apply(
                .deliveryRequested(
                    .init(
                        deliveryID: "d\(index)", kind: .email, toRef: "NOTIFY_EMAIL", template: "lead", data: [:],
                        expires: Timestamp(milliseconds: 0))), in: "c", number: 1, sequence: UInt64(index + 1),
                at: Timestamp(milliseconds: 0),
                by: .system)
        }
        request(0)
        for index in 1...5_000 {
            request(index)
            ledger.apply(
                .deliveryDone(.init()), in: "delivery:d\(index)", number: 1, sequence: UInt64(index), at: Timestamp(milliseconds: 0),
                by: .system)
        }
        #expect(ledger.deliveries(limit: 100_000).count <= 2_001)
        #expect(ledger.delivery("d5000")?.state == .done)
        #expect(ledger.delivery("d1") == nil)
        #expect(ledger.delivery("d0")?.state == .waiting)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>) func `canned responses are offered in their newest wording until removed`(seed: UInt64) {
        let history = History(seed: seed, events: 3_000)
        let ledger = history.ledger
        for id in ["k1", "k2"] {
            let saved = history.records.compactMap { record in
                if case .cannedSaved(let it) = record.event, it.id == id { it } else { nil }
            }
            #expect(ledger.cannedHistory(id).map(\.saved) == saved)
            let last = history.records.last { record in
                switch record.event {
                case .cannedSaved(let it): it.id == id
                case .cannedRemoved(let it): it.id == id
                default: false
                }
            }
            let offered = ledger.cannedResponses.first { $0.saved.id == id }?.saved
            if case .cannedSaved(let it)? = last?.event { #expect(offered == it) } else { #expect(offered == nil) }
        }
    }

    @Test func `an admin is what they said last, and has the conversations they have now`() {
        let history = History(seed: 5, events: 2_000)
        let ledger = history.ledger
        for admin in ledger.admins {
            let said = history.records.compactMap { record in
                if case .presenceChanged(let it) = record.event, it.admin == admin.name { it.state } else { nil }
            }
            #expect(admin.state == said.last)
            #expect(admin.conversations == ledger.counts(of: admin.name).mine)
        }
        #expect(ledger.admins.map(\.name) == History.admins.sorted())
    }
}
