import Dispatch
import Synchronization

/// A training set turned into numbers, ready for any number of trainings.
struct Prepared: Sendable {
    let intents: [String]
    /// The intents, and after them those that only a pattern leads to.
    let names: [String]
    let hasBackground: Bool
    let extractor: Extractor
    let repair: Repair
    let languages: LanguageGuess
    let patterns: PatternTable
    let courtesies: [Bool]
    private(set) var corpus = Corpus()
    private(set) var table = KeyTable(capacity: 1 << 14)
    /// What the examples of each intent mean.
    let meanings: [Relations.Meanings]
    /// Tells two training sets apart.
    let fingerprint: UInt64

    /// The intents, and the background where there is one, which comes last.
    var classes: Int { intents.count + (hasBackground ? 1 : 0) }
    /// A row of weights over the classes.
    private var rowBytes: Int { (classes + 7) / 8 * MemoryLayout<Lanes>.stride }

    /// Weights beyond this many bytes drop the features of one example only: at a thousand intents these are two
    /// thirds of the features, and they decide next to nothing.
    private static let generousBytes = 256_000_000

    /// Reads every example once. Intents without an example are left out: nothing can lead to them but a pattern.
    init(_ set: TrainingSet) throws(IntentsError) {
        let taught = set.intents.filter { !$0.examples.isEmpty }
        guard !taught.isEmpty else { throw .nothingToLearn }
        var seen: Set<String> = []
        for intent in set.intents where !seen.insert(intent.id).inserted { throw .repeatedIntent(intent.id) }
        let extractor = Extractor(set.lexicon)
        var reader = Reader(extractor: extractor)
        for (label, intent) in taught.enumerated() {
            reader.fingerprint.add(intent.id.utf8)
            reader.fingerprint.add(intent.isCourtesy ? 1 : 0)
            for example in intent.examples { reader.read(example.text, label, example.language) }
        }
        for text in set.background { reader.read(text, taught.count, nil) }
        for word in extractor.concepts.singleWords { reader.repair.count(word[...], hash: Spelling.hash(word, word.indices)) }
        intents = taught.map(\.id)
        hasBackground = !set.background.isEmpty
        self.extractor = extractor
        let untaught = set.intents.filter { $0.examples.isEmpty && !$0.patterns.isEmpty }.map(\.id)
        names = intents + untaught
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        patterns = PatternTable(set.intents, extractor.slang, &reader.repair) { places[$0.id] ?? 0 }
        courtesies = taught.map(\.isCourtesy)
        reader.repair.index()
        reader.languages.finish()
        repair = reader.repair
        languages = reader.languages
        fingerprint = reader.fingerprint.value
        table = reader.table
        corpus = reader.corpus
        // The background has none that count: nothing follows it.
        meanings = Array(reader.meanings.prefix(taught.count))
        if table.count * rowBytes > Self.generousBytes { dropSingletons() }
    }

    private struct Reader {
        let extractor: Extractor
        var table = KeyTable(capacity: 1 << 14)
        var corpus = Corpus()
        var repair = Repair()
        var languages = LanguageGuess()
        var fingerprint = FNV()
        var meanings: [Relations.Meanings] = []

        mutating func read(_ text: String, _ label: Int, _ language: TrainingSet.Language?) {
            fingerprint.add(text.utf8)
            fingerprint.add(0)
            let tokens = Tokens(text)
            let words = Words(tokens, tokens.tokens.indices, slang: extractor.slang, repair: nil)
            for word in words.words { repair.count(words.bytes(of: word), hash: word.hash) }
            if let language { languages.learn(words, language) }
            while meanings.count <= label { meanings.append(.init()) }
            meanings[label].examples += 1
            let keys = extractor.keys(of: words)
            for one in extractor.concepts.concepts(in: words, keys) { meanings[label].counts[one, default: 0] += 1 }
            corpus.add(keys, label: label, &table)
        }
    }

    private mutating func dropSingletons() {
        var next = 0
        let numbers = corpus.frequencies(table.count).map { count -> Int? in
            guard count > 1 else { return nil }
            defer { next += 1 }
            return next
        }
        table = table.renumbered(numbers)
        corpus = corpus.renumbered(numbers)
    }

    // MARK: Folds

    /// In how many parts the examples are cut. What is trained without a quarter of many examples is worse than the whole
    /// by more than chance, and makes it modest; without a tenth it is not. A tenth of few tells nothing.
    private var parts: Int { corpus.count >= 2000 ? 10 : 4 }

    /// How many of the parts are held out in turn. Four, or fewer where a pass over the examples costs more than a second:
    /// a tenth of thirty thousand judges as well as all of three thousand.
    private var foldsUsed: Int { min(4, max(1, 600_000_000 / max(corpus.size * classes, 1))) }

    /// The parts held out in turn, each with about the same number of each class.
    private func folds() -> [[Int]] {
        var random = SplitMix(seed: 7)
        var order = Array(0..<corpus.count)
        random.shuffle(&order)
        var folds = Array(repeating: [Int](), count: parts)
        var next = Array(repeating: 0, count: classes)
        for document in order {
            let label = corpus.labels[document]
            folds[(next[label] + label) % parts].append(document)
            next[label] += 1
        }
        return folds.prefix(foldsUsed).map { $0.sorted() }.filter { !$0.isEmpty && $0.count < corpus.count }
    }

    /// One training of a member on some examples: a model over the features and frequencies of those alone.
    func vocabulary(of documents: [Int]) -> Vocabulary {
        Vocabulary(features: table.count, corpus: corpus, documents: documents)
    }

    /// Trains a member on everything and, with its own folds left out in turn, for evidence of how far to trust it.
    ///
    /// Trainings share nothing and run on two threads where both fit into `parallelBytes`; the outcome is the same.
    ///
    /// - Parameter modelBytes: what one model takes.
    func train<Member: Sendable>(
        modelBytes: Int, _ train: @escaping @Sendable (Batch) -> Member,
        logits: @escaping @Sendable (Member, Vocabulary.Vector) -> [Lanes]
    ) -> (Member, Evidence) {
        let all = Array(0..<corpus.count)
        let folds = folds()
        let whole = Mutex<Member?>(nil)
        let judged = Mutex(Array(repeating: Evidence(), count: folds.count))
        // The whole first: it is the longest, and a short job at the end leaves the other thread idle least.
        let work: @Sendable (Int) -> Void = { job in
            guard job > 0 else {
                let member = train(Batch(corpus, all, vocabulary(of: all)))
                return whole.withLock { $0 = member }
            }
            let held = Set(folds[job - 1])
            let rest = all.filter { !held.contains($0) }
            let vocabulary = vocabulary(of: rest)
            let member = train(Batch(corpus, rest, vocabulary))
            var evidence = Evidence()
            var vector = Vocabulary.Vector()
            for document in folds[job - 1] {
                vector.read(corpus.entries(of: document), vocabulary)
                evidence.add(logits(member, vector), label: corpus.labels[document], coverage: vector.coverage)
            }
            judged.withLock { $0[job - 1] = evidence }
        }
        if modelBytes * 2 <= Self.parallelBytes {
            DispatchQueue.concurrentPerform(iterations: folds.count + 1, execute: work)
        } else {
            for job in stride(from: folds.count, through: 0, by: -1) { work(job) }
        }
        guard let member = whole.withLock({ $0 }) else { preconditionFailure("the whole was not trained") }
        return (member, judged.withLock { $0.reduce(into: Evidence()) { $0.add($1) } })
    }

    private static let parallelBytes = 600_000_000

    // MARK: Relations

    /// How much the examples of each two intents have in common: the cosine of their mean vectors over words and
    /// meanings, 0...1. Letters are left out: they are alike in all words of a language.
    ///
    /// - Complexity: the sum, over features, of the square of how many intents have it; features of more than 64
    ///   intents are left out.
    func kinship(_ vocabulary: Vocabulary) -> [[Float]] {
        var holders = Array(repeating: [(intent: Int, weight: Float)](), count: vocabulary.count)
        for document in 0..<corpus.count where corpus.labels[document] < intents.count {
            let intent = corpus.labels[document]
            for entry in corpus.entries(of: document) where entry.block != 1 {
                let feature = Int(entry.feature)
                let weight = vocabulary.weight[feature]
                // Examples come intent by intent, so the intent's own entry is the last.
                if let last = holders[feature].last, last.intent == intent {
                    holders[feature][holders[feature].count - 1].weight += weight
                } else {
                    holders[feature].append((intent, weight))
                }
            }
        }
        var products = Array(repeating: Array(repeating: Float(0), count: intents.count), count: intents.count)
        for holders in holders where holders.count <= 64 {
            for one in holders { for other in holders { products[one.intent][other.intent] += one.weight * other.weight } }
        }
        let lengths = intents.indices.map { max(products[$0][$0], 1e-9).squareRoot() }
        for one in intents.indices {
            for other in intents.indices { products[one][other] /= lengths[one] * lengths[other] }
        }
        return products
    }

    // MARK: Memory

    /// Bytes of the weights of the linear member.
    var linearBytes: Int { table.count * rowBytes }
    /// Bytes of the weights of the second member while it is trained; those of a committee are there twice when it is joined.
    var perceptronBytes: Int {
        let schedule = Perceptron.Schedule.fitting(examples: corpus.count, classes: classes)
        return table.count * (schedule.hidden * (schedule.committee > 1 ? 8 : 4) + 4)
    }

    /// The bytes that are needed at once while `modelBytes` of a member are trained.
    func peakBytes(modelBytes: Int) -> Int {
        let trainings = modelBytes * 2 <= Self.parallelBytes ? 2 : 1
        let perEntry = MemoryLayout<Corpus.Entry>.stride + 8 * trainings
        let evidence = corpus.count * rowBytes * foldsUsed / parts
        return modelBytes * trainings + corpus.size * perEntry + table.bytes + evidence * 2
    }
}
