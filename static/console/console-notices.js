/** That somebody waits: in the page's title always, by sound and notification for who asked for them. */
import { isNewHandoff } from './console-state.js';

export class Notices {
    #desk;
    #open;
    #title = '';
    #sound;

    constructor(desk, open) {
        this.#desk = desk;
        this.#open = open;
    }

    start(signal) {
        this.#desk.listen((event, before) => {
            if (event.type === 'changed' && isNewHandoff(before.rows[event.row.id], event.row)) this.#announce(event.row);
            if (['changed', 'listed', 'counted'].includes(event.type)) this.title();
        }, signal);
    }

    /** "(3) Percakapan – Frontdesk": how many wait, whatever is on the screen. */
    title(name = this.#title) {
        this.#title = name;
        const waiting = this.#desk.state.counts?.pending ?? 0;
        document.title = `${waiting ? `(${waiting}) ` : ''}${name} – Frontdesk`;
    }

    choices() {
        return { sound: this.#desk.kept.read('sound', false), notification: this.#desk.kept.read('notification', false) && globalThis.Notification?.permission === 'granted' };
    }

    /** Turns the sound on or off; on, it is heard once. */
    sound(isOn) {
        this.#desk.kept.write('sound', isOn);
        if (isOn) this.#ring();
    }

    /** Turns notifications on or off; whether they are on now. The browser asks, and may have been told no for good. */
    async notification(isOn) {
        const isAllowed = isOn && globalThis.Notification && (await Notification.requestPermission()) === 'granted';
        this.#desk.kept.write('notification', Boolean(isAllowed));
        return Boolean(isAllowed);
    }

    #announce(row) {
        const { words } = this.#desk;
        const { sound, notification } = this.choices();
        const name = row.name ?? words.visitor;
        this.#desk.tell(words.newHandoff(name));
        if (sound) this.#ring();
        if (!notification || document.hasFocus()) return;
        const shown = new Notification(words.newHandoff(name), { body: row.topic ?? '', tag: row.id });
        shown.onclick = () => {
            window.focus();
            this.#open(row.id);
            shown.close();
        };
    }

    /** Two short tones, made here: no file to fetch. */
    #ring() {
        try {
            this.#sound ??= new AudioContext();
            this.#sound.resume();
            [[660, 0], [880, 0.16]].forEach(([pitch, delay]) => {
                const start = this.#sound.currentTime + delay;
                const tone = new OscillatorNode(this.#sound, { frequency: pitch });
                const volume = new GainNode(this.#sound, { gain: 0 });
                volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
                volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.35);
                tone.connect(volume).connect(this.#sound.destination);
                tone.start(start);
                tone.stop(start + 0.4);
            });
        } catch {
            // a browser without sound: title and notification remain
        }
    }
}
