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
        if let refusal = exchanged() { return refusal }
        // What the template nowhere says cannot have moved: no need to know which sentence it stands in.
        if let refusal = strangers(in: said, to: meant) { return refusal }
        let topics = topics(of: meant), repeated = repeated(in: meant, and: said)
        for group in groups(meant, said) {
            if let refusal = compare(group, topics, repeated) ?? repetitions(in: group) {
                return refusal
            }
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
        // *Selama 24 jam* says how long, not while what.
        for index in atoms.indices.dropLast() where atoms[index].kind == .condition && atoms[index].value == marks.while {
            if atoms[index + 1].kind == .duration, atoms[index + 1].token == atoms[index].end { atoms[index].isWeak = true }
        }
        // *PPIU or Penyelenggara Perjalanan Ibadah Umrah* names one thing twice: no choice.
        for index in atoms.indices.dropFirst().dropLast() where atoms[index].kind == .quantifier && atoms[index].value == marks.or {
            if atoms[index - 1].kind == .name, atoms[index + 1].kind == .name, atoms[index - 1].value == atoms[index + 1].value {
                atoms[index].isWeak = true
            }
        }
        return atoms
    }

    // MARK: The whole text

    /// Words that carry no fact by themselves and change one all the same: *either* where *both* stood, *while it is still* where *then* stood.
    private func exchanged() -> Fidelity.Verdict? {
        func count(_ words: Set<UInt64>, _ statement: Statement) -> Int { statement.tokens.tokens.count { words.contains($0.hash) } }
        if count(Words.both, said) < count(Words.both, meant), count(Words.either, said) > count(Words.either, meant) {
            return .refused(.quantifier, detail: "one for both")
        }
        if count(Words.then, meant) > 0, count(Words.still, said) > count(Words.still, meant), count(Words.meanwhile, said) > 0 {
            return .refused(.condition, detail: "while for then")
        }
        return nil
    }

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

    /// What several sentences of the template are about: a rewording may name it again, or leave it unsaid where the others make it clear.
    ///
    /// Two that are easily taken for each other are no topics where both stand in the template: there each must stay where it is.
    private func topics(of meant: [Atom]) -> Set<UInt64> {
        var sentences: [UInt64: Int] = [:]
        var topics: Set<UInt64> = []
        for atom in meant where marks.subjects.contains(atom.value) && (atom.kind == .key || atom.kind == .loose || atom.kind == .name) {
            if let other = sentences[atom.value], other != atom.sentence { topics.insert(atom.value) }
            sentences[atom.value] = atom.sentence
        }
        for rivals in marks.rivals where rivals.count(where: { sentences[$0] != nil }) > 1 { topics.subtract(rivals) }
        return topics
    }

    /// What stands in several sentences of the template and still stands somewhere in the rewording; never praise, nor one of two rivals.
    private func repeated(in meant: [Atom], and said: [Atom]) -> Set<UInt64> {
        var first: [UInt64: Int] = [:]
        var repeated: Set<UInt64> = []
        for atom in meant where atom.kind == .key || atom.kind == .loose || atom.kind == .unknown {
            if let sentence = first[atom.value], sentence != atom.sentence { repeated.insert(atom.value) }
            first[atom.value] = atom.sentence
        }
        for rivals in marks.rivals { repeated.subtract(rivals) }
        return repeated.subtracting(marks.praise).subtracting(marks.check).intersection(said.lazy.map(\.value))
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

    private func compare(_ group: Group, _ topics: Set<UInt64>, _ repeated: Set<UInt64>) -> Fidelity.Verdict? {
        if let refusal = figures(group, topics) ?? bits(group) ?? negations(group) ?? futures(group) ?? agents(group, topics) {
            return refusal
        }
        if let refusal = contents(group, topics, repeated) ?? strays(group) ?? stages(group) { return refusal }
        return swaps(group)
    }

    /// A sentence that names only what the others of its group name: said before, or put together anew from words that were there.
    private func repetitions(in group: Group) -> Fidelity.Verdict? {
        let idle = idle(group.said)
        guard idle.count > self.idle(group.meant).count else { return nil }
        return group.said.first { idle.contains($0.sentence) }.map { .refused(.added, detail: "again: " + said.word($0)) }
    }

    /// The sentences without which all that is named is still named.
    private func idle(_ atoms: [Atom]) -> Set<Int> {
        func counts(_ atom: Atom) -> Bool { atom.kind.isContent && atom.kind != .soft || atom.kind.isFigure || atom.kind == .name }
        var sentences: [Key: Int] = [:]
        // One thing by itself is no statement.
        var things: [Int: UInt64] = [:]
        var idle: Set<Int> = []
        for atom in atoms where counts(atom) {
            idle.insert(atom.sentence)
            if things[atom.sentence] == nil { things[atom.sentence] = atom.value }
            let other = sentences[Key(atom)]
            // -1: in more than one.
            sentences[Key(atom)] = other == nil || other == atom.sentence ? atom.sentence : -1
        }
        for sentence in idle where !atoms.contains(where: { counts($0) && $0.sentence == sentence && things[sentence] != $0.value }) {
            idle.remove(sentence)
        }
        return idle.subtracting(sentences.values)
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
        return rivalry(group) ?? praise(group)
    }

    /// Of two that are easily taken for each other, none takes a place of the other's.
    private func rivalry(_ group: Group) -> Fidelity.Verdict? {
        for rivals in marks.rivals {
            let before = rivals.map { value in group.meant.count { $0.value == value && ($0.kind == .name || $0.kind == .key) } }
            guard before.count(where: { $0 > 0 }) > 1 else { continue }
            for (value, count) in zip(rivals, before) {
                let now = group.said.filter { $0.value == value && ($0.kind == .name || $0.kind == .key) }
                if now.count > count { return .refused(.swapped, detail: said.word(now[0])) }
            }
            // *PPIU (umrah organiser)* is one name twice: two different ones never stand side by side.
            func touching(_ atoms: [Atom]) -> Int {
                zip(atoms, atoms.dropFirst()).count {
                    $0.end == $1.token && $0.value != $1.value && rivals.contains($0.value) && rivals.contains($1.value)
                }
            }
            if touching(group.said) > touching(group.meant) { return .refused(.swapped, detail: "") }
        }
        return nil
    }

    /// A promise is not made twice, and nothing is called *quick* or *official* more often than the template does.
    private func praise(_ group: Group) -> Fidelity.Verdict? {
        var counts: [UInt64: Int] = [:]
        func isPraise(_ atom: Atom) -> Bool { atom.kind == .promise || atom.kind == .key && marks.praise.contains(atom.value) }
        for atom in group.meant where isPraise(atom) { counts[atom.value, default: 0] += 1 }
        for atom in group.said where isPraise(atom) {
            let left = counts[atom.value, default: 0]
            guard left > 0 else { return .refused(atom.kind == .promise ? .promise : .added, detail: said.word(atom)) }
            counts[atom.value] = left - 1
        }
        return nil
    }

    /// Facts that agree by a shared bit, one for one.
    private func bits(_ group: Group) -> Fidelity.Verdict? {
        for kind in [Kind.modality, .condition, .quantifier, .limit] {
            // More of a kind than an answer has: not worth the time of comparing.
            guard group.said.count(where: { $0.kind == kind }) <= Self.maximumFacts,
                group.meant.count(where: { $0.kind == kind }) <= Self.maximumFacts
            else { return .refused(Fidelity.Rule(kind, isAdded: true), detail: "more than \(Self.maximumFacts)") }
            var open: [(mask: UInt64, count: Int, atom: Atom)] = []
            // What the weak ones of one side can stand for: those that the other side has weak ones for as well are spoken for.
            var weak: [UInt64: Int] = [:]
            for atom in group.meant where atom.kind == kind {
                if atom.isWeak {
                    weak[atom.value, default: 0] += 1
                } else if let index = open.firstIndex(where: { $0.mask == atom.value }) {
                    open[index].count += 1
                } else {
                    open.append((atom.value, 1, atom))
                }
            }
            // *Beware of them* is *one should beware of them*, *one needs to*.
            if kind == .modality { weak[marks.should | marks.need] = group.meant.count { isCheck($0) || isCommand($0) } }
            let isLight = Set(
                group.said.indices.lazy.filter { kind == .modality && self.isLight(group.said, at: $0) }.map { group.said[$0].token })
            for atom in group.said where atom.kind == kind && (atom.isWeak || isLight.contains(atom.token)) {
                weak[atom.value, default: 0] -= 1
            }
            // Those that may come by themselves are left for last: the others need what the template has.
            let strong = group.said.filter { $0.kind == kind && !$0.isWeak && !isLight.contains($0.token) }
            for atom in strong.filter({ !mayCome($0, in: group) }) + strong.filter({ mayCome($0, in: group) }) {
                if let index = open.firstIndex(where: { $0.mask == atom.value && $0.count > 0 })
                    ?? open.firstIndex(where: { $0.mask & atom.value != 0 && $0.count > 0 })
                {
                    open[index].count -= 1
                } else if let mask = weak.first(where: { $0.key & atom.value & ~marks.while != 0 && $0.value > 0 })?.key {
                    weak[mask, default: 0] -= 1
                } else if !mayCome(atom, in: group) {
                    return .refused(Fidelity.Rule(kind, isAdded: true), detail: said.word(atom))
                }
            }
            for left in open {
                for _ in 0..<left.count {
                    guard let mask = weak.first(where: { $0.key & left.mask != 0 && $0.value < 0 })?.key else {
                        return .refused(Fidelity.Rule(kind, isAdded: false), detail: meant.word(left.atom))
                    }
                    weak[mask, default: 0] += 1
                }
            }
        }
        return nil
    }

    /// *After* puts into words what the order of events says; *if* and *or* at the head of a sentence only join it to the others.
    private func mayCome(_ atom: Atom, in group: Group) -> Bool {
        switch atom.kind {
        case .condition: atom.value & marks.tolerated != 0 || atom.value == marks.if && (isOpening(atom) || isPossible(group, after: atom))
        case .quantifier: atom.value == marks.or && isOpening(atom)
        case .modality:
            atom.value & marks.may != 0 && isDenied(atom, in: group)
                || atom.value & marks.may != 0 && group.meant.contains { marks.way.contains($0.value) && $0.kind == .soft }
        default: false
        }
    }

    /// Whether an atom of the template is a verb that opens its sentence and tells the visitor what to do.
    private func isCommand(_ atom: Atom) -> Bool {
        guard atom.kind.isContent, atom.token == 0 || meant.tokens.tokens[atom.token - 1].sentence != Int32(atom.sentence) else {
            return false
        }
        return Affixes.isCommand(meant.tokens.bytes(of: meant.tokens.tokens[atom.token]))
    }

    /// *This can lead to that* is *that can happen if this does*.
    private func isPossible(_ group: Group, after atom: Atom) -> Bool {
        func may(_ atoms: [Atom]) -> Bool { atoms.contains { $0.kind == .modality && !$0.isWeak && $0.value & marks.may != 0 } }
        let known = Set(group.meant.lazy.map(Key.init))
        let next = group.said.lazy.filter { $0.token > atom.token && $0.sentence == atom.sentence && $0.kind.isContent }.prefix(3)
        return may(group.meant) && may(group.said) && next.allSatisfy { known.contains(Key($0)) }
    }

    /// *What I can tell you*, *this can be seen from*: what may be looked at or told may as well not be said.
    private func isLight(_ atoms: [Atom], at index: Int) -> Bool {
        guard atoms[index].kind == .modality, !atoms[index].isWeak, atoms[index].value & marks.may != 0 else { return false }
        let next = atoms[(index + 1)...].prefix(4).first { $0.kind.isContent || $0.kind == .name || $0.kind == .negation }
        return next.map { $0.kind == .soft && $0.sentence == atoms[index].sentence } ?? false
    }

    /// *We cannot promise* is *we do not promise*.
    private func isDenied(_ atom: Atom, in group: Group) -> Bool {
        let tokens = said.tokens.tokens
        guard Words.abilities.contains(tokens[atom.end - 1].hash) else { return false }
        return group.meant.contains { $0.kind == .negation }
            && group.said.contains { $0.kind == .negation && $0.sentence == atom.sentence && 0...1 ~= atom.token - $0.token }
    }

    /// Whether an atom opens its sentence: *If you have a case in mind, …* says *For a case, …*.
    private func isOpening(_ atom: Atom) -> Bool {
        atom.token == 0 || said.tokens.tokens[atom.token - 1].sentence != Int32(atom.sentence)
    }

    /// Every denial denies the same on both sides.
    private func negations(_ group: Group) -> Fidelity.Verdict? {
        let meant = denials(group.meant, self.meant)
        var said = denials(group.said, self.said)
        let all = said
        guard max(meant.count, said.count) <= Self.maximumDenials else { return .refused(.negation, detail: "\(said.count)") }
        var missing: [Denial] = []
        for denial in meant {
            // The one that denies most of the same, by the same word if it can be. *Nor* stands for nothing but *nor*.
            let shares = said.map { other in
                guard other.isNor == denial.isNor else { return 0 }
                let share = other.what.isEmpty || denial.what.isEmpty ? 1 : other.what.intersection(denial.what).count
                return share > 0 && other.word == denial.word ? share + 100 : share
            }
            if let best = shares.max(), best > 0, let match = shares.firstIndex(of: best) {
                let other = said.remove(at: match)
                // *Automatic and not a person* is not *a person and not automatic*.
                if let one = denial.next, let now = other.next, one != now, other.before.contains(one), denial.before.contains(now),
                    !all.contains(where: { $0.next == one })
                {
                    return .refused(.negation, detail: self.said.word(other.atom))
                }
            } else {
                missing.append(denial)
            }
        }
        // *Not A or B* is *not A, nor B*: one side says with *or* what the other says with a second denial.
        func hasOr(_ atoms: [Atom]) -> Bool { atoms.contains { $0.kind == .quantifier && !$0.isWeak && $0.value & marks.or != 0 } }
        if let first = missing.first(where: { !$0.isNor || !hasOr(group.said) }) {
            return .refused(.negation, detail: self.meant.word(first.atom))
        }
        if let extra = said.first(where: { !$0.isNor || !hasOr(group.meant) }) {
            return .refused(.negation, detail: self.said.word(extra.atom))
        }
        return nil
    }

    /// Of one kind, in sentences that tell the same.
    private static let maximumFacts = 48
    /// More than an answer has.
    private static let maximumDenials = 24

    private struct Denial {
        var atom: Atom
        let word: UInt64
        var isNor: Bool { word == Words.nor }
        /// What it may deny: what stands about it in its clause, and the next three things after it.
        var what: Set<UInt64> = []
        /// What follows it, and what stands before it, in its clause.
        var next: UInt64?
        var before: Set<UInt64> = []
    }

    private func denials(_ atoms: [Atom], _ statement: Statement) -> [Denial] {
        var denials: [Denial] = []
        for (index, atom) in atoms.enumerated() where atom.kind == .negation {
            var denial = Denial(atom: atom, word: statement.tokens.tokens[atom.token].hash)
            func take(_ next: Atom) {
                if next.kind.isContent || next.kind == .name || next.kind.isFigure || next.kind == .promise {
                    denial.what.insert(next.value)
                }
            }
            // Bounded, so that a clause of nothing but denials is read in linear time.
            for next in atoms[(index + 1)...].prefix(12) {
                guard next.sentence == atom.sentence, denial.what.count < 3 || next.clause == atom.clause else { break }
                take(next)
                if denial.next == nil, next.clause == atom.clause { denial.next = denial.what.first }
            }
            for previous in atoms[..<index].suffix(8).reversed() {
                guard previous.sentence == atom.sentence else { break }
                // *Pledged, not spent*: what is asserted may end the clause before.
                if previous.kind.isContent, previous.clause == atom.clause || denial.before.isEmpty { denial.before.insert(previous.value) }
                if previous.clause == atom.clause { take(previous) }
            }
            denials.append(denial)
            if denials.count > Self.maximumDenials { break }
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

    /// *Tell us*, *if we write*, *better for us*: the company where only the visitor has a place, and after what.
    private func addressed(_ atoms: [Atom], _ statement: Statement) -> [(atom: Atom, after: UInt64)] {
        atoms.indices.dropFirst().compactMap { index in
            let atom = atoms[index], before = atoms[index - 1]
            guard atom.kind == .agent, atom.value == marks.we, before.sentence == atom.sentence else { return nil }
            let isTold = before.kind == .soft && !before.isWeak && marks.announces.contains(before.value)
            let isSubject = before.kind == .condition && before.value & marks.if != 0
            let word = atom.token > 0 ? statement.tokens.tokens[atom.token - 1].hash : 0
            if Words.beneficiaries.contains(word) { return (atom, word) }
            return isTold || isSubject ? (atom, before.value) : nil
        }
    }

    /// Who acts: *you* does not become *we*, nor the other way round, neither takes the place of somebody who is named, and what the visitor
    /// is asked to check is not checked by us.
    private func agents(_ group: Group, _ topics: Set<UInt64>) -> Fidelity.Verdict? {
        // *Tell you* is *tell*.
        func count(_ atoms: [Atom], _ value: UInt64) -> Int {
            atoms.indices.count { index in
                let isTold =
                    value == marks.you && index > 0 && atoms[index - 1].kind == .soft && marks.announces.contains(atoms[index - 1].value)
                    && atoms[index - 1].clause == atoms[index].clause
                return atoms[index].kind == .agent && atoms[index].value == value && !isTold
            }
        }
        let more = [marks.we, marks.you].map { count(group.said, $0) - count(group.meant, $0) }
        let isLost = marks.actors.contains { actor in
            group.said.count { $0.value == actor && $0.kind != .agent } < group.meant.count { $0.value == actor && $0.kind != .agent }
        }
        if let atom = addressed(group.said, said).first(where: { one in !addressed(group.meant, meant).contains { $0.after == one.after } })
        {
            return .refused(.agent, detail: said.word(atom.atom))
        }
        for value in 0...1 where more[value] > 0 {
            guard let atom = group.said.first(where: { $0.kind == .agent && $0.value == UInt64(value + 1) }) else { continue }
            if more[1 - value] < 0 || isLost { return .refused(.agent, detail: said.word(atom)) }
            guard value == 0, !group.meant.contains(where: { $0.kind == .agent && $0.value == marks.we }) else { continue }
            if let check = group.said.first(where: isCheck),
                group.said.contains(where: { $0.kind == .agent && $0.value == marks.we && $0.clause == check.clause })
            {
                return .refused(.agent, detail: said.word(check))
            }
        }
        return nil
    }

    private func isCheck(_ atom: Atom) -> Bool { atom.kind == .key && marks.check.contains(atom.value) }

    /// What the sentences are about.
    private func contents(_ group: Group, _ topics: Set<UInt64>, _ repeated: Set<UInt64>) -> Fidelity.Verdict? {
        var meant: [UInt64: Int] = [:], said: [UInt64: Int] = [:]
        for atom in group.meant where atom.kind.isContent { meant[atom.value, default: 0] += 1 }
        for atom in group.said where atom.kind.isContent { said[atom.value, default: 0] += 1 }
        // One thing of another sentence may be named here too, or be left to it; two would be another statement.
        var borrowed: UInt64?
        var left: UInt64?
        for atom in group.said
        where (atom.kind == .key || atom.kind == .unknown) && !atom.isWeak && meant[atom.value] == nil && !topics.contains(atom.value) {
            guard borrowed ?? atom.value == atom.value, !marks.isDelicate(atom.value) else {
                return .refused(.added, detail: self.said.word(atom))
            }
            borrowed = atom.value
        }
        // What is new to a group while something of its own is named less often stands in its place.
        if borrowed != nil,
            let gone = group.meant.first(where: {
                ($0.kind == .key || $0.kind == .unknown) && !$0.isWeak && said[$0.value, default: 0] < meant[$0.value, default: 0]
            })
        {
            return .refused(.dropped, detail: self.meant.word(gone))
        }
        var softDropped = 0
        var soft = 0
        for atom in group.meant where atom.kind.isContent && !atom.isWeak {
            if atom.kind == .soft { soft += 1 }
            guard said[atom.value] == nil else { continue }
            if atom.kind == .soft {
                softDropped += 1
            } else {
                // *First the prohibition* is *we begin with the prohibition*.
                if marks.first.contains(atom.value), !marks.begin.isDisjoint(with: said.keys) { continue }
                // *Check* is *examine*, where nothing else was examined.
                if marks.check.contains(atom.value), let seen = marks.seen.first(where: { said[$0, default: 0] > meant[$0, default: 0] }),
                    meant[seen] == nil
                {
                    continue
                }
                if topics.contains(atom.value) { continue }
                if repeated.contains(atom.value), left ?? atom.value == atom.value {
                    left = atom.value
                    continue
                }
                return .refused(.dropped, detail: self.meant.word(atom))
            }
        }
        if let lost = unsaid(group) { return .refused(.dropped, detail: self.meant.word(lost)) }
        guard softDropped <= 2 + soft / 2 else { return .refused(.dropped, detail: "\(softDropped) words of little weight") }
        return nil
    }

    /// A sentence of the template of which no sentence of the rewording says even a third.
    private func unsaid(_ group: Group) -> Atom? {
        func things(_ atoms: [Atom]) -> [Int: Set<Key>] {
            atoms.reduce(into: [:]) {
                if $1.kind.isContent || $1.kind == .name || $1.kind.isFigure { $0[$1.sentence, default: []].insert(Key($1)) }
            }
        }
        let said = things(group.said).values
        for (sentence, meant) in things(group.meant) {
            let atoms = group.meant.filter { $0.sentence == sentence }
            guard atoms.contains(where: { $0.kind.isContent && !$0.isWeak }), meant.count > 2 else { continue }
            let share = said.map { meant.intersection($0).count }.max() ?? 0
            if share * 3 < meant.count { return atoms.first { $0.kind.isContent } }
        }
        return nil
    }

    /// Stages are told in their order: in a sentence that enumerates them, nothing of a later one comes before something of an earlier one.
    private func stages(_ group: Group) -> Fidelity.Verdict? {
        for sentence in Set(group.meant.lazy.filter { marks.stages.contains($0.value) && $0.kind.isContent }.map(\.sentence)) {
            let atoms = group.meant.filter { $0.sentence == sentence }
            // Where the stages begin: what opens the sentence announces them, and a figure in brackets belongs to none.
            guard let opening = atoms.first?.clause else { continue }
            let dated = Set(atoms.lazy.filter { $0.kind.isFigure }.map(\.clause))
            var clauses: [UInt64: Int] = [:]
            // What stands in two of them, or is named elsewhere too, tells nothing of their order.
            for atom in group.meant where atom.kind.isContent {
                let isStage = atom.sentence == sentence && atom.clause > opening && !dated.contains(atom.clause)
                clauses[atom.value] = isStage && clauses[atom.value] ?? atom.clause == atom.clause ? atom.clause : -1
            }
            clauses = clauses.filter { $0.value >= 0 }
            guard Set(clauses.values).count > 2 else { continue }
            // The sentence that retells them.
            let told = Dictionary(grouping: group.said.lazy.filter { $0.kind.isContent && clauses[$0.value] != nil }, by: \.sentence)
            guard let retold = told.values.max(by: { $0.count < $1.count }) else { continue }
            var last = 0
            for atom in retold {
                guard let clause = clauses[atom.value] else { continue }
                if clause < last { return .refused(.swapped, detail: said.word(atom)) }
                last = clause
            }
        }
        return nil
    }

    /// A figure that has moved to another sentence of its group: it stands beside what one sentence of the template is about, but comes from
    /// another, of which nothing is said here.
    private func strays(_ group: Group) -> Fidelity.Verdict? {
        func counts(_ atom: Atom) -> Bool { atom.kind == .key || atom.kind == .loose || atom.kind == .unknown || atom.kind == .name }
        let sentences = Set(group.meant.lazy.map(\.sentence))
        guard sentences.count > 1 else { return nil }
        var things: [Int: Set<Key>] = [:]
        var figures: [Key: Set<Int>] = [:]
        for atom in group.meant {
            if counts(atom) { things[atom.sentence, default: []].insert(Key(atom)) }
            if atom.kind.isFigure { figures[Key(atom), default: []].insert(atom.sentence) }
        }
        for sentence in Set(group.said.lazy.map(\.sentence)) {
            let atoms = group.said.filter { $0.sentence == sentence }
            let about = Set(atoms.lazy.filter(counts).map(Key.init))
            guard
                let best = sentences.max(by: { (things[$0] ?? []).intersection(about).count < (things[$1] ?? []).intersection(about).count }
                )
            else { continue }
            for atom in atoms where atom.kind.isFigure {
                guard let homes = figures[Key(atom)], !homes.contains(best) else { continue }
                let isAtHome = homes.contains { !(things[$0] ?? []).subtracting(things[best] ?? []).isDisjoint(with: about) }
                if !isAtHome { return .refused(.swapped, detail: said.word(atom)) }
            }
        }
        return nil
    }

    /// Whether two names, figures or modalities have changed places: what stood nearest to one now stands nearest to the other.
    private func swaps(_ group: Group) -> Fidelity.Verdict? {
        for kind in [Kind.name, .number, .duration, .reference, .article, .date, .modality, .condition, .agent] {
            var values = Set(group.meant.lazy.filter { $0.kind == kind }.map(\.value))
            if kind == .agent { values.formUnion(group.said.lazy.filter { $0.kind == kind }.map(\.value)) }
            guard values.count > 1 else { continue }
            let before = neighbours(group.meant, of: kind, meant), after = neighbours(group.said, of: kind, said)
            var same: [UInt64: Int] = [:]
            var moved: [Pair: Int] = [:]
            for (thing, value) in before {
                guard let now = after[thing], let value, let now else { continue }
                if value == now { same[value, default: 0] += 1 } else { moved[Pair(value, now), default: 0] += 1 }
            }
            for (pair, there) in moved {
                let back = moved[Pair(pair.to, pair.from), default: 0]
                let stayed = same[pair.from, default: 0] + same[pair.to, default: 0]
                if back > 0 && there + back > stayed,
                    let atom = group.said.first(where: { $0.value == pair.to && $0.kind == kind })
                {
                    return .refused(.swapped, detail: said.word(atom))
                }
            }
            if kind == .name, let atom = turned(group, same) { return .refused(.swapped, detail: said.word(atom)) }
            if kind != .condition, let atom = stranger(in: group, of: kind) { return .refused(.swapped, detail: said.word(atom)) }
        }
        return nil
    }

    /// One of two that are easily taken for each other, when they come the other way round and little shows that each kept its own.
    private func turned(_ group: Group, _ same: [UInt64: Int]) -> Atom? {
        for rivals in marks.rivals {
            let before = group.meant.filter { $0.kind == .name && rivals.contains($0.value) }
            let after = group.said.filter { $0.kind == .name && rivals.contains($0.value) }
            guard let first = before.first, let now = after.first, first.value != now.value, Set(before.map(\.value)).count > 1 else {
                continue
            }
            let heads = heads(group.meant, of: .name, meant)
            guard heads[now.value] != first.value else { continue }
            if same[first.value, default: 0] + same[now.value, default: 0] < 2 { return now }
        }
        return nil
    }

    /// An atom of `kind` that stands beside what only another of its kind stands beside in the template, and beside nothing of its own.
    private func stranger(in group: Group, of kind: Kind) -> Atom? {
        var owners: [Key: Set<UInt64>] = [:]
        let heads = heads(group.meant, of: kind, meant)
        for (_, value, things) in besides(group.meant, kind, heads) {
            for thing in things where kind != .agent || thing.touches && thing.isBefore == marks.possessorFollows {
                owners[thing.key, default: []].insert(value)
            }
        }
        return besides(group.said, kind, heads).first { _, value, things in
            func isOthers(_ thing: Beside) -> Bool { owners[thing.key].map { !$0.contains(value) } ?? false }
            // *Our record*, *rekam jejak kami*: whose a thing is says the word that touches it; what a figure counts stands before it.
            if kind == .agent {
                return things.contains {
                    isOthers($0) && $0.touches && $0.isBefore == marks.possessorFollows && ($0.key.kind == .key || $0.key.kind == .name)
                }
            }
            if kind.isFigure, things.contains(where: { isOthers($0) && ($0.isBefore || $0.touches) }) { return true }
            return things.contains(where: isOthers) && !things.contains { owners[$0.key]?.contains(value) ?? false }
        }?.atom
    }

    private typealias Beside = (key: Key, isBefore: Bool, touches: Bool)

    /// Each atom of `kind` with the thing before it and the thing behind it in its clause; nothing beyond another of its kind.
    private func besides(_ atoms: [Atom], _ kind: Kind, _ heads: [UInt64: UInt64]) -> [(atom: Atom, value: UInt64, things: [Beside])] {
        func isThing(_ atom: Atom) -> Bool {
            switch atom.kind {
            case .soft: kind != .agent
            case .modality, .condition, .quantifier, .limit: kind.isFigure
            default: atom.kind.isContent || atom.kind.isFigure || atom.kind == .name
            }
        }
        func isWatched(_ atom: Atom) -> Bool {
            atom.kind == kind && !atom.isWeak && (kind != .name || marks.rivals.contains { $0.contains(atom.value) })
        }
        // *Our core service*: a light word may stand between.
        let gap = kind == .agent ? 1 : 0
        return atoms.indices.lazy.filter { isWatched(atoms[$0]) }.map { index in
            let atom = atoms[index]
            func isThere(_ index: Int) -> Bool { atoms.indices.contains(index) && atoms[index].sentence == atom.sentence }
            // A figure that opens a clause, as in brackets, belongs to what stands before the mark; one that opens a sentence, to what follows.
            let opensClause = kind.isFigure && isThere(index - 1) && atoms[index - 1].clause != atom.clause
            let opensSentence = kind.isFigure && !isThere(index - 1)
            func isNear(_ other: Atom, _ mayCross: Bool) -> Bool {
                other.kind != kind && (other.clause == atom.clause || mayCross && other.sentence == atom.sentence)
            }
            let before = atoms[..<index].suffix(4).reversed().prefix { isNear($0, opensClause) }.first(where: isThing)
            let behind = atoms[(index + 1)...].prefix(4).prefix { isNear($0, opensSentence) }.first(where: isThing)
            let things = [
                before.map { Beside(Key($0), true, atom.token - $0.end <= gap) },
                behind.map { Beside(Key($0), false, $0.token - atom.end <= gap) },
            ].compactMap { $0 }
            return (atom, heads[atom.value] ?? atom.value, things)
        }
    }

    /// Those that are enumerated are one, as their order says nothing: the first of each enumeration by those that follow it.
    private func heads(_ atoms: [Atom], of kind: Kind, _ statement: Statement) -> [UInt64: UInt64] {
        var heads: [UInt64: UInt64] = [:]
        var last: Atom?
        for atom in atoms where atom.kind == kind && !atom.isWeak {
            if let last, last.value != atom.value, last.sentence == atom.sentence,
                statement.tokens.tokens[atom.token].gap <= .comma,
                atom.token == last.end || atom.token == last.end + 1 && Words.joints.contains(statement.tokens.tokens[last.end].hash)
            {
                let head = heads[last.value] ?? last.value
                if head != atom.value { heads[atom.value] = head }
            }
            last = atom
        }
        return heads
    }

    private struct Pair: Hashable {
        let from, to: UInt64
        init(_ from: UInt64, _ to: UInt64) {
            self.from = from
            self.to = to
        }
    }

    /// For each thing that is named once, the atom of `kind` nearest to it in its sentence; nil for a thing that is named again.
    private func neighbours(_ atoms: [Atom], of kind: Kind, _ statement: Statement) -> [Key: UInt64?] {
        var result: [Key: UInt64?] = [:]
        let heads = heads(atoms, of: kind, statement)
        for (index, atom) in atoms.enumerated()
        where atom.kind != kind
            && (atom.kind == .key || atom.kind == .unknown || atom.kind.isFigure || atom.kind == .name || atom.kind == .limit)
        {
            guard result[Key(atom)] == nil else {
                result[Key(atom)] = .some(nil)
                continue
            }
            var best: (distance: Int, value: UInt64)?
            func look(_ other: Atom) {
                guard other.kind == kind, !other.isWeak, other.clause == atom.clause else { return }
                let distance = abs(other.token - atom.token)
                if distance < best?.distance ?? .max { best = (distance, heads[other.value] ?? other.value) }
            }
            for other in atoms[(index + 1)...].prefix(16) { look(other) }
            for other in atoms[..<index].suffix(16) { look(other) }
            if let best { result[Key(atom)] = .some(best.value) }
        }
        return result
    }

    /// Groups of words that rules speak of.
    private struct Marks {
        /// Asks the visitor to make sure; comes out of a procedure; acts.
        let check, outcome, actors: Set<UInt64>
        /// What answers are about over and over.
        let subjects: Set<UInt64>
        /// What is easily taken for one another.
        let rivals: [Set<UInt64>]
        /// What announces that things come one after the other.
        let stages: Set<UInt64>
        /// *Examine*, which may stand for *check*.
        let seen: Set<UInt64>
        /// *How to* do what is asked; *first*, and *begin with*.
        let way, first, begin, announces: Set<UInt64>
        /// What makes an offer sound better than it is.
        let praise: Set<UInt64>
        let we: UInt64 = 1, you: UInt64 = 2, need: UInt64 = 1 << 1, may: UInt64 = 1 << 2, should: UInt64 = 1 << 3, or: UInt64 = 1 << 6,
            `if`: UInt64 = 1, `while`: UInt64 = 1 << 2
        /// *After* and *since*.
        let tolerated: UInt64 = 0b11_0000

        /// Never to be named where the template does not name it: what makes an offer better, what is taken for another thing.
        func isDelicate(_ value: UInt64) -> Bool { praise.contains(value) || rivals.contains { $0.contains(value) } }

        /// *Kantor kami*, as against *our office*.
        let possessorFollows: Bool

        init(_ lexicon: Lexicon) {
            possessorFollows = lexicon.isIndonesian
            check = lexicon.groups(of: "cek check")
            outcome = lexicon.groups(of: "terbit setuju lulus selesai issue approve complete success")
            actors = lexicon.groups(of: "kementerian kemenhaj kemenag admin kanwil pemerintah ministry government")
            subjects = lexicon.groups(
                of:
                    "izin ppiu umrah jemaah badan_usaha perusahaan kementerian kemenhaj admin dokumen licence pilgrims company ministry documents ministry_of_hajj_and_umrah"
            )
            announces = lexicon.announces
            stages = lexicon.groups(of: lexicon.isIndonesian ? "tahap" : "stages")
            seen = lexicon.groups(of: "periksa")
            first = lexicon.groups(of: "lebih_dulu first")
            begin = lexicon.groups(of: "mulai begin")
            way = lexicon.groups(of: "cara method")
            rivals = [
                lexicon.groups(of: "ppiu pihk"), lexicon.groups(of: "nib kbli npwp nik"), lexicon.groups(of: "oss siskopatuh"),
                lexicon.groups(of: "umrah haji hajj haji_khusus"),
                lexicon.groups(of: "kemenhaj kemenag kemenkum ministry_of_hajj_and_umrah ministry_of_religious_affairs ministry_of_law"),
            ]
            praise = lexicon.groups(
                of: """
                    otomatis cepat mudah murah terbaik resmi aman penting langsung mandiri lengkap besar kecil banyak sedikit lama baru tinggi rendah \
                    automatic fast easy cheap best official safe important directly full large small high low new current
                    """)
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
