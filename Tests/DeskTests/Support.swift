import Dialogue
import Foundation
import Intents
import JSON
import Journal
import Synchronization

@testable import Desk

/// A folder of its own for one test, removed with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "desk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        // What cannot be removed stays for the system to clean up.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The state folder, which the desk makes.
    var state: String { path + "/state" }

    /// The lines of the log as they are on disk now.
    func lines() throws -> [JSON] {
        let log = state + "/log"
        let segments = try FileManager.default.contentsOfDirectory(atPath: log).filter { $0.hasSuffix(".jsonl") }.sorted()
        return try segments.flatMap { name in
            try String(contentsOfFile: log + "/" + name, encoding: .utf8).split(separator: "\n").map { try JSON(parsing: String($0)) }
        }
    }

    /// What the log holds of a conversation, by type.
    func types(of conversation: ConversationID) throws -> [String] {
        try lines().filter { $0["conversation_id"]?.string == conversation.rawValue }.compactMap { $0["type"]?.string }
    }
}

/// A clock that moves one second a look, and names that count up: two runs of a test write the same log, but for secrets.
final class World: Sendable {
    private let state = Mutex((now: Int64(1_795_402_800_000), names: 0))
    /// Told apart from the names of another run over the same folder.
    private let run: String

    init(run: String = "a") { self.run = run }

    /// Lets time pass.
    func pass(days: Int) { state.withLock { $0.now += Int64(days) * 86_400_000 } }

    var dependencies: Dependencies {
        Dependencies(
            now: { [self] in
                state.withLock { state in
                    state.now += 1000
                    return Timestamp(milliseconds: state.now)
                }
            },
            makeID: { [self] in
                state.withLock { state in
                    state.names += 1
                    return "\(run)-\(state.names)"
                }
            })
    }
}

/// A small company: enough for a model that trains in milliseconds.
enum Shop {
    static let faq = """
        {"version": "test-1", "intents": {
          "SYARAT": {
            "title": "Syarat", "question": "Apa syarat izinnya?", "answer": "Syaratnya ada tiga.", "points": ["Satu.", "Dua.", "Tiga."],
            "benefits": ["Pendampingan", "Template", "Laporan"], "cta_primary": "Cek kelayakan", "cta_secondary": "Unduh checklist",
            "cta_primary_action": {"kind": "lead"}, "cta_secondary_action": {"kind": "checklist"},
            "sources": [{"title": "UU 8/2019", "article": "Pasal 89", "year": 2019, "url": "https://contoh.example/uu"}],
            "requires_source": true, "suggestions": ["BIAYA"],
            "examples": ["syarat mengurus izin", "persyaratan apa saja", "syaratnya apa ya", "apa saja yang disyaratkan"],
            "en": {"title": "Requirements", "question": "What is required?", "answer": "Three things are required.", "points": [],
              "benefits": ["Support", "Templates", "Reports"], "cta_primary": "Check", "cta_secondary": "Download",
              "examples": ["requirements for the licence", "what do you require", "which conditions apply"]}},
          "BIAYA": {
            "answer": "Biayanya bergantung.", "benefits": ["Rincian", "Terbuka", "Bertahap"], "question": "Berapa biayanya?",
            "cta_primary": "Tanya biaya", "cta_secondary": "Hubungi kami", "suggestions": ["SYARAT"],
            "examples": ["biaya pengurusan berapa", "harganya berapa", "ongkosnya mahal tidak", "tarif jasa"]},
          "SALAM": {
            "role": "greeting", "answer": "Halo, kami {company}.", "benefits": ["Satu", "Dua", "Tiga"], "question": "Halo",
            "cta_primary": "Mulai", "cta_secondary": "Hubungi", "examples": ["halo", "selamat pagi", "assalamualaikum", "hai"]},
          "KELUHAN": {
            "role": "complaint", "answer": "Mohon maaf.", "question": "Saya mau komplain", "cta_primary": "Bicara dengan Admin",
            "cta_primary_action": {"kind": "escalate"}, "cta_secondary": "Tulis keluhan",
            "examples": ["saya kecewa sekali", "pelayanan buruk", "pesan saya tidak dibalas", "saya mau protes"]}
        }}
        """
    static let site =
        #"{"placeholder": true, "name": {"id": "Kantor Contoh", "en": "Example Office"}, "contact": {"whatsapp": "+62 800-0000-0000"}}"#
    static let background = #"{"utterances": ["siapa presiden amerika", "resep nasi goreng", "cuaca besok", "skor bola tadi malam"]}"#

    static let files: [String: [UInt8]] = [
        "faq.json": Array(faq.utf8), "site.json": Array(site.utf8), "background.json": Array(background.utf8),
    ]

    static let setting: ContentFiles.Setting = {
        do { return ContentFiles.Setting(hours: try Hours("Mon-Fri 09:00-17:00 Asia/Jakarta")) } catch { preconditionFailure("\(error)") }
    }()

    static let knowledge: Knowledge = {
        do {
            let files = try ContentFiles(files: files, setting: setting)
            return Knowledge(content: files.content, company: files.company, classifier: try Classifier.train(files.trainingSet))
        } catch { preconditionFailure("\(error)") }
    }()

    /// What the model is sure to know: the question itself.
    static let sure = "Apa syarat izinnya?"

    static func desk(
        in folder: TemporaryFolder, world: World = World(), journal: Journal.Configuration = .init(), maximumIdle: Int = 2_000
    ) throws -> Desk {
        var configuration = Desk.Configuration(visitorKey: VisitorKey(bytes: Array(repeating: 7, count: 32)))
        configuration.maximumIdleConversations = maximumIdle
        return try Desk.open(folder.state, journal: journal, knowledge: knowledge, desk: configuration, dependencies: world.dependencies)
    }

    static let visitor = Desk.Visitor(address: "192.0.2.1")

    static func utterance(_ text: String, name: String? = nil) -> Command.Utterance {
        Command.Utterance(text: text, language: .indonesian, clientMessageID: name)
    }
}

/// Chance with a fixed seed (SplitMix64), so that a failure can be had again.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &self)] }
    mutating func maybe<Value>(_ value: Value) -> Value? { next() % 2 == 0 ? nil : value }
}
