/**
 * Counts visitors with what the company chose in data/site.json; the page has this file only then.
 *
 * Umami sets no cookie, is part of the page and is only told here what the chat counts. Google's and Meta's tools are
 * fetched after the visitor has agreed and not before; the answer is kept with its time, and can be changed on the page
 * about privacy. Nothing that a visitor typed goes to anybody: types, intents and calls to action only.
 */
const { ga4, pixel } = document.querySelector('#analytics').dataset;
const bar = document.querySelector('#consent');
const change = document.querySelector('#consent-change');
const KEY = 'frontdesk.consent';
/** Changes with the words of the question: whoever agreed to other words is asked again. */
const WORDING = '2026-11-25';

/** What was answered: 'yes', 'no', or undefined. */
function answered() {
    try {
        const { wording, choice } = JSON.parse(localStorage.getItem(KEY)) ?? {};
        return wording === WORDING ? choice : undefined;
    } catch {
        return undefined;
    }
}

/** Keeps the answer. Where nothing can be kept it holds for this page. */
function keep(choice) {
    try {
        localStorage.setItem(KEY, JSON.stringify({ wording: WORDING, choice, at: new Date().toISOString() }));
    } catch {
        // Storage is off or full.
    }
}

const fetchScript = (src) => document.head.append(Object.assign(document.createElement('script'), { src, async: true }));

let isCounting = false;

function begin() {
    if (isCounting) return;
    isCounting = true;
    if (ga4) {
        window.dataLayer = [];
        window.gtag = function gtag() { window.dataLayer.push(arguments); };
        // Denied first, as Google asks for it: advertising stays denied, statistics were agreed to.
        window.gtag('consent', 'default', { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied' });
        window.gtag('consent', 'update', { analytics_storage: 'granted' });
        window.gtag('js', new Date());
        window.gtag('config', ga4);
        fetchScript(`https://www.googletagmanager.com/gtag/js?id=${ga4}`);
    }
    if (pixel) {
        // The queue that fbevents.js takes over: calls wait in it until it is there.
        const fbq = (...call) => (fbq.callMethod ? fbq.callMethod(...call) : fbq.queue.push(call));
        Object.assign(fbq, { push: fbq, loaded: true, version: '2.0', queue: [] });
        window.fbq = window._fbq = fbq;
        fbq('init', pixel);
        fbq('track', 'PageView');
        fetchScript('https://connect.facebook.net/en_US/fbevents.js');
    }
}

/** A counted event in the words of each tool: [Google's and Umami's name, Meta's standard name, values]. */
function named({ type, intent = '', cta = '', variant = '' }) {
    if (type === 'panel_opened') return ['chat_open', '', {}];
    if (type === 'conversion' && cta === 'lead') return ['generate_lead', 'Lead', { lead_source: 'chat' }];
    if (type === 'conversion' && cta === 'whatsapp') return ['generate_lead', 'Contact', { lead_source: 'whatsapp' }];
    return [type === 'scroll' ? 'chat_scroll' : type, '', { intent, cta, variant }];
}

document.addEventListener('chat-counted', ({ detail }) => {
    const [name, standard, values] = named(detail);
    const told = Object.fromEntries(Object.entries(values).filter(([, value]) => value));
    window.umami?.track(name, told);
    if (!isCounting) return;
    if (ga4) window.gtag('event', name, told);
    if (pixel) window.fbq(...(standard ? ['track', standard] : ['trackCustom', name, told]));
});

/** A question of the page taken to the chat. */
document.addEventListener('click', ({ target }) => {
    const id = target.closest?.('[data-ask]')?.dataset.intent;
    if (!id) return;
    window.umami?.track('select_content', { content_type: 'question', content_id: id });
    if (isCounting && ga4) window.gtag('event', 'select_content', { content_type: 'question', content_id: id });
});

if (bar) {
    const choice = answered();
    if (choice === 'yes') begin();
    bar.hidden = Boolean(choice);
    for (const button of bar.querySelectorAll('button')) {
        button.addEventListener('click', () => {
            const was = answered();
            keep(button.value);
            bar.hidden = true;
            if (button.value === 'yes') begin();
            else if (was === 'yes') location.reload(); // what was fetched can only be got rid of with the page
        });
    }
    if (change) {
        change.hidden = false;
        change.addEventListener('click', () => {
            bar.hidden = false;
            bar.querySelector('button').focus();
        });
    }
}
