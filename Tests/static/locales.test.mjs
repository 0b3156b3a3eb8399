import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import companyEn from '../../static/locales/company-en.js';
import companyId from '../../static/locales/company-id.js';
import en from '../../static/locales/en.js';
import enMore from '../../static/locales/en-more.js';
import id from '../../static/locales/id.js';
import idMore from '../../static/locales/id-more.js';

/** The words of the widget without those of the company, which come with them. */
const own = (table) => Object.fromEntries(Object.entries(table).filter(([key]) => !(key in companyId)));
const tables = [[own(id), own(en)], [companyId, companyEn], [idMore, enMore]];

const shape = (value) => (Array.isArray(value) ? `${value.length} texts` : typeof value === 'function' ? `function of ${value.length}` : typeof value);

test('both languages have the same keys, sorted, of the same shape', () => {
    for (const [one, other] of tables) {
        const keys = Object.keys(one);
        assert.deepEqual(Object.keys(other), keys);
        assert.deepEqual([...keys].sort(), keys);
        for (const key of keys) assert.equal(shape(other[key]), shape(one[key]), key);
    }
    assert.deepEqual(Object.keys(idMore).filter((key) => key in id), []);
});

test('no text is empty, and nothing is left in the other language', () => {
    const text = (each) => (typeof each === 'function' ? each('X', 'Y') : each);
    for (const [one, other] of tables) {
        for (const [key, value] of Object.entries(other)) {
            for (const [index, each] of [value].flat().entries()) {
                const [english, indonesian] = [text(each), text([one[key]].flat()[index])];
                assert.ok(english.trim() && indonesian.trim(), key);
                if (!['chipAdmin', 'chipBot', 'online'].includes(key)) assert.notEqual(english, indonesian, key);
            }
        }
    }
});

test('the names of a handoff are to the letter', () => {
    const { back, chooseWay, estimate, joined, leadContact, leadName, leaveSend, leaveTopic, offlineUntil, ratingComment, ratingDown, ratingSend, ratingUp, stayHere, waiting } = idMore;
    assert.deepEqual([stayHere, waiting, back, leadName, leadContact, leaveTopic, leaveSend, ratingUp, ratingDown, ratingComment, ratingSend], [
        'Tetap di webchat', 'Menunggu Admin', 'Kembali ke Asisten', 'Nama', 'WhatsApp atau email', 'Topik', 'Kirim pesan',
        '👍 Membantu', '👎 Tidak membantu', 'Komentar singkat', 'Kirim penilaian']);
    assert.equal(`${estimate(5, 15)} ${chooseWay}`, 'Admin rata-rata membalas dalam 5–15 menit. Ingin lanjut di sini atau via WhatsApp?');
    assert.equal(joined('Sari'), 'Admin Sari bergabung');
    assert.equal(offlineUntil('buka lagi Senin 09.00 WIB'), 'Tim kami offline. Buka lagi Senin 09.00 WIB.');
    assert.match(idMore.toWhatsApp, /^WhatsApp/);
    assert.match(idMore.waitingAt(1), /^Menunggu Admin.*antrean nomor 1$/);
    assert.deepEqual([enMore.stayHere, enMore.waiting, enMore.back, enMore.leadName, enMore.leadContact, enMore.leaveTopic, enMore.leaveSend, enMore.ratingUp, enMore.ratingDown, enMore.ratingComment, enMore.ratingSend], [
        'Stay in web chat', 'Waiting for an admin', 'Back to the assistant', 'Name', 'WhatsApp or e-mail', 'Topic', 'Send message',
        '👍 Helpful', '👎 Not helpful', 'Short comment', 'Send rating']);
    assert.match(enMore.toWhatsApp, /^WhatsApp/);
    assert.match(enMore.waitingAt(1), /^Waiting for an admin.*queue number 1$/);
    assert.match(id.handoffWhatsApp, /^Lanjut ke WhatsApp Admin$/);
});

test('the words people and assistive technology rely on are to the letter', () => {
    assert.deepEqual([id.send, id.close, id.message, id.log, id.notNow, id.escalate, id.offer],
        ['Kirim', 'Tutup chat', 'Pesan Anda', 'Percakapan', 'Nanti saja', 'Butuh jawaban Admin?', 'Butuh verifikasi Admin?']);
    assert.deepEqual([en.send, en.close, en.message, en.log, en.notNow, en.escalate, en.offer],
        ['Send', 'Close chat', 'Your message', 'Conversation', 'Not now', 'Talk to an admin', 'Need verification by an admin?']);
    assert.match(id.kept, /tersimpan.*akan dikirim/);
    assert.match(en.kept, /saved.*offline/);
});

test('the widget has no words of one company: what it offers, asks and promises comes from data/site.json', () => {
    const site = JSON.parse(readFileSync(new URL('../../data/site.json', import.meta.url), 'utf8'));
    const told = JSON.stringify([...tables.flat()].map((table) => Object.values(table).map((each) => (typeof each === 'function' ? each('X', 'Y') : each))));
    for (const word of [site.name, site.legal_name, 'PPIU', 'PIHK', 'umrah', 'haji', 'perizinan', 'licen']) assert.ok(!told.includes(word), word);
    const { words } = site;
    assert.equal(words.disclaimer.id, 'Informasi bersifat panduan, bukan nasihat hukum.');
    assert.deepEqual(words.chat_quick.map((each) => each.id), ['Layanan kami', 'Dokumen yang dibutuhkan', 'Kontak tim']);
    assert.equal(words.chat_prompts.length, 7);
    assert.equal(words.chat_prompts[0].id.replaceAll('*', ''), 'Apa syarat dasar mengajukan izin PPIU?');
});
