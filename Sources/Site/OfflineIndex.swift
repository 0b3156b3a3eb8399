import Foundation
import JSON

/// The answers of the content, small enough to be fetched when the responder is down, with weights by which a few lines
/// of script (`static/widget/offline.js`) find the one that is meant.
///
/// The weights are log odds of a word's appearing in an intent's examples rather than in others (naive Bayes, kept where
/// they tell most); what is out of scope is a class of its own, from `background.json`. This is a stopgap for minutes, not
/// the classifier: it would rather not know than be wrong.
struct OfflineIndex {
    /// Of a word, the letters that count: endings differ more than they mean.
    static let letters = 6
    /// Words kept for each intent, and for what is out of scope: with the texts they make at most 10,000 bytes, brotli.
    static let wordsPerIntent = 18
    static let wordsOutOfScope = 140
    /// Below this score, or with less than `margin` before the second, the page says that it is not certain. Chosen on the
    /// blind questions of the tests: there it answers 61 % (Indonesian) and 73 % (English) rightly and 2.5 % and 6 % wrongly.
    static let threshold = 14
    static let margin = 6

    private struct Class {
        let id: String
        var examples: [Set<String>]
    }

    let language: Language
    let answers: [Answers.Answer]
    private let classes: [Class]

    /// nil without utterances that are out of scope: then everything would be taken for a question.
    init?(answers: Answers, background: JSON?, language: Language, slots: Slots) {
        guard let outside = background?["utterances"]?.texts, !outside.isEmpty else { return nil }
        self.language = language
        self.answers = answers.all.compactMap { answers.answer($0, in: language, slots: slots) }
        classes =
            self.answers.map { answer in
                // The question itself counts as much as three examples.
                let texts = answers.examples(of: answer.id, in: language) + Array(repeating: answer.question, count: 3)
                return Class(id: answer.id, examples: texts.map(Self.words))
            } + [Class(id: "", examples: outside.map(Self.words))]
    }

    /// The words of a text as they are compared: lower case, without accents, two letters or more, cut to six.
    static func words(_ text: String) -> Set<String> {
        let plain = text.lowercased().folding(options: .diacriticInsensitive, locale: nil)
        return Set(
            plain.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.filter { $0.count > 1 }.map { String($0.prefix(letters)) })
    }

    var bytes: [UInt8] {
        let total = counts(of: classes.flatMap(\.examples))
        let size = classes.reduce(0) { $0 + $1.examples.count }
        var json = JSONWriter(capacity: 32_768)
        json.object { json in
            json.member("letters", Self.letters)
            json.member("threshold", Self.threshold)
            json.member("margin", Self.margin)
            json.key("intents")
            json.array { json in
                for (answer, own) in zip(answers, classes) {
                    json.object { json in
                        json.member("id", answer.id)
                        json.member("title", answer.title)
                        json.member("question", answer.question)
                        json.member("answer", ([answer.answer] + answer.points.map { "• " + $0 }).joined(separator: "\n"))
                        json.member("words", weights(of: own, keeping: Self.wordsPerIntent, total: total, size: size))
                    }
                }
            }
            json.member("outside", weights(of: classes[classes.count - 1], keeping: Self.wordsOutOfScope, total: total, size: size))
        }
        return json.bytes
    }

    private func counts(of examples: [Set<String>]) -> [String: Int] {
        examples.reduce(into: [:]) { counts, words in for word in words { counts[word, default: 0] += 1 } }
    }

    /// "dokume 14 berkas 12": the words that speak most for the class, each with three times its log odds.
    private func weights(of own: Class, keeping limit: Int, total: [String: Int], size: Int) -> String {
        let smoothing = 0.3
        let inside = Double(own.examples.count)
        let outside = Double(size) - inside
        var weights: [(word: String, odds: Double, gain: Double)] = []
        for (word, count) in counts(of: own.examples) {
            let here = (Double(count) + smoothing) / (inside + 2 * smoothing)
            let elsewhere = (Double((total[word] ?? 0) - count) + smoothing) / (outside + 2 * smoothing)
            let odds = log(here / elsewhere)
            if odds > 0.7 { weights.append((word, odds, odds * Double(count))) }
        }
        // By name where they gain alike, so that the same content makes the same file.
        return weights.sorted { ($1.gain, $0.word) < ($0.gain, $1.word) }.prefix(limit).sorted { $0.word < $1.word }
            .map { "\($0.word) \(max(1, Int(($0.odds * 3).rounded())))" }.joined(separator: " ")
    }
}
