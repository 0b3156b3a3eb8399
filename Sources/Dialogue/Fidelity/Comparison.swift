/// Two statements side by side: which sentence retells which, and what differs between those that do.
///
/// Sentences are paired by what they share, weighed by how few sentences of the template share it; one may retell several and several one.
/// Facts are then compared within such a group, so that a number may not move to another sentence.
struct Comparison {
    private typealias Atom = Statement.Atom
    private typealias Kind = Statement.Kind

    private let meant: Statement
    private let said: Statement
    private let marks: Marks

    /// More sentences than an answer has. Keeps the pairing linear.
    private static let maximumSentences = 60

    init(meant: Statement, said: Statement, lexicon: Lexicon) {
        self.meant = meant
        self.said = said
        marks = Marks.of(lexicon)
    }

    mutating func refusal() -> Fidelity.Verdict? {
        guard meant.sentences <= Self.maximumSentences, said.sentences <= Self.maximumSentences else {
            return .refused(.length, detail: "more than \(Self.maximumSentences) sentences")
        }
        let meant = soften(meant.atoms), said = soften(said.atoms)
        // What the template nowhere says cannot have moved: no need to know which sentence it stands in.
        if let refusal = strangers(in: said, to: meant) { return refusal }
        for group in groups(meant, said) {
            if let refusal = compare(group, topics(of: meant)) { return refusal }
        }
        return nil
    }

    /// *Mohon dipastikan*, *perlu dicek*, *sebaiknya dikonfirmasi* all ask the same: the modality of an invitation to check is no fact.
    private func soften(_ atoms: [Atom]) -> [Atom] {
        var atoms = atoms
        for index in atoms.indices where atoms[index].kind == .modality && atoms[index].value & ~0b1010 == 0 {
            let ahead = atoms[(index + 1)...].prefix(2)
            if ahead.contains(where: { $0.sentence == atoms[index].sentence && $0.kind == .key && marks.check.contains($0.value) }) {
                atoms[index].isWeak = true
            }
        }
        return atoms
    }

    // MARK: The whole text

    private func strangers(in said: [Atom], to meant: [Atom]) -> Fidelity.Verdict? {
        var known: [Key: Bool] = [:]
        for atom in meant where !atom.kind.isMask { known[Key(atom)] = true }
        // Rules that name what happened come before the one that only says that something is new.
        var added: Atom?
        var soft = 0
        var content = 0
        for atom in said where !atom.kind.isMask && !atom.isWeak {
            if atom.kind.isContent { content += 1 }
            if known[Key(atom)] != nil { continue }
            switch atom.kind {
            case .soft, .loose: soft += 1
            case .key, .courtesy, .unknown: added = added ?? atom
            case .agent, .future, .negation: continue
            default: return .refused(Fidelity.Rule(atom.kind, isAdded: true), detail: self.said.word(atom))
            }
        }
        if let added { return .refused(.added, detail: self.said.word(added)) }
        guard soft <= 3 + content / 4 else { return .refused(.added, detail: "\(soft) words of little weight") }
        return nil
    }

    private struct Key: Hashable {
        let kind: Kind
        let value: UInt64
        init(_ atom: Atom) {
            kind = atom.kind
            value = atom.value
        }
    }

    /// What several sentences are about, or the first is: it may be repeated or left unsaid where the others make it clear.
    private func topics(of meant: [Atom]) -> Set<UInt64> {
        var sentences: [UInt64: Int] = [:]
        var topics: Set<UInt64> = []
        for atom in meant where atom.kind == .key || atom.kind == .name || atom.kind == .unknown {
            if let other = sentences[atom.value], other != atom.sentence { topics.insert(atom.value) }
            sentences[atom.value] = atom.sentence
        }
        return topics
    }

    // MARK: Pairing

    private struct Group {
        var meant: [Atom] = []
        var said: [Atom] = []
    }

    private func groups(_ meant: [Atom], _ said: [Atom]) -> [Group] {
        let rows = self.meant.sentences, columns = self.said.sentences
        var postings: [Key: [Int]] = [:]
        for atom in meant where counts(atom) {
            if postings[Key(atom)]?.last != atom.sentence { postings[Key(atom), default: []].append(atom.sentence) }
        }
        var shared = [Double](repeating: 0, count: rows * columns)
        var weightMeant = [Double](repeating: 0, count: rows)
        var weightSaid = [Double](repeating: 0, count: columns)
        for (key, sentences) in postings {
            let weight = Self.weight(key.kind) / Double(sentences.count)
            for sentence in sentences { weightMeant[sentence] += weight }
        }
        var seen: Set<Key> = []
        var current = -1
        for atom in said where counts(atom) {
            if atom.sentence != current {
                seen.removeAll(keepingCapacity: true)
                current = atom.sentence
            }
            guard seen.insert(Key(atom)).inserted, let sentences = postings[Key(atom)] else { continue }
            let weight = Self.weight(atom.kind) / Double(sentences.count)
            weightSaid[atom.sentence] += weight
            for sentence in sentences { shared[sentence * columns + atom.sentence] += weight }
        }
        // 0..<rows are the template's sentences, the rewording's follow.
        var leader = Array(0..<(rows + columns))
        func find(_ index: Int) -> Int {
            var index = index
            while leader[index] != index { index = leader[index] }
            return index
        }
        func join(_ row: Int, _ column: Int) {
            let one = find(row), two = find(rows + column)
            leader[max(one, two)] = min(one, two)
        }
        for column in 0..<columns {
            var best = -1
            for row in 0..<rows where shared[row * columns + column] > 0 {
                let share = shared[row * columns + column]
                if best < 0 || share > shared[best * columns + column] { best = row }
                if share >= 0.34 * weightMeant[row] { join(row, column) }
            }
            if best >= 0 { join(best, column) }
        }
        for row in 0..<rows {
            var best = -1
            for column in 0..<columns where shared[row * columns + column] > 0 {
                if best < 0 || shared[row * columns + column] > shared[row * columns + best] { best = column }
            }
            if best >= 0 { join(row, best) }
        }
        var places: [Int: Int] = [:]
        var groups: [Group] = []
        func place(_ index: Int) -> Int {
            let leader = find(index)
            if let place = places[leader] { return place }
            places[leader] = groups.count
            groups.append(Group())
            return groups.count - 1
        }
        for atom in meant { groups[place(atom.sentence)].meant.append(atom) }
        for atom in said { groups[place(rows + atom.sentence)].said.append(atom) }
        return groups
    }

    private func counts(_ atom: Atom) -> Bool { atom.kind.isContent || atom.kind.isFigure || atom.kind == .name || atom.kind == .promise }

    private static func weight(_ kind: Kind) -> Double {
        switch kind {
        case .soft: 0.4
        case .key, .unknown: 1
        case .name: 1.2
        default: 1.5
        }
    }

    // MARK: One group

    private func compare(_ group: Group, _ topics: Set<UInt64>) -> Fidelity.Verdict? {
        if let refusal = figures(group, topics) ?? bits(group) ?? negations(group) ?? futures(group) ?? agents(group, topics) {
            return refusal
        }
        if let refusal = contents(group, topics) { return refusal }
        return swaps(group)
    }

    /// Figures, names, promises: the same set on both sides.
    private func figures(_ group: Group, _ topics: Set<UInt64>) -> Fidelity.Verdict? {
        var meant: [Key: Bool] = [:], said: [Key: Bool] = [:]
        func isSet(_ atom: Atom) -> Bool { atom.kind.isFigure || atom.kind == .name || atom.kind == .promise }
        for atom in group.meant where isSet(atom) { meant[Key(atom)] = true }
        for atom in group.said where isSet(atom) { said[Key(atom)] = true }
        for atom in group.said where isSet(atom) && !atom.isWeak && meant[Key(atom)] == nil {
            if atom.kind == .name, topics.contains(atom.value) { continue }
            return .refused(Fidelity.Rule(atom.kind, isAdded: true), detail: self.said.word(atom))
        }
        for atom in group.meant where isSet(atom) && !atom.isWeak && said[Key(atom)] == nil {
            if atom.kind == .name, topics.contains(atom.value) { continue }
            return .refused(Fidelity.Rule(atom.kind, isAdded: false), detail: self.meant.word(atom))
        }
        return nil
    }

    /// Facts that agree by a shared bit.
    private func bits(_ group: Group) -> Fidelity.Verdict? {
        for kind in [Kind.modality, .condition, .quantifier, .limit] {
            let meant = group.meant.filter { $0.kind == kind }, said = group.said.filter { $0.kind == kind }
            if let atom = said.first(where: { one in !one.isWeak && !meant.contains { $0.value & one.value != 0 } }) {
                if kind == .condition, atom.value & marks.tolerated != 0 || isOpening(atom) { return nil }
                if kind == .quantifier, atom.value == marks.or, isOpening(atom) { return nil }
                return .refused(Fidelity.Rule(kind, isAdded: true), detail: self.said.word(atom))
            }
            if let atom = meant.first(where: { one in !one.isWeak && !said.contains { $0.value & one.value != 0 } }) {
                return .refused(Fidelity.Rule(kind, isAdded: false), detail: self.meant.word(atom))
            }
        }
        return nil
    }

    /// Whether an atom opens its sentence: *If you have a case in mind, …* says *For a case, …*.
    private func isOpening(_ atom: Atom) -> Bool {
        atom.token == 0 || said.tokens.tokens[atom.token - 1].sentence != Int32(atom.sentence)
    }

    /// Every denial denies the same on both sides.
    private func negations(_ group: Group) -> Fidelity.Verdict? {
        let meant = denials(group.meant, self.meant)
        var said = denials(group.said, self.said)
        for denial in meant {
            guard let match = said.firstIndex(where: { !$0.what.isDisjoint(with: denial.what) || $0.what.isEmpty || denial.what.isEmpty })
            else {
                return .refused(.negation, detail: self.meant.word(denial.atom))
            }
            said.remove(at: match)
        }
        if let extra = said.first { return .refused(.negation, detail: self.said.word(extra.atom)) }
        return nil
    }

    private struct Denial {
        var atom: Atom
        /// What it may deny: what stands in its clause, and the next three things after it.
        var what: Set<UInt64>
    }

    /// The denials of a group; *no A and no B*, *neither A nor B* are one.
    private func denials(_ atoms: [Atom], _ statement: Statement) -> [Denial] {
        var denials: [Denial] = []
        for (index, atom) in atoms.enumerated() where atom.kind == .negation {
            var what: Set<UInt64> = []
            func take(_ next: Atom) {
                if next.kind.isContent || next.kind == .name || next.kind.isFigure || next.kind == .promise { what.insert(next.value) }
            }
            for next in atoms[(index + 1)...] {
                guard next.sentence == atom.sentence, what.count < 3 || next.clause == atom.clause else { break }
                take(next)
            }
            for previous in atoms[..<index].reversed() {
                guard previous.clause == atom.clause else { break }
                take(previous)
            }
            let joint = atom.token > 0 ? statement.tokens.tokens[atom.token - 1] : nil
            let isJoined = joint.map { Words.joints.contains($0.hash) && $0.sentence == atom.sentence } ?? false
            if isJoined || statement.tokens.tokens[atom.token].hash == Words.nor, let last = denials.last,
                last.atom.sentence == atom.sentence
            {
                denials[denials.count - 1].what.formUnion(what)
            } else {
                denials.append(Denial(atom: atom, what: what))
            }
        }
        return denials
    }

    /// *Will* is grammar, but for what nobody can know: that a licence will be issued.
    private func futures(_ group: Group) -> Fidelity.Verdict? {
        guard !group.meant.contains(where: { $0.kind == .future }) else { return nil }
        for (index, atom) in group.said.enumerated() where atom.kind == .future {
            let near = group.said[max(0, index - 2)..<min(group.said.count, index + 3)]
            if near.contains(where: { $0.kind == .key && marks.outcome.contains($0.value) }) {
                return .refused(.promise, detail: self.said.word(atom))
            }
        }
        return nil
    }

    /// Who acts: *you* does not become *we*, nor the other way round, and neither takes the place of somebody who is named.
    private func agents(_ group: Group, _ topics: Set<UInt64>) -> Fidelity.Verdict? {
        func has(_ atoms: [Atom], _ value: UInt64) -> Bool { atoms.contains { $0.kind == .agent && $0.value == value } }
        var lost: Set<UInt64>?
        for value in [UInt64(1), 2] where !has(group.meant, value) {
            guard let atom = group.said.first(where: { $0.kind == .agent && $0.value == value }) else { continue }
            if has(group.meant, 3 - value), !has(group.said, 3 - value) { return .refused(.agent, detail: said.word(atom)) }
            let found = lost ?? topics.intersection(group.meant.map(\.value)).subtracting(group.said.map(\.value))
            lost = found
            if !found.isDisjoint(with: marks.actors) { return .refused(.agent, detail: said.word(atom)) }
        }
        return nil
    }

    /// What the sentences are about.
    private func contents(_ group: Group, _ topics: Set<UInt64>) -> Fidelity.Verdict? {
        var meant: [UInt64: Int] = [:], said: [UInt64: Int] = [:]
        for atom in group.meant where atom.kind.isContent { meant[atom.value, default: 0] += 1 }
        for atom in group.said where atom.kind.isContent { said[atom.value, default: 0] += 1 }
        for atom in group.said
        where (atom.kind == .key || atom.kind == .unknown) && meant[atom.value] == nil && !topics.contains(atom.value) {
            return .refused(.added, detail: self.said.word(atom))
        }
        var softDropped = 0
        var soft = 0
        for atom in group.meant where atom.kind.isContent && !atom.isWeak {
            if atom.kind == .soft { soft += 1 }
            guard said[atom.value] == nil else { continue }
            if atom.kind == .soft {
                softDropped += 1
            } else if !topics.contains(atom.value) {
                return .refused(.dropped, detail: self.meant.word(atom))
            }
        }
        guard softDropped <= 2 + soft / 2 else { return .refused(.dropped, detail: "\(softDropped) words of little weight") }
        return nil
    }

    private func swaps(_ group: Group) -> Fidelity.Verdict? {
        nil
    }

    /// Groups of words that rules speak of.
    private struct Marks {
        let check, outcome, actors: Set<UInt64>
        let or: UInt64 = 1 << 6
        /// *After* and *since* may be added: they put into words what the order of events says.
        let tolerated: UInt64 = 0b11_0000

        init(_ lexicon: Lexicon) {
            check = lexicon.groups(of: "cek check")
            outcome = lexicon.groups(of: "terbit setuju lulus selesai issue approve complete success")
            actors = lexicon.groups(
                of: "kementerian kemenhaj kemenag admin kanwil pemerintah ministry ministry_of_hajj_and_umrah admin government")
        }

        static let indonesian = Marks(.indonesian), english = Marks(.english)
        static func of(_ lexicon: Lexicon) -> Marks { lexicon.isIndonesian ? indonesian : english }
    }
}

extension Fidelity.Rule {
    /// The rule that a fact of `kind` breaks.
    init(_ kind: Statement.Kind, isAdded: Bool) {
        self =
            switch kind {
            case .number: .number
            case .percent: .percent
            case .money: .money
            case .duration: .duration
            case .date: .date
            case .time: .time
            case .reference, .article: .reference
            case .contact: .contact
            case .name: .name
            case .modality: .modality
            case .negation: .negation
            case .promise, .future: .promise
            case .condition: .condition
            case .quantifier: .quantifier
            case .limit: .limit
            case .agent: .agent
            case .key, .loose, .soft, .courtesy, .unknown: isAdded ? .added : .dropped
            }
    }
}
