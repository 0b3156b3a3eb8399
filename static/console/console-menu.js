/** A button that opens a menu: arrows, Home and End move, Escape and a touch elsewhere close, Tab leaves. */
import { h } from '../widget/dom.js';

let made = 0;

/** `items`: { text, note?, act }; falsy ones are left out. */
export function menu(name, action, items) {
    const id = `menu-${made += 1}`;
    const entries = items.filter(Boolean).map(({ text, note, act }, place) => h('button', {
        type: 'button', role: 'menuitem', tabindex: '-1', 'aria-label': text, 'aria-describedby': note && `${id}-${place}`, onclick: () => {
            close(true);
            act();
        },
    }, h('span', {}, text), note && h('small', { id: `${id}-${place}` }, note)));
    const list = h('div', { class: 'menu-items', id, role: 'menu', 'aria-label': name, hidden: true }, entries);
    const button = h('button', {
        type: 'button', 'data-action': action, 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-controls': id,
        onclick: () => (list.hidden ? open(0) : close(true)),
        onkeydown: (event) => {
            if (!['ArrowDown', 'ArrowUp'].includes(event.key)) return;
            event.preventDefault();
            open(event.key === 'ArrowDown' ? 0 : entries.length - 1);
        },
    }, name);
    const node = h('div', { class: 'menu' }, button, list);
    let stop;

    function open(index) {
        stop = new AbortController();
        list.hidden = false;
        button.setAttribute('aria-expanded', 'true');
        // To the side on which there is room.
        list.classList.toggle('from-end', button.getBoundingClientRect().left + list.offsetWidth > document.documentElement.clientWidth - 8);
        document.addEventListener('pointerdown', (event) => node.contains(event.target) || close(false), { signal: stop.signal });
        entries[index]?.focus();
    }
    function close(isBack) {
        stop?.abort();
        list.hidden = true;
        button.setAttribute('aria-expanded', 'false');
        if (isBack) button.focus();
    }
    list.addEventListener('keydown', (event) => {
        const here = entries.indexOf(document.activeElement);
        const to = { ArrowDown: (here + 1) % entries.length, ArrowUp: (here - 1 + entries.length) % entries.length, Home: 0, End: entries.length - 1 }[event.key];
        if (to !== undefined) entries[to].focus();
        else if (event.key === 'Escape') close(true);
        else if (event.key === 'Tab') return close(false);
        else return;
        event.preventDefault();
        event.stopPropagation();
    });
    return node;
}
