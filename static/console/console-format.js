/** Numbers, times and waits in the reader's language. Times come as ISO 8601 in UTC and are shown where the reader is. */
export class Format {
    #locale;
    #words;
    #numbers;
    #made = new Map(); // Intl's formatters are slow to make and quick to use

    constructor(language, words) {
        this.#locale = language === 'en' ? 'en-GB' : 'id-ID';
        this.#words = words;
        this.#numbers = new Intl.NumberFormat(this.#locale);
    }

    number(value) {
        return this.#numbers.format(value);
    }

    /** With two places behind the comma. */
    amount(value) {
        return value.toLocaleString(this.#locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    }

    /** 0.875 → "88 %"; null is a dash, as no share is not a share of nothing. */
    share(value) {
        return value == null ? '–' : `${Math.round(value * 100)} %`;
    }

    clock(at) {
        return this.#date(at, { hour: '2-digit', minute: '2-digit' });
    }

    day(at) {
        return this.#date(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    }

    shortDay(at) {
        return this.#date(at, { day: 'numeric', month: 'short' });
    }

    /** "24 Nov 2026, 14.05". */
    moment(at) {
        return this.#date(at, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
    }

    /** The clock for today, the day for anything older. */
    recent(at, now = new Date()) {
        return new Date(at).toDateString() === now.toDateString() ? this.clock(at) : this.shortDay(at);
    }

    /** Seconds in words, two units at most: "2 mnt 5 dtk", "1 j 20 mnt". */
    duration(seconds) {
        if (seconds == null) return '–';
        const { second, minute, hour, dayUnit } = this.#words;
        const whole = Math.max(0, Math.round(seconds));
        const pair = (large, size, unit, small, smallSize, smallUnit) => {
            const rest = Math.floor((whole % size) / smallSize);
            return `${this.number(large)} ${unit}${rest ? ` ${rest} ${smallUnit}` : ''}`;
        };
        if (whole < 60) return `${whole} ${second}`;
        if (whole < 3600) return pair(Math.floor(whole / 60), 60, minute, 0, 1, second);
        if (whole < 86_400) return pair(Math.floor(whole / 3600), 3600, hour, 0, 60, minute);
        return pair(Math.floor(whole / 86_400), 86_400, dayUnit, 0, 3600, hour);
    }

    /** Where a conversation stands: "Menunggu · antrean 2 · 4 mnt", "Terbuka". */
    standing({ status, waiting_since: since, queue_position: place }, now = Date.now()) {
        const { options, queue } = this.#words;
        if (status !== 'pending') return options.status[status] ?? status;
        const waited = since && (now - Date.parse(since)) / 1000;
        return [options.status.pending, place && queue(place), waited > 0 && this.duration(waited < 60 ? waited : Math.floor(waited / 60) * 60)].filter(Boolean).join(' · ');
    }

    #date(at, options) {
        const key = JSON.stringify(options);
        if (!this.#made.has(key)) this.#made.set(key, new Intl.DateTimeFormat(this.#locale, options));
        const date = new Date(at);
        return Number.isNaN(date.getTime()) ? '' : this.#made.get(key).format(date);
    }
}
