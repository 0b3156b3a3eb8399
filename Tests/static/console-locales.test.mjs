import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import en from '../../static/console/locales/console-en.js';
import id from '../../static/console/locales/console-id.js';

/** A table's keys and shapes, at every depth. */
const shape = (value) => (Array.isArray(value) ? value.map(shape) : typeof value === 'function' ? `function of ${value.length}`
    : typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)])) : 'text');

test('both tables of the console have the same keys, sorted, of the same shape', () => {
    assert.deepEqual(shape(en), shape(id));
    assert.deepEqual(Object.keys(id), [...Object.keys(id)].sort());
    assert.deepEqual(Object.keys(en), Object.keys(id));
});

test('every word that the console asks for is in the tables, and no other', () => {
    const folder = new URL('../../static/console/', import.meta.url);
    const used = new Set();
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
        for (const [, key] of readFileSync(new URL(file, folder), 'utf8').matchAll(/\bwords\.(\w+)/g)) used.add(key);
        for (const [, keys] of readFileSync(new URL(file, folder), 'utf8').matchAll(/\{ ([\w, ]+) \} = this\.#words;/g)) keys.split(', ').forEach((key) => used.add(key));
    }
    assert.deepEqual([...used].sort(), Object.keys(id));
});

test('nothing is left in the other language', () => {
    const same = ['CSAT', 'Admin', 'Bot', 'Status', 'Label', 'Mode', 'WhatsApp', 'Slack', 'Webhook', 'Normal', 'internal', 'Enter', 'there', 'Bapak/Ibu', '/', '?', 'c', 'e', 'r', 's', 'j k', 'Esc', '👍'];
    const compare = (one, other, path) => {
        if (typeof one === 'object') return Object.keys(one).forEach((key) => compare(one[key], other[key], `${path}.${key}`));
        const [english, indonesian] = [one, other].map((each) => (typeof each === 'function' ? [each('2026-W07', '2', '3')].flat().join('') : each));
        assert.ok(english.trim() && indonesian.trim(), path);
        if (!same.includes(english)) assert.notEqual(english, indonesian, path);
    };
    compare(en, id, 'words');
});

test('the names that admins and assistive technology rely on are to the letter', () => {
    const names = ({ views, claim, release, assign, close, reopen, reply, send, note, saveNote, label, addLabel, shortcuts, searchConversations, escalations, claimShare, csat, resolution, topQuestions }) =>
        [views.conversations, views.canned, views.statistics, views.audit, claim, release, assign, close, reopen, reply, send, note, saveNote, label, addLabel, shortcuts, searchConversations, escalations, claimShare, csat, resolution, topQuestions];
    assert.deepEqual(names(id), ['Percakapan', 'Balasan cepat', 'Statistik', 'Log audit', 'Klaim', 'Lepas', 'Alihkan ke …', 'Tutup percakapan', 'Buka lagi', 'Balasan', 'Kirim', 'Catatan internal', 'Simpan catatan', 'Label',
        'Tambah label', 'Pintasan keyboard', 'Cari percakapan', 'Eskalasi', 'Klaim < 3 menit', 'CSAT', 'Median penyelesaian', '10 pertanyaan teratas']);
    assert.deepEqual(names(en), ['Conversations', 'Canned responses', 'Statistics', 'Audit log', 'Claim', 'Release', 'Assign to …', 'Close conversation', 'Reopen', 'Reply', 'Send', 'Internal note', 'Save note', 'Label',
        'Add label', 'Keyboard shortcuts', 'Search conversations', 'Escalations', 'Claimed < 3 min', 'CSAT', 'Median resolution', 'Top 10 questions']);
    assert.deepEqual(id.options.status, { '': 'Semua', closed: 'Ditutup', open: 'Terbuka', pending: 'Menunggu' });
    assert.deepEqual(id.options.priority, { '': 'Semua', high: 'Tinggi', normal: 'Normal' });
});
