/** The console as nginx sends it: the .br files that `site build` wrote into FRONTDESK_SITE, as in budget.test.mjs. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../static/', import.meta.url);
const site = process.env.FRONTDESK_SITE ?? new URL('../../.run-test/site', import.meta.url).pathname;
const skip = !existsSync(`${site}/assets`) && 'no built site: FRONTDESK_SITE names none';
const files = skip ? [] : readdirSync(`${site}/assets`);
const modules = readdirSync(new URL('console/', root)).filter((name) => name.endsWith('.js'));
const shared = ['shared/api.js', 'shared/stream.js', 'widget/dom.js'];

/** Bytes of the one hashed file of `path`, whose folder does not matter once it is served. */
function weight(path) {
    const [, stem, ending] = /([^/]+)\.(\w+)$/.exec(path);
    const found = files.filter((file) => file.startsWith(`${stem}.`) && /^[0-9a-z]+\.\w+\.br$/.test(file.slice(stem.length + 1)) && file.endsWith(`.${ending}.br`));
    assert.equal(found.length, 1, `${path}: ${found}`);
    return statSync(`${site}/assets/${found[0]}`).size;
}
const words = () => Math.max(weight('console/locales/console-id.js'), weight('console/locales/console-en.js'));
const sum = (paths) => paths.map(weight).reduce((total, each) => total + each, 0);

test('the console, every view and one language, weighs at most 60,000 bytes of script and style, brotli', { skip }, () => {
    const total = sum([...modules.map((name) => `console/${name}`), ...shared, 'console/console.css']) + words();
    assert.ok(total <= 60_000, `${total} bytes`);
});

test('the list of conversations comes with at most 30,000 bytes, brotli', { skip }, () => {
    const lazy = /canned|statistics|charts|audit|leads|deliveries|answers|ask|dialogs|parts|thread|aside|menu|messages|reply|suggestion|notices|outbox/;
    const total = sum([...modules.filter((name) => !lazy.test(name)).map((name) => `console/${name}`), ...shared.filter((name) => !name.includes('stream')), 'console/console.css']) + words();
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
