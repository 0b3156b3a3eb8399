/// A training set turned into numbers, ready for any number of trainings.
struct Prepared: Sendable {
    let intents: [String]
    let hasBackground: Bool
    let extractor: Extractor
    let repair: Repair
    let languages: LanguageGuess
    let corpus: Corpus
    private let table: KeyTable

    var classes: Int { intents.count + (hasBackground ? 1 : 0) }

    /// Reads every example once. Intents without an example are left out: nothing can lead to them.
    init(_ set: TrainingSet) throws(IntentsError) {
        let taught = set.intents.filter { !$0.examples.isEmpty }
        guard !taught.isEmpty else { throw .nothingToLearn }
        var seen: Set<String> = []
        for intent in set.intents where !seen.insert(intent.id).inserted { throw .repeatedIntent(intent.id) }
        intents = taught.map(\.id)
        hasBackground = !set.background.isEmpty
        let extractor = Extractor(set.lexicon)
        var table = KeyTable(capacity: 1 << 14)
        var corpus = Corpus()
        var repair = Repair()
        var languages = LanguageGuess()
        func read(_ text: String, _ label: Int, _ language: TrainingSet.Language? = nil) {
            let tokens = Tokens(text)
            let words = Words(tokens, tokens.tokens.indices, slang: extractor.slang, repair: nil)
            for word in words.words { repair.count(words.bytes(of: word), hash: word.hash) }
            if let language { languages.learn(words, language) }
            corpus.add(extractor.keys(of: words), label: label, &table)
        }
        for (label, intent) in taught.enumerated() {
            for example in intent.examples { read(example.text, label, example.language) }
        }
        for text in set.background { read(text, taught.count) }
        for word in extractor.concepts.singleWords {
            repair.count(word[...], hash: Spelling.hash(word, word.indices))
        }
        repair.index()
        languages.finish()
        self.languages = languages
        self.extractor = extractor
        self.table = table
        self.corpus = corpus
        self.repair = repair
    }

    /// Trains the linear member on some of the examples, with the features and frequencies of those alone.
    func linear(on documents: [Int]) -> (LinearModel, Vocabulary) {
        let vocabulary = Vocabulary(table: table, corpus: corpus, documents: documents)
        let examples = documents.map { (vocabulary.vector(corpus.entries(of: $0)), corpus.labels[$0]) }
        let model = LinearModel(
            examples: examples, features: vocabulary.count, classes: classes,
            schedule: .fitting(examples: documents.count))
        return (model, vocabulary)
    }

    /// What a model that has not seen an example makes of it.
    func judge(_ document: Int, _ model: LinearModel, _ vocabulary: Vocabulary) -> Calibration.Judged {
        let vector = vocabulary.vector(corpus.entries(of: document))
        return .init(logits: model.flatLogits(vector), label: corpus.labels[document], coverage: vector.coverage)
    }

    /// Parts the examples into `count` folds with about the same number of each class in each.
    func folds(_ count: Int) -> [[Int]] {
        var random = SplitMix(seed: 7)
        var order = Array(0..<corpus.count)
        for at in stride(from: order.count - 1, to: 0, by: -1) { order.swapAt(at, random.below(at + 1)) }
        var folds = Array(repeating: [Int](), count: count)
        var next = Array(repeating: 0, count: classes)
        for document in order {
            let label = corpus.labels[document]
            folds[(next[label] + label) % count].append(document)
            next[label] += 1
        }
        return folds.map { $0.sorted() }.filter { !$0.isEmpty }
    }
}
