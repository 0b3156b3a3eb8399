import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meant, words } from '../../static/widget/offline.js';

const index = {
    letters: 6, threshold: 14, margin: 6,
    intents: [
        { id: 'DOCUMENTS', title: 'Dokumen', question: 'Dokumen apa saja?', words: 'dokume 9 berkas 8 siapka 4' },
        { id: 'COST', title: 'Biaya', question: 'Berapa biayanya?', words: 'biaya 9 harga 8 berkas 5' },
    ],
    outside: 'paket 9 cuaca 9 harga 3',
};

test('words lose case, accents, endings and single letters, as the index has them', () => {
    assert.deepEqual([...words('Dokumen-DOKUMENNYA é cafétaria a 12', 6)], ['dokume', 'cafeta', '12']);
});

test('what is asked in the words of the page is answered whatever its score', () => {
    assert.equal(meant(index, ' biaya ')?.id, 'COST');
    assert.equal(meant(index, 'DOKUMEN APA SAJA?')?.id, 'DOCUMENTS');
});

test('clear words find their intent', () => {
    assert.equal(meant(index, 'berkas dan dokumen yang harus disiapkan')?.id, 'DOCUMENTS');
    assert.equal(meant(index, 'mau tanya soal harga dan biaya dong')?.id, 'COST');
});

test('too little, too close or out of scope is not certain', () => {
    assert.equal(meant(index, 'siapkan apa ya kira kira begitu'), null);
    assert.equal(meant(index, 'berkas biaya dokumen'), null);
    assert.equal(meant(index, 'harga paket cuaca biaya apa ya'), null);
    assert.equal(meant(index, ''), null);
});
