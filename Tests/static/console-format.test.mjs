import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundTop } from '../../static/console/console-charts.js';
import { csv } from '../../static/console/console-audit.js';
import { shifted } from '../../static/console/console-answers.js';
import { Format } from '../../static/console/console-format.js';
import en from '../../static/console/locales/console-en.js';
import id from '../../static/console/locales/console-id.js';

const indonesian = new Format('id', id);

test('a wait is said in two units at most, and nothing is a dash', () => {
    const said = [0, 59, 60, 61, 3599, 3600, 5400, 86_399, 86_400, 90_000, null].map((seconds) => indonesian.duration(seconds));
    assert.deepEqual(said, ['0 dtk', '59 dtk', '1 mnt', '1 mnt 1 dtk', '59 mnt 59 dtk', '1 jam', '1 jam 30 mnt', '23 jam 59 mnt', '1 hari', '1 hari 1 jam', '–']);
    assert.equal(new Format('en', en).duration(5400), '1 h 30 min');
});

test('shares are whole percent with a space, as they are read out', () => {
    assert.deepEqual([0, 0.875, 1, null, undefined].map((value) => indonesian.share(value)), ['0 %', '88 %', '100 %', '–', '–']);
});

test('numbers and dates are written as Indonesians write them', () => {
    assert.equal(indonesian.number(12_345), '12.345');
    assert.equal(indonesian.amount(0.0213), '0,02');
    assert.match(indonesian.moment('2026-11-24T07:05:00Z'), /2026.*\d\d\.\d\d/);
    assert.equal(indonesian.clock('not a time'), '');
});

test('today is a clock, anything older a day', () => {
    const now = new Date(2026, 10, 24, 12);
    assert.match(indonesian.recent(new Date(2026, 10, 24, 9, 5).toISOString(), now), /^09\.05$/);
    assert.match(indonesian.recent(new Date(2026, 10, 23, 9, 5).toISOString(), now), /^23 Nov$/);
});

test('the top of an axis can be named and is never under what it holds', () => {
    assert.deepEqual([0, 3, 4, 5, 11, 20, 21, 99, 101].map(roundTop), [4, 4, 4, 5, 20, 20, 50, 100, 200]);
});

test('weeks go on over the end of a year, with and without a week 53', () => {
    assert.equal(shifted('2026-W48', 1), '2026-W49');
    assert.equal(shifted('2026-W53', 1), '2027-W01');
    assert.equal(shifted('2027-W01', -1), '2026-W53');
    assert.equal(shifted('2025-W52', 1), '2026-W01');
    assert.equal(shifted('2024-W01', -1), '2023-W52');
    for (let week = '2019-W01', steps = 0; steps < 600; steps += 1) {
        assert.equal(shifted(shifted(week, 1), -1), week);
        week = shifted(week, 1);
    }
});

test('a CSV keeps quotes and lines, and no cell is a formula', () => {
    assert.equal(csv([['a "b"', 'c,d\ne', null], ['=1+1', '-2', '@x', '+62', '\t=1']]), '\ufeff"a ""b""","c,d\ne",""\r\n"\'=1+1","\'-2","\'@x","\'+62","\'\t=1"\r\n');
});
