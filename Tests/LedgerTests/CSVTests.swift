import Dialogue
import Ledger
import Testing

/// Reads comma-separated values as a spreadsheet does: RFC 4180, byte by byte.
private func read(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var (row, cell): ([String], [UInt8]) = ([], [])
    var isQuoted = false
    let bytes = Array(text.utf8)
    var index = 0
    func end() {
        row.append(String(decoding: cell, as: UTF8.self))
        cell = []
    }
    while index < bytes.count {
        let byte = bytes[index]
        if isQuoted {
            if byte == UInt8(ascii: "\"") {
                if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") {
                    cell.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else {
                cell.append(byte)
            }
        } else {
            switch byte {
            case UInt8(ascii: "\""): isQuoted = true
            case UInt8(ascii: ","): end()
            case 0x0D where index + 1 < bytes.count && bytes[index + 1] == 0x0A:
                end()
                rows.append(row)
                row = []
                index += 1
            default: cell.append(byte)
            }
        }
        index += 1
    }
    return rows
}

@Suite struct CSVTests {
    @Test(arguments: [
        "=1+1", "+628000000000", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\u{FEFF}=1",
        "=HYPERLINK(\"http://contoh.example\",\"x\")",
        "-", "- butir", "-3.5",
    ]) func `no cell begins as a formula does`(text: String) throws {
        let cells = read(CSV.text([[text, "lain"]]))
        #expect(cells == [["'" + text, "lain"]])
    }

    @Test(arguments: [
        "", "biasa", "12", "3.5", "0.25", "a=b", "satu, dua", "kata \"kutip\"", "dua\nbaris", "dua\r\nbaris", "; lain", " tepi ",
    ])
    func `every other cell is read as it was written`(text: String) {
        #expect(read(CSV.text([["x", text, "y"], [text, text, text]])) == [["x", text, "y"], [text, text, text]])
    }

    @Test func `conversations and leads are exported one a line, masked`() throws {
        let history = History(seed: 11, events: 900)
        let ledger = history.ledger
        let rows = try ledger.all()
        let leads = try ledger.leads(limit: 1_000).items
        func mask(_ text: String) -> String { text.isEmpty ? "" : "***" }
        let conversations = read(CSV.text([Ledger.Row.columns] + rows.map { $0.cells(offsetMinutes: 420, mask: mask) }))
        #expect(conversations.count == history.conversations.count + 1)
        #expect(conversations.dropFirst().map(\.[0]) == rows.map(\.id.rawValue))
        let received = read(CSV.text([Ledger.LeadRecord.columns] + leads.map { $0.cells(offsetMinutes: 420, mask: mask) }))
        #expect(received.count == history.leads.count + 1)
        #expect(received.count > 3)
        for table in [conversations, received] {
            #expect(table.allSatisfy { $0.count == table[0].count })
            #expect(table.dropFirst().joined().allSatisfy { !$0.contains("rahma@") && !$0.contains("Rahma") && !$0.contains("0800") })
        }
        let shown = read(CSV.text(rows.map { $0.cells(offsetMinutes: 420) { $0 } }))
        #expect(shown.map(\.[10]) == rows.map { $0.name ?? "" })
        #expect(shown.contains { $0[10] == "Rahma" })
    }

    @Test func `times are written as clocks in Jakarta show them and spreadsheets there read them`() throws {
        let late = try #require(Timestamp(iso8601: "2026-12-31T17:05:59.999Z"))
        #expect(CSV.moment(late, offsetMinutes: 420) == "01/01/2027 00:05")
        let history = History(seed: 5, events: 200)
        let row = try #require(try history.ledger.list(limit: 1).items.first)
        let cells = row.cells(offsetMinutes: 420) { $0 }
        #expect(cells[Ledger.Row.columns.firstIndex(of: "started") ?? 0] == CSV.moment(row.startedAt, offsetMinutes: 420))
    }

    @Test func `figures are exported as they are shown`() throws {
        let history = History(seed: 12, events: 900)
        let days = history.records.map { Day(of: $0.at, offsetMinutes: 420) }.sorted()
        let figures = history.ledger.statistics(from: days[0], to: days[days.count - 1])
        let table = read(figures.csv)
        func value(_ figure: String, _ of: String = "") -> String? { table.first { $0[0] == figure && $0[1] == of }?[2] }
        #expect(value("escalations") == String(figures.escalations))
        #expect(value("csat", "up") == String(figures.satisfaction.up))
        #expect(value("conversion", "median_seconds") == "")
        #expect(value("funnel", "asked") == figures.funnel[1].n.map(String.init))
        for question in figures.topQuestions { #expect(value("top_question", question.intent.rawValue) == String(question.n)) }
        #expect(table.allSatisfy { $0.count == 3 })
    }
}
