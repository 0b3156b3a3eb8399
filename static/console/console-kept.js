/** What the console keeps on the device: choices of this person, drafts, and messages that are not yet sent. */

/** Drafts kept at once; the oldest gives way. */
const MAXIMUM_DRAFTS = 100;

/** Storage that may be off, full or somebody else's: what cannot be read is absent, what cannot be written is not kept. */
export class Kept {
    #storage;

    constructor(storage) {
        this.#storage = storage;
    }

    read(name, fallback) {
        try {
            return JSON.parse(this.#storage.getItem(`frontdesk.console.${name}`)) ?? fallback;
        } catch {
            return fallback;
        }
    }

    write(name, value) {
        try {
            this.#storage.setItem(`frontdesk.console.${name}`, JSON.stringify(value));
        } catch {
            // the page still holds it until it is closed
        }
    }

    draft(conversation) {
        return this.read('drafts', {})[conversation]?.text ?? '';
    }

    keepDraft(conversation, text, now = Date.now()) {
        const { [conversation]: _, ...drafts } = this.read('drafts', {});
        if (text.trim()) drafts[conversation] = { text, at: now };
        const latest = Object.entries(drafts).sort(([, one], [, other]) => other.at - one.at).slice(0, MAXIMUM_DRAFTS);
        this.write('drafts', Object.fromEntries(latest));
    }
}

/** The device's storage, or none when the browser refuses. */
export const device = () => {
    try {
        return globalThis.localStorage;
    } catch {
        return null;
    }
};

const DARK = '(prefers-color-scheme: dark)';
const dark = new Set(); // the media of the rules for a dark device

/**
 * Shows the page in 'light' or 'dark' colours, or with '' as the device has it. The style sheets know of the device
 * alone: their rules for a dark one are turned on or off as a whole, so that no colour is written twice.
 */
export function coloured(choice) {
    document.documentElement.style.colorScheme = choice;
    const find = ({ cssRules }) => [...cssRules].forEach(({ styleSheet, conditionText, media }) => {
        if (styleSheet) find(styleSheet);
        else if (conditionText === DARK) dark.add(media);
    });
    [...document.styleSheets].forEach(find);
    for (const media of dark) media.mediaText = { dark: 'all', light: 'not all' }[choice] ?? DARK;
}
