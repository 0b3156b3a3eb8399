import Testing

@testable import Intents

@Suite struct EvaluationTests {
    private func item(_ label: String?, _ best: String, _ confidence: Double, _ verdict: Ranking.Verdict = .answer) -> Evaluation.Item {
        .init(
            text: "", label: label,
            reading: .init(
                intent: best, confidence: confidence,
                alternatives: [.init(intent: best, confidence: confidence), .init(intent: "Z", confidence: 0)],
                verdict: verdict, span: 0..<0))
    }

    @Test func `figures are those counted by hand`() {
        let evaluation = Evaluation([
            item("A", "A", 0.9), item("A", "A", 0.4, .none), item("B", "A", 0.8), item("Z", "B", 0.6),
            item(nil, "A", 0.5, .clarify), item(nil, "B", 0.7),
        ])
        #expect(evaluation.inScope == 4 && evaluation.outOfScope == 2)
        #expect(evaluation.accuracy == 0.5)
        #expect(evaluation.top3 == 0.75)
        #expect(evaluation.answeredRight == 0.25)
        #expect(evaluation.answeredWrong == 0.5)
        #expect(evaluation.falseRejectRate == 0.25)
        #expect(evaluation.oosRecall == 0.5)
        #expect(evaluation.falseAcceptRate == 0.5)
        // 0.9 and 0.8 beat both, 0.6 beats one, 0.4 none.
        #expect(evaluation.oosAUROC == 5.0 / 8)
        // A: 2·2/(2+3) = 0.8; B: 0; Z: 0.
        #expect(abs(evaluation.macroF1 - 0.8 / 3) < 1e-12)
        #expect(abs(evaluation.ece - (0.1 + 0.6 + 0.8 + 0.6) / 4) < 1e-12)
        #expect(evaluation.confusions == [.init(label: "B", takenFor: "A", count: 1), .init(label: "Z", takenFor: "B", count: 1)])
    }

    @Test func `ties count half and figures without a basis are missing`() {
        #expect(Evaluation([item("A", "A", 0.5), item(nil, "A", 0.5)]).oosAUROC == 0.5)
        let inside = Evaluation([item("A", "A", 1)])
        #expect(inside.oosAUROC == nil && inside.oosRecall == nil && inside.falseAcceptRate == nil)
        #expect(Evaluation([]).accuracy == 0)
    }
}
