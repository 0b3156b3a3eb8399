import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';

const root = new URL('../../static/', import.meta.url);
const weight = (path) => brotliCompressSync(readFileSync(new URL(path, root)), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const modules = readdirSync(new URL('console/', root)).filter((name) => name.endsWith('.js'));
const shared = ['shared/api.js', 'shared/stream.js', 'widget/dom.js'];
const words = Math.max(weight('console/locales/console-id.js'), weight('console/locales/console-en.js'));
const sum = (paths) => paths.map(weight).reduce((total, each) => total + each, 0);

test('the console, every view and one language, weighs at most 60,000 bytes of script and style, brotli', () => {
    const total = sum([...modules.map((name) => `console/${name}`), ...shared, 'console/console.css', 'tokens.css']) + words;
    assert.ok(total <= 60_000, `${total} bytes`);
});

test('the list of conversations comes with at most 30,000 bytes, brotli', () => {
    const lazy = /canned|statistics|charts|audit|leads|deliveries|answers|ask|dialogs|parts|thread|aside|menu|messages|reply|suggestion|notices|outbox/;
    const total = sum([...modules.filter((name) => !lazy.test(name)).map((name) => `console/${name}`), ...shared.filter((name) => !name.includes('stream')), 'console/console.css', 'tokens.css']) + words;
    assert.ok(total <= 30_000, `${total} bytes`);
});

test('the console keeps the promises of its content policy: no markup from strings, no inline script or style', () => {
    for (const name of [...modules.map((each) => `console/${each}`), ...shared]) {
        const source = readFileSync(new URL(name, root), 'utf8');
        assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
        if (name !== 'shared/api.js') assert.doesNotMatch(source, /\bfetch\(/, name);
    }
    assert.doesNotMatch(readFileSync(new URL('pages/console.mustache', root), 'utf8'), /<style|style=|<script(?![^>]*src=)|\son\w+=/);
});
