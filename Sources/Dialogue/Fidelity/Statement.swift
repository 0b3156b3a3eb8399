/// A text read into what it states: each sentence's facts and the things it is about.
struct Statement {
    /// One thing stated, at its place.
    struct Atom {
        var kind: Kind
        /// What is stated: equal for equal facts of a kind; bits for those that the lexicon gives bits.
        var value: UInt64
        /// Cannot be missed and does not surprise.
        var isWeak = false
        /// The first token it was read from, and the first behind it.
        var token, end: Int
        var sentence: Int
        /// Counts the stretches between marks, from 0 through the text.
        var clause: Int
    }

    enum Kind: UInt8, CaseIterable {
        case number, percent, money, duration, date, time, reference, article, contact
        case name, modality, negation, promise, condition, quantifier, limit, agent, future
        case key, loose, soft, courtesy
        /// A word that is not in the lexicon, by its root.
        case unknown

        /// Compared by shared bits.
        var isMask: Bool {
            switch self {
            case .modality, .condition, .quantifier, .limit: true
            default: false
            }
        }
        /// What a sentence is about, as against how it is stated.
        var isContent: Bool { rawValue >= Kind.key.rawValue }
        /// Figures and names: what tells one sentence from another best.
        var isFigure: Bool { rawValue <= Kind.contact.rawValue }
    }

    let tokens: Tokens
    private(set) var atoms: [Atom] = []
    /// Words of the other language's grammar, and of this one's.
    private(set) var foreign = 0, own = 0

    var sentences: Int { tokens.tokens.isEmpty ? 0 : tokens.sentences + 1 }

    init(_ text: String, in language: Language) {
        tokens = Tokens(text)
        var reader = Reader(tokens: tokens, language: language)
        reader.run()
        atoms = reader.atoms
        own = reader.own
        foreign = reader.foreign
    }

    /// The word an atom was read from, as it is shown in a refusal.
    func word(_ atom: Atom) -> String { tokens.text(of: tokens.tokens[atom.token]) }
}

/// One pass over the tokens of a text.
private struct Reader {
    let tokens: [Tokens.Token]
    let text: Tokens
    let lexicon: Lexicon
    let other: Lexicon
    let isIndonesian: Bool
    var atoms: [Statement.Atom] = []
    var own = 0, foreign = 0
    private var at = 0
    private var clause = 0
    /// The token up to which `clause` has counted.
    private var counted = 0

    init(tokens: Tokens, language: Language) {
        self.text = tokens
        self.tokens = tokens.tokens
        lexicon = .of(language)
        other = .of(language == .indonesian ? .english : .indonesian)
        isIndonesian = language == .indonesian
        atoms.reserveCapacity(self.tokens.count)
    }

    mutating func run() {
        while at < tokens.count {
            let from = at
            let token = tokens[at]
            if token.kind == .contact {
                add(.contact, token.hash, from)
                at += 1
            } else if token.kind == .percent {
                at += 1
            } else if label() || date() || quantity() || phrase() {
                continue
            } else {
                word(token)
                at += 1
            }
        }
        settleCourtesy()
    }

    /// Courtesy is courtesy where its clause holds nothing else, or where what follows it only announces (*saya bantu jelaskan*); it says
    /// something anywhere else.
    private mutating func settleCourtesy() {
        var kept: [Statement.Atom] = []
        kept.reserveCapacity(atoms.count)
        var start = 0
        while start < atoms.count {
            var end = start
            var isPlain = false
            var isCourtesy = true
            while end < atoms.count, atoms[end].clause == atoms[start].clause {
                switch atoms[end].kind {
                case .courtesy: isPlain = true
                case .soft, .loose, .agent: break
                default: if !atoms[end].isWeak { isCourtesy = false }
                }
                end += 1
            }
            for index in start..<end {
                var atom = atoms[index]
                if isPlain, isCourtesy {
                    // Nothing that must be said; but where the other text says it among other things, it has been said here.
                    if atom.kind == .courtesy { atom.kind = atom.isWeak ? .loose : .key }
                    atom.isWeak = true
                } else if atom.kind == .courtesy {
                    if index + 1 < end, lexicon.announces.contains(atoms[index + 1].value), atoms[index + 1].kind == .soft { continue }
                    atom.kind = atom.isWeak ? .loose : .key
                    atom.isWeak = false
                }
                kept.append(atom)
            }
            start = end
        }
        atoms = kept
    }

    private mutating func add(_ kind: Statement.Kind, _ value: UInt64, _ from: Int, length: Int = 1, isWeak: Bool = false) {
        while counted < from {
            counted += 1
            if tokens[counted].gap >= .comma { clause += 1 }
        }
        atoms.append(
            .init(
                kind: kind, value: value, isWeak: isWeak, token: from, end: from + length, sentence: Int(tokens[from].sentence),
                clause: clause))
    }

    /// The token `offset` further on, in the same sentence; nil beyond.
    private func ahead(_ offset: Int) -> Tokens.Token? {
        let index = at + offset
        guard index < tokens.count, tokens[index].sentence == tokens[at].sentence else { return nil }
        return tokens[index]
    }

    // MARK: Words

    private mutating func word(_ token: Tokens.Token) {
        // `berkas-berkas` says no more than `berkas`.
        if token.gap == .hyphen, at > 0, tokens[at - 1].hash == token.hash { return }
        if let senses = lexicon.senses(of: text.bytes(of: token), hash: token.hash) {
            // *While suspended* sets a condition, *while special hajj is …* a contrast.
            if token.hash == Words.while, let next = ahead(1), text.bytes(of: next).ends(with: "ed".utf8) {
                return add(.condition, 1 << 2, at)
            }
            state(senses, at)
            if senses.first?.kind == .neutral { own += 1 }
            return
        }
        if other.isNeutral(token.hash) { foreign += 1 }
        let startsSentence = at == 0 || tokens[at - 1].sentence != token.sentence
        let isName = token.capitals == .all || token.capitals == .first && !startsSentence
        add(isName ? .name : .unknown, lexicon.root(of: text.bytes(of: token)), at)
    }

    private mutating func state(_ senses: [Lexicon.Sense], _ from: Int, length: Int = 1) {
        for sense in senses {
            guard let kind = Statement.Kind(sense.kind) else { continue }
            add(kind, UInt64(sense.value), from, length: length, isWeak: sense.isWeak)
        }
    }

    /// The longest phrase of the lexicon that begins here.
    private mutating func phrase() -> Bool {
        guard lexicon.startsPhrase(tokens[at].hash) else { return false }
        var hash = Lexicon.extend(Lexicon.phraseSeed, tokens[at].hash)
        var best: (length: Int, senses: [Lexicon.Sense])?
        var length = 1
        while length < 6, let next = ahead(length), next.gap < .comma {
            let bare = Lexicon.extend(hash, isIndonesian ? withoutPossessive(next) : withoutPlural(next))
            hash = Lexicon.extend(hash, next.hash)
            length += 1
            if let senses = lexicon.phrase(hash) ?? lexicon.phrase(bare) { best = (length, senses) }
        }
        guard let best else { return false }
        if best.senses.first?.kind == .neutral { own += 1 }
        // *Up to the ministry* limits nothing: a limit is one where a number follows.
        if best.senses.first?.kind != .limit || (0..<3).contains(where: { ahead(best.length + $0).map(isNumeral) ?? false }) {
            state(best.senses, at, length: best.length)
        }
        at += best.length
        return true
    }

    private func withoutPossessive(_ token: Tokens.Token) -> UInt64 {
        let bytes = text.bytes(of: token)
        return bytes.count > 5 && bytes.ends(with: "nya".utf8) ? Tokens.hash(bytes.dropLast(3)) : token.hash
    }

    private func withoutPlural(_ token: Tokens.Token) -> UInt64 {
        let bytes = text.bytes(of: token)
        return bytes.count > 3 && bytes.last == UInt8(ascii: "s") ? Tokens.hash(bytes.dropLast()) : token.hash
    }

    // MARK: References

    /// `Pasal 89`, `ayat (2)`, `Lampiran I`, `Nomor 8`: a label and what it numbers.
    private mutating func label() -> Bool {
        let from = at
        guard let label = Words.labels[tokens[at].hash], let next = ahead(1) else { return false }
        if label == .number {
            // `UU Nomor 8 Tahun 2019` is `UU 8/2019`.
            guard next.kind == .figure else { return false }
            at += 1
            return true
        }
        if label == .year {
            guard next.kind == .figure, let value = Figure(text.bytes(of: next), isIndonesian).integer, Words.years.contains(value) else {
                return false
            }
            at += 1
            return true
        }
        guard let value = ordinal(next, afterLabel: true) else { return false }
        if label == .list {
            // The word itself stays; what follows it is its number.
            word(tokens[at])
            add(.number, Double(value).bitPattern, at + 1)
            at += 2
            return true
        }
        add(.article, mix(UInt64(label.rawValue), UInt64(value)), from)
        at += 2
        // `Pasal 58 dan 59`
        while let joint = ahead(0), Words.joints.contains(joint.hash), let figure = ahead(1), figure.kind == .figure,
            ahead(2).map({ Words.units[$0.hash] == nil }) ?? true, let value = Figure(text.bytes(of: figure), isIndonesian).integer
        {
            add(.article, mix(UInt64(label.rawValue), UInt64(value)), at + 1)
            at += 2
        }
        return true
    }

    /// A whole figure, a Roman numeral, or, after a label, one letter.
    private func ordinal(_ token: Tokens.Token, afterLabel: Bool) -> Int? {
        if token.kind == .figure { return Figure(text.bytes(of: token), isIndonesian).integer }
        guard token.kind == .word else { return nil }
        if token.capitals == .all || afterLabel && token.end - token.start == 1 && token.capitals != .none {
            if let roman = Figure.roman(text.bytes(of: token)), token.end - token.start > 1 || afterLabel { return roman }
        }
        return nil
    }

    // MARK: Dates

    private mutating func date() -> Bool {
        let from = at
        if let day = plain(ahead(0)), 1...31 ~= day, let month = month(1) {
            let year = plain(ahead(2)).flatMap { Words.years.contains($0) ? $0 : nil }
            add(.date, mix(mix(UInt64(day), UInt64(month)), UInt64(year ?? 0)), from)
            at += year == nil ? 2 : 3
            return true
        }
        guard let month = month(0) else { return false }
        guard let next = plain(ahead(1)) else {
            add(.date, mix(mix(0, UInt64(month)), 0), from)
            at += 1
            return true
        }
        if Words.years.contains(next) {
            add(.date, mix(mix(0, UInt64(month)), UInt64(next)), from)
            at += 2
        } else if 1...31 ~= next {
            let year = plain(ahead(2)).flatMap { Words.years.contains($0) ? $0 : nil }
            add(.date, mix(mix(UInt64(next), UInt64(month)), UInt64(year ?? 0)), from)
            at += year == nil ? 2 : 3
        } else {
            add(.date, mix(mix(0, UInt64(month)), 0), from)
            at += 1
        }
        return true
    }

    private func plain(_ token: Tokens.Token?) -> Int? {
        guard let token, token.kind == .figure else { return nil }
        return Figure(text.bytes(of: token), isIndonesian).integer
    }

    /// The month named `offset` tokens ahead. `may` and `march` are months beside a figure only.
    private func month(_ offset: Int) -> Int? {
        guard let token = ahead(offset), token.kind == .word, let month = Words.months[token.hash] else { return nil }
        guard token.capitals != .none else { return nil }
        let before = at + offset > 0 ? tokens[at + offset - 1] : nil
        let hasFigure = before?.kind == .figure || ahead(offset + 1)?.kind == .figure
        return hasFigure || !Words.ambiguousMonths.contains(token.hash) ? month : nil
    }

    // MARK: Quantities

    /// A number in digits or words, with the unit, currency or year that makes it a fact of its own kind.
    private mutating func quantity() -> Bool {
        let from = at
        let token = tokens[at]
        if token.kind == .word, let unit = Words.single[token.hash] {
            // *setahun*: one year in one word.
            add(.duration, duration(1, unit, isWorking: false), from)
            at += 1
            return true
        }
        if token.kind == .word, Words.articles.contains(token.hash), let next = ahead(1), let unit = Words.units[next.hash] {
            add(.duration, duration(1, unit, isWorking: false), from)
            at += 2
            return true
        }
        if token.kind == .word, Words.about.contains(token.hash), let next = ahead(1),
            next.kind == .figure || Words.numbers[next.hash] != nil
        {
            add(.limit, 16, from)
            at += 1
            return true
        }
        if token.kind == .word, let currency = Words.currencies[token.hash], ahead(1)?.kind == .figure {
            at += 1
            guard let number = number() else { return true }
            add(.money, mix(UInt64(currency), number.value.bitPattern), from)
            return true
        }
        guard let number = number() else { return false }
        if let reference = number.reference {
            add(.reference, reference, from)
        } else if let date = number.date {
            add(.date, date, from)
        } else if let time = number.time {
            add(.time, time, from)
        } else if let next = ahead(0), next.kind == .percent || Words.percent.contains(next.hash) {
            add(.percent, number.value.bitPattern, from)
            at += 1
        } else if let next = ahead(0), let currency = Words.currencies[next.hash] {
            add(.money, mix(UInt64(currency), number.value.bitPattern), from)
            at += 1
        } else if let next = ahead(0), let half = Words.halves[next.hash], next.gap < .comma {
            add(.time, UInt64(number.value * 60) + UInt64(half), from)
            at += 1
        } else if let next = ahead(0), next.gap < .comma, let unit = Words.units[next.hash] {
            at += 1
            let isWorking = ahead(0).map { $0.gap < .comma && Words.working.contains($0.hash) } ?? false
            if isWorking { at += 1 }
            add(.duration, duration(number.value, unit, isWorking: isWorking), from)
        } else if let next = ahead(0), Words.working.contains(next.hash), let unit = ahead(1).flatMap({ Words.units[$0.hash] }) {
            at += 2
            add(.duration, duration(number.value, unit, isWorking: true), from)
        } else if let of = ahead(0), Words.of.contains(of.hash), let year = plain(ahead(1)), Words.years.contains(year), number.isWhole {
            at += 2
            add(.reference, mix(UInt64(number.value), UInt64(year)), from)
        } else {
            // *One* without a thing that it counts is a pronoun.
            let isPronoun = number.isWord && number.value == 1 && !(ahead(0).map { $0.gap < .comma && !isNeutral($0) } ?? false)
            add(.number, number.value.bitPattern, from, isWeak: isPronoun || number.isWeak)
        }
        // `2020–2025`, `2020 sampai 2025`: the joint is no fact of its own.
        if let joint = ahead(0), Words.ranges.contains(joint.hash), ahead(1)?.kind == .figure { at += 1 }
        if let suffix = ahead(0), suffix.gap <= .hyphen, Words.about.contains(suffix.hash) {
            add(.limit, 16, at)
            at += 1
        }
        return true
    }

    private func isNumeral(_ token: Tokens.Token) -> Bool {
        token.kind == .figure || Words.numbers[token.hash] != nil || Words.single[token.hash] != nil || Words.currencies[token.hash] != nil
            || Words.articles.contains(token.hash)
    }

    private func isNeutral(_ token: Tokens.Token) -> Bool {
        token.kind == .word && lexicon.senses(of: text.bytes(of: token), hash: token.hash)?.first?.kind == .neutral
    }

    private func duration(_ value: Double, _ unit: Int, isWorking: Bool) -> UInt64 {
        mix(value.bitPattern, UInt64(unit * 2 + (isWorking ? 1 : 0)))
    }

    private struct Number {
        var value: Double
        var isWord = false
        var isWeak = false
        var reference: UInt64?
        var date: UInt64?
        var time: UInt64?
        var isWhole: Bool { !isWord && value == value.rounded() && value < 1e15 && value >= 0 }
    }

    /// Takes the number that begins here: a figure with its scale, or number words.
    private mutating func number() -> Number? {
        let token = tokens[at]
        if token.kind == .figure {
            let figure = Figure(text.bytes(of: token), isIndonesian)
            at += 1
            switch figure.meaning {
            case .pair(let one, let two): return Number(value: 0, reference: mix(UInt64(one), UInt64(two)))
            case .date(let day, let month, let year):
                return Number(value: 0, date: mix(mix(UInt64(day), UInt64(month)), UInt64(year)))
            case .time(let minutes): return Number(value: 0, time: UInt64(minutes))
            case .other: return Number(value: 0, reference: token.hash)
            case .number(var value):
                // `3x24`
                if let times = ahead(0), times.gap == .none, times.hash == Words.times, let other = plain(ahead(1)) {
                    value *= Double(other)
                    at += 2
                }
                if let next = ahead(0), next.gap == .none, Words.ordinalEndings.contains(next.hash) { at += 1 }
                while let next = ahead(0), next.gap < .comma, let word = Words.numbers[next.hash], case .scale(let scale) = word {
                    value *= scale
                    at += 1
                }
                return Number(value: value)
            }
        }
        guard token.kind == .word, let first = Words.numbers[token.hash] else { return nil }
        if case .scale = first { return nil }
        if case .weak(let value) = first {
            at += 1
            return Number(value: value, isWord: true, isWeak: true)
        }
        var total = 0.0
        var group = 0.0
        var taken = 0
        while let next = ahead(0), next.kind == .word, taken == 0 || next.gap < .comma {
            if let word = Words.numbers[next.hash] {
                switch word {
                case .value(let value):
                    // Two units side by side are two numbers: *dua tiga*.
                    if group.truncatingRemainder(dividingBy: 10) != 0 && value < 10 { return finish(total + group) }
                    group += value
                case .teen: group += 10
                case .ten: group *= 10
                case .hundred:
                    group =
                        group == 0
                        ? 100 : group - group.truncatingRemainder(dividingBy: 10) + group.truncatingRemainder(dividingBy: 10) * 100
                case .scale(let scale):
                    total += max(group, 1) * scale
                    group = 0
                case .weak: return finish(total + group)
                }
            } else if taken > 0, Words.and.contains(next.hash), let after = ahead(1), Words.numbers[after.hash] != nil, group >= 100 {
                // *one hundred and five*
            } else {
                break
            }
            taken += 1
            at += 1
        }
        return finish(total + group)
    }

    private func finish(_ value: Double) -> Number { Number(value: value, isWord: true) }

    private func mix(_ one: UInt64, _ two: UInt64) -> UInt64 { Lexicon.extend(Lexicon.extend(Lexicon.phraseSeed, one), two) }
}

extension Statement.Kind {
    /// The kind of fact that a word's sense is; nil where it says nothing.
    fileprivate init?(_ kind: Lexicon.Kind) {
        switch kind {
        case .neutral: return nil
        case .soft: self = .soft
        case .loose: self = .loose
        case .courtesy: self = .courtesy
        case .key: self = .key
        case .name: self = .name
        case .modality: self = .modality
        case .negation: self = .negation
        case .promise: self = .promise
        case .condition: self = .condition
        case .quantifier: self = .quantifier
        case .limit: self = .limit
        case .agent: self = .agent
        case .future: self = .future
        }
    }
}
