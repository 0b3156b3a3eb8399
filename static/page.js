/**
 * What the pages do beyond links: two invitations, each shown at most once to a visitor.
 *
 * That it was shown is the one thing kept before the chat is touched; without it "once" could not be kept.
 */
const isEnglish = document.documentElement.lang === 'en';
const chat = document.querySelector('chat-widget');

/** A figure only when the company vouches for it (data/site.json, claims.eligibility_seconds). */
const { eligibilitySeconds: seconds } = document.body.dataset;

const texts = isEnglish ? {
    nudge: 'Need a guide to the PPIU licence? Click to start', dismiss: 'Close',
    leaving: `Before you go, would you like to check your PPIU eligibility${seconds ? ` in ${seconds} seconds` : ''}?`, go: 'Check eligibility', stay: 'No, thank you',
    question: 'I would like to check whether my company is eligible for a PPIU licence',
} : {
    nudge: 'Butuh panduan izin PPIU? Klik untuk mulai', dismiss: 'Tutup',
    leaving: `Sebelum pergi, mau cek kelayakan PPIU${seconds ? ` ${seconds} detik` : ''}?`, go: 'Cek kelayakan', stay: 'Tidak, terima kasih',
    question: 'Saya ingin cek kelayakan izin PPIU perusahaan saya',
};

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
    if (wasOpened || !chat || !isFirst('nudge')) return;
    nudge = document.createElement('div');
    nudge.className = 'nudge';
    const dismiss = button('×', () => nudge.remove(), { className: 'dismiss', ariaLabel: texts.dismiss });
    nudge.append(button(texts.nudge, () => chat.open('', true)), dismiss);
    document.body.append(nudge);
}, NUDGE_MILLISECONDS), { once: true, passive: true });

/** The pointer leaves through the top edge, or rests on it: towards the tabs, the address or the close button. */
function leaving(event) {
    if (event.relatedTarget || event.clientY > 0 || wasOpened || document.querySelector('dialog[open]') || !isFirst('leaving')) return;
    const dialog = document.createElement('dialog');
    dialog.className = 'leaving';
    dialog.addEventListener('close', () => dialog.remove());
    const text = Object.assign(document.createElement('p'), { textContent: texts.leaving, id: 'leaving-text' });
    dialog.setAttribute('aria-labelledby', 'leaving-text');
    const actions = document.createElement('div');
    actions.append(
        button(texts.go, () => {
            dialog.close();
            chat.open(texts.question, true);
        }, { className: 'go' }),
        button(texts.stay, () => dialog.close()),
    );
    dialog.append(text, actions);
    document.body.append(dialog);
    dialog.showModal();
}

if (chat && matchMedia('(hover: hover) and (pointer: fine) and (min-width: 62rem)').matches) {
    document.documentElement.addEventListener('mouseleave', leaving);
    for (const type of ['mouseout', 'mousemove']) document.addEventListener(type, leaving, { passive: true });
}
