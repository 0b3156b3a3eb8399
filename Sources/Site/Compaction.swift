/// Scripts and styles without what only people read: comments, indentation, empty lines.
///
/// Line breaks stay, so that JavaScript's automatic semicolons stay where they were; nothing is renamed or moved, and a
/// line that a browser complains of is still the line of the source, only shorter.
enum Compaction {
    /// `source`, an ECMAScript module, without comments, white space at either end of a line and empty lines. What stands in
    /// strings, templates and regular expressions stays to the letter.
    static func script(_ source: String) -> String {
        var reader = Reader(source)
        return reader.script()
    }

    /// `source`, CSS, likewise. Strings stay to the letter.
    static func style(_ source: String) -> String {
        var reader = Reader(source)
        return reader.style()
    }

    /// One pass over bytes. Whatever decides is ASCII; other bytes are copied.
    private struct Reader {
        private let bytes: [UInt8]
        private var at = 0
        private var out: [UInt8] = []
        /// Braces open in each template that is open, outermost first: `}` at 0 ends a substitution.
        private var substitutions: [Int] = []

        init(_ source: String) {
            bytes = Array(source.utf8)
            out.reserveCapacity(bytes.count)
        }

        private func byte(_ offset: Int = 0) -> UInt8? { at + offset < bytes.count ? bytes[at + offset] : nil }

        mutating func script() -> String {
            while let byte = byte() {
                switch byte {
                case UInt8(ascii: "/") where self.byte(1) == UInt8(ascii: "/"): skipLine()
                case UInt8(ascii: "/") where self.byte(1) == UInt8(ascii: "*"): skipComment()
                case UInt8(ascii: "/") where beginsExpression: copyExpression()
                case UInt8(ascii: "'"), UInt8(ascii: "\""): copyString(byte)
                case UInt8(ascii: "`"): copyTemplate()
                case UInt8(ascii: "{") where !substitutions.isEmpty:
                    substitutions[substitutions.count - 1] += 1
                    copy()
                case UInt8(ascii: "}") where substitutions.last == 0:
                    substitutions.removeLast()
                    copyTemplate()
                case UInt8(ascii: "}") where !substitutions.isEmpty:
                    substitutions[substitutions.count - 1] -= 1
                    copy()
                case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): copySpace()
                default: copy()
                }
            }
            return finished
        }

        mutating func style() -> String {
            while let byte = byte() {
                switch byte {
                case UInt8(ascii: "/") where self.byte(1) == UInt8(ascii: "*"): skipComment()
                case UInt8(ascii: "'"), UInt8(ascii: "\""): copyString(byte)
                case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): copySpace()
                default: copy()
                }
            }
            return finished
        }

        /// What was copied, ended by one line break.
        private var finished: String {
            let end = out.lastIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }.map { $0 + 1 } ?? 0
            return String(decoding: out[..<end] + [UInt8(ascii: "\n")], as: UTF8.self)
        }

        private mutating func copy() {
            out.append(bytes[at])
            at += 1
        }

        private mutating func skipLine() {
            while let byte = byte(), byte != UInt8(ascii: "\n") { at += 1 }
        }

        /// A comment with a line break in it is one, by the grammar of ECMAScript; any other parts two words.
        private mutating func skipComment() {
            let start = at
            at += 2
            while at < bytes.count, !(byte() == UInt8(ascii: "*") && byte(1) == UInt8(ascii: "/")) { at += 1 }
            at = min(at + 2, bytes.count)
            let hasBreak = bytes[start..<at].contains(UInt8(ascii: "\n"))
            space(hasBreak ? UInt8(ascii: "\n") : UInt8(ascii: " "))
        }

        /// White space as far as it goes: a line break when there is one in it, else as it stands, as it may be part of a value.
        private mutating func copySpace() {
            let start = at
            while let byte = byte(), [UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(byte) {
                at += 1
            }
            if bytes[start..<at].contains(UInt8(ascii: "\n")) { space(UInt8(ascii: "\n")) } else { space(UInt8(ascii: " ")) }
        }

        /// One space or line break, unless there is one already; a line break takes the place of a space.
        private mutating func space(_ space: UInt8) {
            switch out.last {
            case nil, UInt8(ascii: "\n"): return
            case UInt8(ascii: " ") where space == UInt8(ascii: "\n"): out[out.count - 1] = space
            case UInt8(ascii: " "): return
            default: out.append(space)
            }
        }

        private mutating func copyString(_ quote: UInt8) {
            copy()
            while let byte = byte() {
                if byte == UInt8(ascii: "\\"), at + 1 < bytes.count { copy() }
                copy()
                if byte == quote { return }
            }
        }

        /// From a template's beginning, or the end of a substitution, to its end or the next substitution.
        private mutating func copyTemplate() {
            copy()
            while let byte = byte() {
                if byte == UInt8(ascii: "\\"), at + 1 < bytes.count {
                    copy()
                } else if byte == UInt8(ascii: "$"), self.byte(1) == UInt8(ascii: "{") {
                    copy()
                    copy()
                    substitutions.append(0)
                    return
                }
                copy()
                if byte == UInt8(ascii: "`") { return }
            }
        }

        private mutating func copyExpression() {
            var isInClass = false
            copy()
            while let byte = byte(), byte != UInt8(ascii: "\n") {
                if byte == UInt8(ascii: "\\"), at + 1 < bytes.count {
                    copy()
                } else if byte == UInt8(ascii: "[") {
                    isInClass = true
                } else if byte == UInt8(ascii: "]") {
                    isInClass = false
                }
                copy()
                if byte == UInt8(ascii: "/"), !isInClass { return }
            }
        }

        /// Whether a slash begins a regular expression here and does not divide: after nothing, an operator or a word that wants a
        /// value. `)` and `}` are taken for the end of a value, so an expression right after `if (…)` is for nobody to write here.
        private var beginsExpression: Bool {
            guard let last = out.last(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }) else { return true }
            if "([{,;=:?!&|+-*%<>~^".utf8.contains(last) { return true }
            let word = out.reversed().drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
                .prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }.reversed()
            return ["return", "typeof", "case", "in", "of", "do", "else", "void", "delete", "await", "yield", "throw", "new"]
                .contains(String(decoding: Array(word), as: UTF8.self))
        }
    }
}
