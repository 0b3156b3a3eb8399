/** What opens above the page: keys, settings, and "are you sure". */
import { h, icon } from '../widget/dom.js';
import { coloured } from './console-kept.js';
import { choice, form, labelled } from './console-parts.js';

function dialog(desk, title, ...children) {
    const opener = document.activeElement;
    const node = h('dialog', {
        'aria-labelledby': 'dialog-title', onclose: () => {
            node.remove();
            opener?.focus?.();
        },
    }, h('div', { class: 'dialog-head' }, h('h2', { id: 'dialog-title' }, title),
        h('button', { type: 'button', class: 'quiet', 'aria-label': desk.words.closeDialog, onclick: () => node.close() }, icon('M6 6 18 18M18 6 6 18'))), ...children);
    node.addEventListener('click', (event) => event.target === node && node.close()); // outside of it
    document.body.append(node);
    node.showModal();
    return node;
}

/** The keys, and whether single letters act at all. */
export function shortcuts(desk) {
    const { words, kept } = desk;
    const letters = h('input', { type: 'checkbox', checked: kept.read('letters', true), onchange: () => kept.write('letters', letters.checked) });
    dialog(desk, words.shortcuts, h('div', {}, h('dl', { class: 'keys' }, words.keys.flatMap(([keys, what]) => [h('dt', {}, keys.split(' ').flatMap((key) => [h('kbd', {}, key), ' '])), h('dd', {}, what)])),
        h('label', { class: 'check' }, letters, h('span', {}, words.lettersOn))));
}

/** How the console looks, how this person is told of who waits, and the password. */
export function settings(desk, notices) {
    const { words } = desk;
    const chosen = notices.choices();
    const sound = h('input', { type: 'checkbox', checked: chosen.sound, onchange: () => notices.sound(sound.checked) });
    const denied = h('p', { class: 'notice', role: 'alert', hidden: true }, words.notificationDenied);
    const wrong = h('p', { class: 'notice', role: 'alert', hidden: true });
    const notification = h('input', {
        type: 'checkbox', checked: chosen.notification, onchange: async () => {
            const wanted = notification.checked;
            notification.checked = await notices.notification(wanted);
            denied.hidden = !wanted || notification.checked;
        },
    });
    const password = (autocomplete) => h('input', { type: 'password', required: true, autocomplete, minlength: autocomplete === 'new-password' && '12', maxlength: '200' });
    const [current, fresh] = [password('current-password'), password('new-password')];
    const node = dialog(desk, words.settings,
        h('div', {}, labelled(words.colours, choice(words.colourChoices, desk.kept.read('colours', ''), (value) => {
            desk.kept.write('colours', value);
            coloured(value);
        })), h('h3', {}, words.notifications),
            h('label', { class: 'check' }, sound, h('span', {}, words.sound)), h('label', { class: 'check' }, notification, h('span', {}, words.notification)), denied,
            h('h3', {}, words.password),
            form(async () => {
                try {
                    await desk.ask('password', { body: { current: current.value, password: fresh.value } });
                    node.close();
                    desk.tell(words.passwordChanged);
                } catch (problem) {
                    wrong.textContent = desk.explained(problem);
                    wrong.hidden = false;
                }
            }, { class: 'form' }, wrong, labelled(words.currentPassword, current), labelled(words.newPassword, fresh), h('div', {}, h('button', { type: 'submit' }, words.changePassword)))));
}

/** Asks before what cannot be undone; true when the person means it. */
export function confirm(desk, title, text) {
    return new Promise((resolve) => {
        let isMeant = false;
        const node = dialog(desk, title, h('div', {}, h('p', {}, text), h('div', { class: 'buttons' },
            h('button', {
                type: 'button', class: 'danger', onclick: () => {
                    isMeant = true;
                    node.close();
                },
            }, title),
            h('button', { type: 'button', onclick: () => node.close() }, desk.words.cancel))));
        node.addEventListener('close', () => resolve(isMeant));
    });
}
