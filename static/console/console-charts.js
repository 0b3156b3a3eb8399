/** Charts drawn as SVG, colours by class, each with its figures in words beside it. */

import { h } from '../widget/dom.js';

const SPACE = 'http://www.w3.org/2000/svg';

function s(name, values = {}, ...children) {
    const node = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(values)) node.setAttribute(key, String(value));
    node.append(...children);
    return node;
}

const frame = (name, width, height, ...children) =>
    s('svg', { class: 'chart', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': name }, ...children);

/** The next 1, 2, 5, 10, 20, 50 … from `value` on: a top that an axis can name. */
export function roundTop(value) {
    if (value <= 4) return 4;
    const power = 10 ** Math.floor(Math.log10(value));
    return power * [1, 2, 5, 10].find((step) => step * power >= value);
}

/** Bars, one group a day. `days`: { label, values: [n, …] }. `width` is the room in CSS pixels, so that letters keep their size. */
export function bars(name, days, number, width) {
    const [height, left, bottom] = [220, 34, 22];
    const top = roundTop(Math.max(0, ...days.flatMap(({ values }) => values)));
    const y = (value) => 8 + (height - bottom - 8) * (1 - value / top);
    const step = (width - left) / Math.max(1, days.length);
    const marks = [0, top / 2, top].flatMap((value) => [
        s('line', { class: 'grid', x1: left, x2: width, y1: y(value), y2: y(value) }),
        s('text', { x: left - 6, y: y(value) + 4, 'text-anchor': 'end' }, number(value)),
    ]);
    const every = Math.ceil((days.length * 56) / (width - left)); // labels that would touch are left out
    const groups = days.map(({ label, values }, index) => {
        const bar = Math.min(14, (step * 0.72) / values.length);
        const start = left + step * index + (step - bar * values.length) / 2;
        return s('g', {}, s('title', {}, `${label}: ${values.map(number).join(' / ')}`),
            ...values.map((value, place) => s('rect', { class: COLOURS[place], x: start + bar * place, y: y(value), width: Math.max(1, bar - 1), height: Math.max(0, y(0) - y(value)), rx: 1.5 })),
            ...(index % every ? [] : [s('text', { x: left + step * (index + 0.5), y: height - 6, 'text-anchor': 'middle' }, label)]));
    });
    return frame(name, width, height, ...marks, ...groups);
}

const COLOURS = ['one', 'two', 'three'];

/** A list of { label, value, text, low?, high? }, each over a bar that is `value` of `top` long, with its range. The words carry it all. */
export function lines(name, items, top) {
    const x = (value) => Math.min(100, (100 * value) / (top || 1));
    return h('ul', { class: 'lines', role: 'list', 'aria-label': name }, items.map(({ label, value, text, low, high }) => h('li', {},
        h('span', {}, label), h('b', {}, text),
        s('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
            s('rect', { class: 'rest', width: 100, height: 10 }), s('rect', { class: 'one', width: x(value), height: 10 }),
            ...(low == null ? [] : [s('path', { class: 'range', d: `M${x(low)} 5H${x(high)}M${x(low)} 1v8M${x(high)} 1v8` })])))));
}
