/// Finds where a text that asks two things may be cut in two.
enum Splitter {
    /// A cut: the first part ends before `left`, the second begins at `right`; a joining word between them is of neither.
    struct Cut: Equatable {
        let left: Int
        let right: Int
        /// A sentence or clause ends there, which says more than a joining word.
        let isStrong: Bool
    }

    /// Words that join two questions.
    private static let joining: [UInt64] =
        ["dan", "serta", "terus", "trus", "lalu", "juga", "sekalian", "plus", "sama", "kemudian", "and", "also", "then"]
        .map { word in
            var hash = FNV()
            hash.add(word.utf8)
            return hash.value
        }

    /// More cuts than this are not tried: a text of many clauses is a story, and each cut costs two readings.
    static let mostCuts = 4

    /// The cuts of a text, at most `mostCuts`, strong ones first.
    static func cuts(_ tokens: Tokens) -> [Cut] {
        let all = tokens.tokens
        guard all.count >= 4 else { return [] }
        var strong: [Cut] = []
        var weak: [Cut] = []
        for at in 1..<(all.count - 1) {
            let token = all[at]
            if token.kind == .mark { continue }
            if token.gap == .pause {
                strong.append(.init(left: at, right: isJoining(token) ? at + 1 : at, isStrong: true))
            } else if isJoining(token), at >= 2, all.count - at > 2 {
                weak.append(.init(left: at, right: at + 1, isStrong: false))
            }
        }
        return Array((strong + weak).prefix(mostCuts))
    }

    private static func isJoining(_ token: Tokens.Token) -> Bool { joining.contains(token.hash) }
}
