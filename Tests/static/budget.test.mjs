import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';

const root = new URL('../../static/', import.meta.url);

/** A module as `site build` delivers it: each import carries a hash of what it names, which does not compress. */
function delivered(path) {
    const source = readFileSync(new URL(path, root), 'utf8');
    return source.replace(/(from |import\()'(\.[^']+)\.js'/g, (_, before, name) => {
        const hash = BigInt(`0x${createHash('sha256').update(name).digest('hex').slice(0, 16)}`).toString(36);
        return `${before}'./${name.split('/').at(-1)}.${hash}.js'`;
    });
}

const weight = (path) => brotliCompressSync(Buffer.from(delivered(path)), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

/** `path` with every module that comes with it: those it names after `from`, and theirs. */
function withImports(path, found = new Set()) {
    if (found.has(path)) return found;
    found.add(path);
    for (const [, name] of readFileSync(new URL(path, root), 'utf8').matchAll(/from '(\.[^']+)'/g)) {
        withImports(new URL(name, new URL(path, root)).pathname.slice(root.pathname.length), found);
    }
    return found;
}

/** What everything of `path` weighs beyond what is there already. */
const total = (path, there = new Set()) => [...withImports(path)].filter((each) => !there.has(each)).reduce((sum, each) => sum + weight(each), 0);
const panel = withImports('widget/chat-panel.js');

test('the loader weighs at most 2,000 bytes, brotli', () => {
    assert.ok(total('widget/chat-widget.js') <= 2000, `${total('widget/chat-widget.js')} bytes`);
});

test('the panel, all that is fetched until the first answer stands there, weighs at most 15,000 bytes in either language, brotli', () => {
    for (const locale of ['id', 'en']) {
        const bytes = total('widget/chat-panel.js') + weight(`locales/${locale}.js`);
        assert.ok(bytes <= 15_000, `${locale}: ${bytes} bytes`);
    }
});

for (const [part, limit] of [
    ['widget/live.js', 7_000], ['widget/notices.js', 4_600], ['widget/menu.js', 2_800], ['widget/scroll-depth.js', 600],
    ['widget/offline.js', 800], ['locales/id-more.js', 1_700], ['locales/en-more.js', 1_700],
]) {
    test(`${part}, fetched when it is wanted, weighs at most ${limit} bytes beside the panel, brotli`, () => {
        assert.ok(total(part, panel) <= limit, `${total(part, panel)} bytes`);
    });
}

test('what only some visitors need is none of the panel', () => {
    for (const part of ['live', 'live-state', 'notices', 'forms', 'menu', 'offline', 'scroll-depth']) assert.ok(!panel.has(`widget/${part}.js`), part);
});
