import assert from 'node:assert/strict';
import { test } from 'node:test';
import en from '../../static/locales/en.js';
import id from '../../static/locales/id.js';

const shape = (value) => (Array.isArray(value) ? `${value.length} texts` : typeof value === 'function' ? `function of ${value.length}` : typeof value);

test('both languages have the same keys, sorted, of the same shape', () => {
    const keys = Object.keys(id);
    assert.deepEqual(Object.keys(en), keys);
    assert.deepEqual([...keys].sort(), keys);
    for (const key of keys) assert.equal(shape(en[key]), shape(id[key]), key);
});

test('no text is empty, and nothing is left in the other language', () => {
    for (const [key, value] of Object.entries(en)) {
        for (const [index, text] of [value].flat().entries()) {
            const [english, indonesian] = [text, [id[key]].flat()[index]].map((each) => (typeof each === 'function' ? each('X', 'Y') : each));
            assert.ok(english.trim() && indonesian.trim(), key);
            if (!['chipAdmin', 'chipBot', 'online'].includes(key)) assert.notEqual(english, indonesian, key);
        }
    }
});

test('the words people and assistive technology rely on are to the letter', () => {
    assert.deepEqual([id.send, id.close, id.message, id.log, id.notNow, id.escalate, id.offer],
        ['Kirim', 'Tutup chat', 'Pesan Anda', 'Percakapan', 'Nanti saja', 'Butuh jawaban Admin?', 'Butuh verifikasi Admin?']);
    assert.deepEqual([en.send, en.close, en.message, en.log, en.notNow, en.escalate, en.offer],
        ['Send', 'Close chat', 'Your message', 'Conversation', 'Not now', 'Talk to an admin', 'Need verification by an admin?']);
    assert.match(id.kept, /tersimpan.*akan dikirim/);
    assert.match(en.kept, /saved.*offline/);
    assert.equal(id.disclaimer, 'Informasi bersifat panduan, bukan nasihat hukum.');
    assert.equal(id.prompts.map((text) => text.replaceAll('*', ''))[0], 'Apa syarat dasar mengajukan izin PPIU?');
    assert.deepEqual(id.quick, ['Layanan kami', 'Dokumen yang dibutuhkan', 'Kontak tim']);
});
