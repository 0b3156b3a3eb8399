/** Elements without markup in strings: what people typed can only ever become text. */

/** h('p', { class: 'note', onclick: f }, 'text', node): `on…` listens, `true` has no value, what is falsy is left out. */
export function h(name, values = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(values)) {
        if (value == null || value === false) continue;
        if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
        else node.setAttribute(key, value === true ? '' : value);
    }
    node.append(...children.flat().filter(Boolean));
    return node;
}

/** A line drawing of 24 units, hidden from assistive technology. */
export function icon(...paths) {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'icon' })) svg.setAttribute(key, value);
    for (const path of paths) {
        const line = document.createElementNS(space, 'path');
        line.setAttribute('d', path);
        svg.append(line);
    }
    return svg;
}

/** 'Apa *syarat dasar*?' → text and <b>. */
export function emphasised(text) {
    return text.split('*').map((part, index) => (index % 2 ? h('b', {}, part) : part));
}

/** Paragraphs, and lists where lines begin with "- " or "• ". */
export function paragraphs(text) {
    const nodes = [];
    for (const line of text.split('\n')) {
        const point = /^\s*[-•]\s+(.*)/.exec(line)?.[1];
        if (point === undefined) {
            if (line.trim()) nodes.push(h('p', {}, line));
        } else {
            if (nodes.at(-1)?.localName !== 'ul') nodes.push(h('ul', { class: 'points' }));
            nodes.at(-1).append(h('li', {}, point));
        }
    }
    return nodes;
}

/** Where a click on `path` leads when it is harmless: web, mail, telephone; else null. On a page of another site a path is that of ours. */
export function safe(path) {
    if (!path) return null;
    try {
        const { href, protocol } = new URL(path, import.meta.url);
        if (!['https:', 'http:', 'mailto:', 'tel:'].includes(protocol)) return null;
        return import.meta.url.startsWith(location.origin) ? path : href;
    } catch {
        return null;
    }
}

/** A link; one that leaves the site opens beside it. */
export function link(href, values, ...children) {
    const leaves = new URL(href, document.baseURI).origin !== location.origin;
    return h('a', { href, ...(leaves && { target: '_blank', rel: 'noopener' }), ...values }, ...children);
}
