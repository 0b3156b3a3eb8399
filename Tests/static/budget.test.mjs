/**
 * What visitors fetch, weighed as nginx sends it: the .br files that `site build` wrote into FRONTDESK_SITE (deploy/test: the
 * step "content"; by hand: frontdesk site build --out DIR).
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { test } from 'node:test';

const site = process.env.FRONTDESK_SITE ?? new URL('../../.run-test/site', import.meta.url).pathname;
const skip = !existsSync(`${site}/assets`) && 'no built site: FRONTDESK_SITE names none';
const files = skip ? [] : readdirSync(`${site}/assets`);

/** The hashed file of `name`, such as chat-panel.js. */
const served = (name) => {
    const [stem, ending] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)];
    const found = files.filter((file) => file.startsWith(`${stem}.`) && /^[0-9a-z]+\.\w+$/.test(file.slice(stem.length + 1)) && file.endsWith(`.${ending}`));
    assert.equal(found.length, 1, `${name}: ${found}`);
    return found[0];
};
const weight = (file) => statSync(`${site}/assets/${file}.br`).size;

/** `file` with every module that comes with it: those it names after `from`, and theirs. */
function withImports(file, found = new Set()) {
    if (found.has(file)) return found;
    found.add(file);
    for (const [, name] of readFileSync(`${site}/assets/${file}`, 'utf8').matchAll(/(?:from |^import )'\.\/([^']+)'/gm)) withImports(name, found);
    return found;
}

/** What everything of `name` weighs beyond what is there already. */
const total = (name, there = new Set()) => [...withImports(served(name))].filter((file) => !there.has(file)).reduce((sum, file) => sum + weight(file), 0);
const panel = skip ? new Set() : withImports(served('chat-panel.js'));

/** Whatever a visitor of `page` fetches without touching anything, its HTML and the icon included. */
const page = (path) => {
    const html = readFileSync(`${site}/${path}`, 'utf8');
    const linked = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.(?:css|js|svg))"/g)].map(([, file]) => file);
    const all = new Set(linked.flatMap((file) => (file.endsWith('.js') ? [...withImports(file)] : [file])));
    return statSync(`${site}/${path}.br`).size + [...all].reduce((sum, file) => sum + weight(file), 0);
};

test('the loader weighs at most 2,000 bytes, brotli', { skip }, () => {
    assert.ok(total('chat-widget.js') <= 2000, `${total('chat-widget.js')} bytes`);
});

for (const language of ['id', 'en']) {
    test(`the panel, all that is fetched until the first answer stands there, weighs at most 15,000 bytes, brotli: ${language}`, { skip }, () => {
        const bytes = total('chat-panel.js') + total(`${language}.js`);
        assert.ok(bytes <= 15_000, `${bytes} bytes`);
    });
    test(`what answers while the responder is down weighs at most 10,000 bytes, brotli: ${language}`, { skip }, () => {
        const bytes = weight(served(`offline-${language}.json`));
        assert.ok(bytes <= 10_000, `${bytes} bytes`);
    });
}

for (const [part, limit] of [
    ['live.js', 5_600], ['notices.js', 3_900], ['menu.js', 2_500], ['scroll-depth.js', 400], ['offline.js', 560], ['id-more.js', 1_700],
    ['en-more.js', 1_700],
]) {
    test(`${part}, fetched when it is wanted, weighs at most ${limit} bytes beside the panel, brotli`, { skip }, () => {
        assert.ok(total(part, panel) <= limit, `${total(part, panel)} bytes`);
    });
}

test('what only some visitors need is none of the panel', { skip }, () => {
    for (const part of ['live', 'live-state', 'notices', 'forms', 'menu', 'offline', 'scroll-depth']) assert.ok(!panel.has(served(`${part}.js`)), part);
});

test('a page weighs at most 60,000 bytes with all that comes with it, brotli', { skip }, () => {
    for (const path of ['index.html', 'en/index.html', 'faq/index.html', 'layanan/pendampingan-ppiu/index.html']) {
        assert.ok(page(path) <= 60_000, `${path}: ${page(path)} bytes`);
    }
});

test('no comment and no indentation is sent', { skip }, () => {
    for (const file of files.filter((each) => /\.(js|css)$/.test(each))) {
        const text = readFileSync(`${site}/assets/${file}`, 'utf8');
        assert.doesNotMatch(text, /^\s*\/[/*]|^ {2,}[a-z]/m, file);
    }
});
