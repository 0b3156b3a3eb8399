/**
 * What the pages do beyond links: two invitations, each shown at most once to a visitor, in the company's own words
 * (data-… of the chat); and the campaign a visitor came by (utm_…) goes with them from page to page, so that it is there
 * when they leave a lead.
 *
 * That an invitation was shown is the one thing kept before the chat is touched; without it "once" could not be kept.
 */
const chat = document.querySelector('chat-widget');
const { nudge: nudgeText, leaving: leavingText, go, stay, question, dismiss: dismissText } = chat?.dataset ?? {};

/** Marks `name` as shown; false when it was already, or when nothing can be remembered (then it is not shown either). */
function isFirst(name) {
    try {
        if (localStorage.getItem(`frontdesk.${name}`)) return false;
        localStorage.setItem(`frontdesk.${name}`, '1');
        return true;
    } catch {
        return false;
    }
}

let wasOpened = false;
let nudge;
document.addEventListener('chat-opened', () => {
    wasOpened = true;
    nudge?.remove();
});

function button(text, onclick, values = {}) {
    const node = Object.assign(document.createElement('button'), { type: 'button', textContent: text, ...values });
    node.addEventListener('click', onclick);
    return node;
}

/** 8–12 s after the first scroll, in the middle of what the owner asked for. */
const NUDGE_MILLISECONDS = 9000;

addEventListener('scroll', () => setTimeout(() => {
    if (wasOpened || !nudgeText || !isFirst('nudge')) return;
    nudge = document.createElement('div');
    nudge.className = 'nudge';
    const dismiss = button('×', () => nudge.remove(), { className: 'dismiss', ariaLabel: dismissText });
    nudge.append(button(nudgeText, () => chat.open('', true)), dismiss);
    document.body.append(nudge);
}, NUDGE_MILLISECONDS), { once: true, passive: true });

/** The pointer leaves through the top edge, or rests on it: towards the tabs, the address or the close button. */
function leaving(event) {
    if (event.relatedTarget || event.clientY > 0 || wasOpened || document.querySelector('dialog[open]') || !isFirst('leaving')) return;
    const dialog = document.createElement('dialog');
    dialog.className = 'leaving';
    dialog.addEventListener('close', () => dialog.remove());
    const text = Object.assign(document.createElement('p'), { textContent: leavingText, id: 'leaving-text' });
    dialog.setAttribute('aria-labelledby', 'leaving-text');
    const actions = document.createElement('div');
    actions.append(
        button(go, () => {
            dialog.close();
            chat.open(question, true);
        }, { className: 'go' }),
        button(stay, () => dialog.close()),
    );
    dialog.append(text, actions);
    document.body.append(dialog);
    dialog.showModal();
}

if (leavingText && matchMedia('(hover: hover) and (pointer: fine) and (min-width: 62rem)').matches) {
    document.documentElement.addEventListener('mouseleave', leaving);
    for (const type of ['mouseout', 'mousemove']) document.addEventListener(type, leaving, { passive: true });
}

/** Names as campaigns have them; ten of them, as a lead takes no more. */
const campaign = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith('utm_')).slice(0, 10);

if (campaign.length) {
    document.addEventListener('click', ({ target }) => {
        const link = target.closest?.('a[href]');
        if (!link || link.origin !== location.origin) return;
        const address = new URL(link.href);
        for (const [name, value] of campaign) if (!address.searchParams.has(name)) address.searchParams.set(name, value);
        link.href = address.href;
    }, { capture: true });
}
