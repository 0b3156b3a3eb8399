import CPango

extension Typesetter {
    private var accent: Color { document.letterhead.accent }

    // Words that are set apart but belong to one paragraph end with a space, so that who listens hears two words.

    /// The whole document, from the letterhead to the disclaimer.
    func blocks() -> [Block] {
        var blocks = [letterhead(), opening()]
        if !document.summary.isEmpty { blocks.append(summary()) }
        if let beginning = document.beginning { blocks.append(box(beginning)) }
        if let caution = document.caution { blocks += self.blocks(of: caution) }
        for stage in document.stages { blocks += self.blocks(of: stage) }
        for remark in document.remarks { blocks += self.blocks(of: remark) }
        blocks += sources()
        blocks.append(disclaimer())
        return blocks
    }

    // MARK: The beginning

    private func letterhead() -> Block {
        let head = document.letterhead
        let side = 34.0
        let name = text(head.company + " ", Style(size: 13, weight: .bold), width: Paper.measure - side - 12)
        let tagline = text(head.tagline, Style(size: 8.5), width: Paper.measure - side - 12)
        let words = name.height + (head.tagline.isEmpty ? 0 : tagline.height)
        let height = max(side, words)
        return Block(before: 0, height: height) { canvas, y in
            if let logo = head.logo {
                canvas.draw(logo, Paper.left, y + (height - side) / 2, height: side)
            } else {
                canvas.fill(head.accent, Paper.left, y + (height - side) / 2, side, side, radius: 7)
                let initial = text(String(head.company.prefix(1)), Style(size: 18, weight: .bold))
                canvas.draw(
                    initial, at: Point(x: Paper.left + (side - initial.width) / 2, y: y + (height - initial.height) / 2), in: .white)
            }
            let x = Paper.left + (head.logo.map { side * $0.width / $0.height } ?? side) + 12
            canvas.tagged("P") {
                canvas.draw(name, at: Point(x: x, y: y + (height - words) / 2), in: .ink)
                canvas.draw(tagline, at: Point(x: x, y: y + (height - words) / 2 + name.height), in: .muted)
            }
        }
    }

    private func opening() -> Block {
        let title = text(document.title, Style(size: 25, weight: .black, leading: 1), width: Paper.measure)
        let subtitle = text(document.subtitle, Style(size: 11, weight: .bold), width: Paper.measure)
        let introduction = text(document.introduction, Style(size: 10, leading: 1.2), width: Paper.measure)
        let answers = flow(document.words.answers, document.answers, Style(size: 9))
        let hasAnswers = !document.answers.isEmpty
        let height = title.height + 5 + subtitle.height + 10 + introduction.height + (hasAnswers ? 9 + answers.height : 0)
        return Block(before: 26, height: height, bookmark: (document.title, 0)) { canvas, y in
            canvas.tagged("H1") { canvas.draw(title, at: Point(x: Paper.left, y: y), in: .ink) }
            var y = y + title.height + 5
            canvas.tagged("P") { canvas.draw(subtitle, at: Point(x: Paper.left, y: y), in: accent) }
            y += subtitle.height + 10
            canvas.tagged("P") { canvas.draw(introduction, at: Point(x: Paper.left, y: y), in: .ink) }
            guard hasAnswers else { return }
            y += introduction.height + 9
            draw(answers, on: canvas, Paper.left, y)
        }
    }

    /// The figures side by side.
    private func summary() -> Block {
        let gap = 10.0
        let count = Double(document.summary.count)
        let width = (Paper.measure - gap * (count - 1)) / count
        let cells = document.summary.map { cell in
            (cell.state, text(cell.figure + " ", Style(size: 20, weight: .black)), text(cell.label, Style(size: 9), width: width - 66))
        }
        return Block(before: 18, height: 44) { canvas, y in
            for (index, (state, figure, label)) in cells.enumerated() {
                let x = Paper.left + Double(index) * (width + gap)
                canvas.fill(.tint, x, y, width, 44, radius: 6)
                mark(state, on: canvas, x + 12, y + 15.5, side: 13)
                canvas.tagged("P") {
                    canvas.draw(figure, at: Point(x: x + 34, y: y + 22 - figure.height / 2), in: .ink)
                    canvas.draw(label, at: Point(x: x + 34 + figure.width + 3, y: y + 22 - label.height / 2), in: .muted)
                }
            }
        }
    }

    /// What to do first, each step a link to its item.
    private func box(_ beginning: Document.Beginning) -> Block {
        let inset = 16.0
        let title = text(beginning.title, Style(size: 11, weight: .bold), width: Paper.measure - inset * 2)
        let steps = beginning.steps.enumerated().map { index, step in
            (
                step, text("\(index + 1).", Style(size: 10, weight: .bold)),
                text(step.text, Style(size: 10, leading: 1.18), width: Paper.measure - inset * 2 - 18)
            )
        }
        let items = Set(document.stages.flatMap(\.items).map(\.id))
        let height = inset + title.height + 6 + steps.reduce(0) { $0 + $1.2.height + 4 } + inset - 9
        return Block(before: 12, height: height, bookmark: (beginning.title, 0)) { canvas, y in
            canvas.outline(accent, Paper.left + 0.5, y + 0.5, Paper.measure - 1, height - 1, radius: 8, lineWidth: 1)
            var y = y + inset
            canvas.tagged("Sect") {
                canvas.tagged("H2") { canvas.draw(title, at: Point(x: Paper.left + inset, y: y), in: accent) }
                y += title.height + 6
                canvas.tagged("L") {
                    for (step, number, words) in steps {
                        canvas.tagged("LI") {
                            canvas.tagged("Lbl") { canvas.draw(number, at: Point(x: Paper.left + inset, y: y), in: accent) }
                            canvas.tagged("LBody") {
                                let place = Point(x: Paper.left + inset + 18, y: y)
                                if let item = step.item, items.contains(item) {
                                    canvas.tagged("Link", "dest='\(Self.name(of: item))'") { canvas.draw(words, at: place, in: .ink) }
                                } else {
                                    canvas.tagged("P") { canvas.draw(words, at: place, in: .ink) }
                                }
                            }
                        }
                        y += words.height + 4
                    }
                }
            }
        }
    }

    // MARK: Stages and items

    private func blocks(of stage: Document.Stage) -> [Block] {
        let label = text(stage.label.uppercased() + " ", Style(size: 8, weight: .bold, tracking: 1))
        let title = text(stage.title, Style(size: 15, weight: .black), width: Paper.measure)
        let note = text(stage.note, Style(size: 9, leading: 1.18), width: Paper.measure)
        let hasNote = !stage.note.isEmpty
        var blocks = [
            Block(
                before: 24, height: label.height + 1 + title.height + (hasNote ? 3 + note.height : 0) + 6, keepsWithNext: true,
                opens: ["Sect"], bookmark: ("\(stage.label): \(stage.title)", 0)
            ) { canvas, y in
                canvas.tagged("H2") {
                    canvas.draw(label, at: Point(x: Paper.left, y: y), in: accent)
                    canvas.draw(title, at: Point(x: Paper.left, y: y + label.height + 1), in: .ink)
                }
                if hasNote {
                    canvas.tagged("P") {
                        canvas.draw(note, at: Point(x: Paper.left, y: y + label.height + 1 + title.height + 3), in: .muted)
                    }
                }
            }
        ]
        let items = stage.items.map(block)
        for (index, item) in items.enumerated() {
            var item = item
            if index == 0 { item.opens = ["L"] }
            if index == items.count - 1 { item.closes = ["L"] }
            blocks.append(item)
        }
        if !stage.remark.isEmpty {
            blocks[blocks.count - 1].keepsWithNext = true
            let remark = text(stage.remark, Style(size: 9, leading: 1.18), width: Paper.measure)
            blocks.append(
                Block(before: 0, height: remark.height) { canvas, y in
                    canvas.tagged("P") { canvas.draw(remark, at: Point(x: Paper.left, y: y), in: .muted) }
                })
        }
        blocks[blocks.count - 1].closes.append("Sect")
        return blocks
    }

    private func block(of item: Document.Item) -> Block {
        let indent = 26.0
        let x = Paper.left + indent
        let measure = Paper.measure - indent
        let state = text(document.words.word(for: item.state).uppercased(), Style(size: 7, weight: .bold, tracking: 0.7))
        let badge = state.width + 14
        let title = text("\(item.number). \(item.title)", Style(size: 11, weight: .bold), width: measure - badge - 12)
        let why = text(item.why, Style(size: 9.5, leading: 1.18), width: measure)
        let evidence = flow(document.words.evidence, item.evidence, Style(size: 9), lead: 12, measure: measure)
        let references = flow(document.words.reference, item.sources.map(\.text), Style(size: 8.5), measure: measure)
        let caveat = text(item.caveat, Style(size: 8.5, leading: 1.15), width: measure)
        let gap = 4.0
        let others = [
            item.evidence.isEmpty ? nil : evidence.height, item.sources.isEmpty ? nil : references.height,
            item.caveat.isEmpty ? nil : caveat.height,
        ].compactMap(\.self)
        let height = 9 + title.height + gap + why.height + others.reduce(0) { $0 + gap + $1 } + 9
        return Block(before: 0, height: height, bookmark: ("\(item.number). \(item.title)", 1)) { canvas, top in
            canvas.line(.line, [Point(x: Paper.left, y: top), Point(x: Paper.right, y: top)], lineWidth: 0.5)
            var y = top + 9
            canvas.tagged("LI") {
                canvas.tagged("Lbl") {
                    mark(item.state, on: canvas, Paper.left + 1, y + title.baseline - 10, side: 12)
                    drawBadge(state, item.state, on: canvas, right: Paper.right, y: y - 1.5)
                }
                canvas.tagged("LBody") {
                    canvas.tagged("cairo.dest", "name='\(Self.name(of: item.id))'") {
                        canvas.tagged("P") { canvas.draw(title, at: Point(x: x, y: y), in: .ink) }
                    }
                    y += title.height + gap
                    canvas.tagged("P") { canvas.draw(why, at: Point(x: x, y: y), in: .ink) }
                    y += why.height + gap
                    if !item.evidence.isEmpty {
                        draw(evidence, on: canvas, x, y, hasBoxes: true)
                        y += evidence.height + gap
                    }
                    if !item.sources.isEmpty {
                        draw(references, of: item.sources, on: canvas, x, y)
                        y += references.height + gap
                    }
                    if !item.caveat.isEmpty { canvas.tagged("P") { canvas.draw(caveat, at: Point(x: x, y: y), in: .muted) } }
                }
            }
        }
    }

    private func drawBadge(_ words: Text, _ state: Document.State, on canvas: Canvas, right: Double, y: Double) {
        let width = words.width + 14
        let height = words.height + 5
        let x = right - width
        switch state {
        case .ready: canvas.fill(accent, x, y, width, height, radius: height / 2)
        case .missing: canvas.outline(.amber, x + 0.5, y + 0.5, width - 1, height - 1, radius: height / 2, lineWidth: 1)
        case .open: canvas.outline(.line, x + 0.5, y + 0.5, width - 1, height - 1, radius: height / 2, lineWidth: 1)
        }
        let ink: Color = state == .ready ? .white : state == .missing ? .amber : .muted
        canvas.draw(words, at: Point(x: x + 7, y: y + 2.5), in: ink)
    }

    /// A box: ticked, with a mark of exclamation, or empty for a pen.
    private func mark(_ state: Document.State, on canvas: Canvas, _ x: Double, _ y: Double, side: Double) {
        func at(_ across: Double, _ down: Double) -> Point { Point(x: x + across * side, y: y + down * side) }
        switch state {
        case .ready:
            canvas.fill(accent, x, y, side, side, radius: 2.5)
            canvas.line(.white, [at(0.24, 0.53), at(0.42, 0.71), at(0.77, 0.31)], lineWidth: 1.6)
        case .missing:
            canvas.outline(.amber, x + 0.6, y + 0.6, side - 1.2, side - 1.2, radius: 2.5, lineWidth: 1.2)
            canvas.line(.amber, [at(0.5, 0.26), at(0.5, 0.56)], lineWidth: 1.5)
            canvas.line(.amber, [at(0.5, 0.74), at(0.5, 0.75)], lineWidth: 1.5)
        case .open:
            canvas.outline(.muted, x + 0.5, y + 0.5, side - 1, side - 1, radius: 2.5, lineWidth: 1)
        }
    }

    // MARK: Lines of small pieces

    /// A label and pieces that follow each other on lines, none broken unless it is longer than a line.
    private struct Flow {
        var label: Text
        var pieces: [(text: Text, place: Point)]
        var height: Double
    }

    /// - Parameter lead: room before each piece, for what is drawn there.
    private func flow(_ label: String, _ pieces: [String], _ style: Style, lead: Double = 0, measure: Double = Paper.measure) -> Flow {
        let label = text(label, Style(size: style.size, weight: .bold))
        let indent = label.width + 8
        var x = indent
        var y = 0.0
        var line = label.height
        var placed: [(text: Text, place: Point)] = []
        for words in pieces {
            let piece = text(words, style)
            if x > indent, x + lead + piece.width > measure {
                x = indent
                y += line + 3.5
                line = 0
            }
            let fitting = indent + lead + piece.width > measure ? text(words, style, width: measure - indent - lead) : piece
            placed.append((fitting, Point(x: x + lead, y: y)))
            x += lead + fitting.width + 12
            line = max(line, fitting.height)
        }
        return Flow(label: label, pieces: placed, height: y + line)
    }

    private func draw(_ list: Flow, on canvas: Canvas, _ x: Double, _ y: Double, hasBoxes: Bool = false) {
        canvas.tagged("P") { canvas.draw(list.label, at: Point(x: x, y: y), in: .muted) }
        canvas.tagged("L") {
            for (words, place) in list.pieces {
                canvas.tagged("LI") {
                    canvas.tagged("LBody") {
                        if hasBoxes {
                            let top = y + place.y + words.baseline - 6.8
                            canvas.outline(.muted, x + place.x - 11, top, 7, 7, radius: 1.5, lineWidth: 0.7)
                        }
                        canvas.draw(words, at: Point(x: x + place.x, y: y + place.y), in: .ink)
                    }
                }
            }
        }
    }

    private func draw(_ references: Flow, of sources: [Document.Reference], on canvas: Canvas, _ x: Double, _ y: Double) {
        canvas.tagged("P") { canvas.draw(references.label, at: Point(x: x, y: y), in: .muted) }
        for (source, (words, place)) in zip(sources, references.pieces) {
            link(source.url, words, at: Point(x: x + place.x, y: y + place.y), on: canvas)
        }
    }

    /// Words that lead somewhere, or plain ones where there is nowhere to go.
    private func link(_ url: String?, _ words: Text, at place: Point, on canvas: Canvas) {
        if let url = url.flatMap(Self.target) {
            canvas.tagged("Link", "uri='\(url)'") { canvas.draw(words, at: place, in: accent) }
        } else {
            canvas.tagged("P") { canvas.draw(words, at: place, in: .muted) }
        }
    }

    /// The address as it may stand in Cairo's attributes: of the web, made of what a URL is made of, and without the four characters
    /// that Cairo (`'`, `\`) or the file itself (`(`, `)`, which Cairo 1.16 writes as they are) would read as an end.
    static func target(_ url: String) -> String? {
        guard url.hasPrefix("https://") || url.hasPrefix("http://"), url.utf8.count <= 2_000,
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return url.replacing("\\", with: "%5C").replacing("'", with: "%27").replacing("(", with: "%28").replacing(")", with: "%29")
    }

    private static func name(of item: Document.Item.ID) -> String {
        "item-" + item.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    // MARK: The end

    private func heading(_ title: String) -> Block {
        let words = text(title, Style(size: 13, weight: .black), width: Paper.measure)
        return Block(before: 24, height: words.height + 4, keepsWithNext: true, opens: ["Sect"], bookmark: (title, 0)) { canvas, y in
            canvas.tagged("H2") { canvas.draw(words, at: Point(x: Paper.left, y: y), in: .ink) }
        }
    }

    private func blocks(of section: Document.Section) -> [Block] {
        var blocks = [heading(section.title)]
        for paragraph in section.paragraphs {
            let words = text(paragraph, Style(size: 9.5, leading: 1.2), width: Paper.measure)
            blocks.append(
                Block(before: 2, height: words.height + 5) { canvas, y in
                    canvas.tagged("P") { canvas.draw(words, at: Point(x: Paper.left, y: y), in: .ink) }
                })
        }
        blocks[blocks.count - 1].closes = ["Sect"]
        return blocks
    }

    private func sources() -> [Block] {
        guard !document.sources.references.isEmpty else { return [] }
        var blocks = [heading(document.sources.title)]
        for (index, reference) in document.sources.references.enumerated() {
            let number = text("\(index + 1).", Style(size: 9))
            let words = text(reference.text, Style(size: 9, leading: 1.15), width: Paper.measure - 20)
            blocks.append(
                Block(before: 1, height: words.height + 2.5) { canvas, y in
                    canvas.tagged("LI") {
                        canvas.tagged("Lbl") { canvas.draw(number, at: Point(x: Paper.left, y: y), in: .muted) }
                        canvas.tagged("LBody") { link(reference.url, words, at: Point(x: Paper.left + 20, y: y), on: canvas) }
                    }
                })
        }
        blocks[1].opens = ["L"]
        blocks[blocks.count - 1].closes = ["L", "Sect"]
        return blocks
    }

    private func disclaimer() -> Block {
        let inset = 12.0
        let words = text(document.disclaimer, Style(size: 9, leading: 1.18), width: Paper.measure - inset * 2)
        return Block(before: 20, height: words.height + inset * 2) { canvas, y in
            canvas.fill(.tint, Paper.left, y, Paper.measure, words.height + inset * 2, radius: 6)
            canvas.tagged("P") { canvas.draw(words, at: Point(x: Paper.left + inset, y: y + inset), in: .ink) }
        }
    }
}
