import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';

const weight = (path) => brotliCompressSync(readFileSync(new URL(`../../static/${path}`, import.meta.url)), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
}).length;

test('the loader weighs at most 2,000 bytes, brotli', () => {
    assert.ok(weight('widget/chat-widget.js') <= 2000, `${weight('widget/chat-widget.js')} bytes`);
});

test('the stopgap for a server that is away weighs at most 800 bytes beside its index, brotli', () => {
    assert.ok(weight('widget/offline.js') <= 800, `${weight('widget/offline.js')} bytes`);
});

test('the lead form weighs at most 1,200 bytes, when it is opened, brotli', () => {
    assert.ok(weight('widget/lead-form.js') <= 1200, `${weight('widget/lead-form.js')} bytes`);
});

test('the panel with everything it fetches weighs at most 15,000 bytes in either language, brotli', () => {
    const files = ['widget/chat-panel.js', 'widget/chat-messages.js', 'widget/chat-panel.styles.js', 'widget/chat-state.js', 'widget/dom.js', 'shared/api.js'];
    const total = [...files.map(weight), Math.max(weight('locales/id.js'), weight('locales/en.js'))].reduce((sum, each) => sum + each, 0);
    assert.ok(total <= 15_000, `${total} bytes`);
});
