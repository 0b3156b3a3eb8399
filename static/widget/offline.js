/**
 * Answers while the server is away, from an index that the build made (Sources/Site/OfflineIndex.swift). It would rather
 * not know than be wrong.
 */

/** The words of `text` as the index writes them. */
export function words(text, letters) {
    const plain = text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
    return new Set(plain.split(/[^a-z0-9]+/).filter((word) => word.length > 1).map((word) => word.slice(0, letters)));
}

/** The entry of `index` that `text` means, or null: not certain. */
export function meant(index, text) {
    const asked = words(text, index.letters);
    const said = text.trim().toLowerCase();
    const same = index.intents.find(({ title, question }) => [title, question].some((known) => known.toLowerCase() === said));
    if (same) return same;
    const score = (weights) => {
        const parts = weights.split(' ');
        let sum = 0;
        for (let at = 0; at < parts.length; at += 2) if (asked.has(parts[at])) sum += Number(parts[at + 1]);
        return sum;
    };
    const ranked = index.intents.map((entry) => ({ entry, score: score(entry.words) })).sort((one, two) => two.score - one.score);
    const second = Math.max(ranked[1]?.score ?? 0, score(index.outside));
    const [first] = ranked;
    return first && first.score >= Math.min(index.threshold, 5 * asked.size) && first.score - second >= index.margin ? first.entry : null;
}
