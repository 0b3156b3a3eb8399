/// Why a text was read as it was: for people who look after the content.
public struct Explanation: Sendable, Hashable {
    /// A word as typed and what it was read as.
    public struct Word: Sendable, Hashable {
        /// What the visitor typed.
        public let typed: String
        /// What it was read as: the same folded, a meaning of slang, or the word that was meant.
        public let read: String
        /// `typed`, `slang` or `repaired`.
        public let origin: String
    }

    /// A feature and what it did for the best intent.
    public struct Feature: Sendable, Hashable {
        /// `word syarat`, `pair apa syarat`, `stem syarat`, `letters yar`, `concept COST`, …
        public let name: String
        /// What it adds to the best intent's logit above what it adds to the second's; negative speaks for the second.
        public let weight: Double
    }

    /// The words as the model read them. Slang that stands for nothing is not there.
    public let words: [Word]
    /// The meanings found.
    public let concepts: [String]
    /// The features of the linear member that weigh most, heaviest first, at most 12.
    public let features: [Feature]
    /// The share of the text's word features that the examples have, 0...1.
    public let coverage: Double
    /// The background's share, 0...1.
    public let background: Double
}

extension Classifier {
    /// Explains how `text` is read as one question, without context.
    public func explain(_ text: String) -> Explanation {
        let source = Array(text.utf8)
        let tokens = Tokens(text)
        let words = Words(tokens, tokens.tokens.indices, slang: extractor.slang, repair: repair)
        var scratch = Scratch()
        scratch.findings.read(words, extractor, index)
        scratch.findings.vector(of: 0..<scratch.findings.count, index, vocabulary, &scratch.vector)
        members.logits(scratch.vector, &scratch.work, &scratch.logits)
        scratch.shares.read(scratch.logits, calibration.temperature, intents: intents.count)
        return Explanation(
            words: words.words.map { word in
                let token = tokens.tokens[Int(word.token)]
                return .init(
                    typed: String(decoding: source[Int(token.from)..<Int(token.to)], as: UTF8.self),
                    read: String(decoding: words.bytes(of: word), as: UTF8.self), origin: "\(word.origin)")
            },
            concepts: extractor.concepts.concepts(in: words, extractor.keys(of: words)).map { extractor.concepts.names[$0] },
            features: heaviest(scratch.vector, extractor.names(of: words), scratch.shares.best()),
            coverage: scratch.vector.coverage, background: scratch.shares.background)
    }

    private func heaviest(
        _ vector: Vocabulary.Vector, _ names: [(key: UInt64, name: String)], _ best: Best
    ) -> [Explanation.Feature] {
        var named: [UInt32: String] = [:]
        for (key, name) in names where index[key] != KeyIndex.none { named[index[key]] = name }
        let features = (0..<vector.count).map { at -> Explanation.Feature in
            let feature = vector.features[at]
            let first = members.weight(Int(feature), best.first)
            let second = best.count > 1 ? members.weight(Int(feature), best[1]) : 0
            return .init(
                name: named[feature] ?? "?", weight: Double((first - second) * vector.values[at]))
        }
        return Array(features.sorted { abs($0.weight) > abs($1.weight) }.prefix(12))
    }
}
