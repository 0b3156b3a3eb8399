/** Balasan cepat: texts that colleagues wrote once, found by "/" in the reply box. Each save is a version that can be come back to. */
import { h } from '../widget/dom.js';
import { choice, form, labelled, page } from './console-parts.js';
import { filled } from './console-state.js';

const SLOTS = ['name', 'company', 'admin', 'topic'];

export function view(desk, go) {
    const { words, format } = desk;
    const list = h('ul', { class: 'items', role: 'list', 'aria-label': words.views.canned });
    const note = h('p', { class: 'empty', role: 'status' });
    const editor = h('div', { class: 'card' });
    const node = page(words.views.canned, h('button', { type: 'button', class: 'primary', onclick: () => go({ view: 'canned', canned: 'new' }) }, words.newCanned),
        h('div', { class: 'split' }, h('div', {}, list, note), editor));
    let all = [];
    let shown;

    async function show(isFresh) {
        note.textContent = all.length ? '' : words.loading;
        all = await desk.canned(isFresh);
        note.textContent = all.length ? '' : words.noCanned;
        list.replaceChildren(...all.map((canned) => h('li', { class: 'item' },
            h('div', { class: 'item-head' }, h('h2', {}, h('a', { href: `?view=canned&canned=${encodeURIComponent(canned.id)}` }, canned.title)), h('code', {}, `/${plain(canned.shortcut)}`),
                h('small', {}, `${canned.locale ? `${words.options.locale[canned.locale]} · ` : ''}v${canned.version}`)),
            h('p', {}, canned.text))));
    }

    /** The form for one of them, or for a new one. */
    function edit(canned = {}) {
        shown = canned.id;
        const title = h('input', { value: canned.title, required: true, maxlength: '100' });
        const shortcut = h('input', { value: canned.shortcut && plain(canned.shortcut), required: true, maxlength: '40', pattern: '[^\\s\\/]+', title: words.shortcutForm, autocapitalize: 'none' });
        const locale = choice({ id: words.options.locale.id, en: words.options.locale.en }, canned.locale ?? desk.language);
        const text = h('textarea', { required: true, rows: '6', maxlength: '4000', oninput: preview });
        text.value = canned.text ?? '';
        const sample = h('p', {});
        function preview() {
            sample.textContent = filled(text.value, { name: 'Budi', company: desk.company, admin: desk.state.me, topic: words.sampleTopic }).text || '–';
        }
        preview();
        const versions = h('div');
        editor.replaceChildren(
            h('h2', { tabindex: '-1' }, canned.id ? words.editCanned : words.newCanned),
            form(async () => {
                const saved = await desk.attempt('canned', { body: { ...(canned.id && { id: canned.id }), title: title.value.trim(), shortcut: plain(shortcut.value.trim()), text: text.value.trim(), locale: locale.value } });
                if (!saved) return;
                desk.tell(words.saved);
                await show(true);
                go({ view: 'canned', canned: saved.id }, { replace: true });
                edit(saved);
            }, { class: 'form' },
            labelled(words.title, title), labelled(words.shortcut, shortcut), labelled(words.filters.locale, locale), labelled(words.text, text),
            h('div', { class: 'buttons' }, SLOTS.map((slot) => h('button', {
                type: 'button', onclick: () => {
                    text.setRangeText(`{${slot}}`, text.selectionStart, text.selectionEnd, 'end');
                    text.focus();
                    preview();
                },
            }, h('code', {}, `{${slot}}`)))),
            h('div', { class: 'item' }, h('h3', {}, words.preview), sample),
            h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'primary' }, words.save),
                canned.id && h('button', { type: 'button', class: 'danger', onclick: () => remove(canned) }, words.remove),
                canned.id && h('button', { type: 'button', onclick: () => history(canned, versions) }, words.versions))),
            versions);
    }

    async function history(canned, place) {
        const answer = await desk.attempt(`canned/${encodeURIComponent(canned.id)}`);
        if (!answer) return;
        place.replaceChildren(h('ul', { class: 'items', role: 'list', 'aria-label': words.versions }, [...answer.versions].sort((one, other) => other.version - one.version).map((version) => h('li', { class: 'item' },
            h('div', { class: 'item-head' }, h('b', {}, `v${version.version}`), h('small', {}, [version.admin, version.at && format.moment(version.at)].filter(Boolean).join(' · '))), h('p', {}, version.text),
            version.version !== canned.version && h('div', {}, h('button', { type: 'button', onclick: () => edit({ ...version, id: canned.id, version: canned.version }) }, words.takeVersion(version.version)))))));
    }

    async function remove(canned) {
        const { confirm } = await import('./console-dialogs.js');
        if (!await confirm(desk, words.remove, words.removeCanned(canned.title))) return;
        if (await desk.attempt(`canned/${encodeURIComponent(canned.id)}`, { method: 'DELETE', body: {} }) === undefined) return;
        await show(true);
        go({ view: 'canned' });
    }

    return {
        node,
        async update(parameters) {
            const id = parameters.get('canned');
            editor.hidden = !id;
            await show();
            if (id && (id !== shown || id === 'new')) {
                edit(all.find((each) => each.id === id));
                editor.querySelector('h2').focus();
            }
            if (!id) shown = undefined;
        },
        end() {},
    };
}

const plain = (shortcut) => shortcut.replace(/^\//, '');
