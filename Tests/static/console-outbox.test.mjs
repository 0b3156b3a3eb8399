import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Kept } from '../../static/console/console-kept.js';
import { HOLD, Outbox } from '../../static/console/console-outbox.js';

mock.timers.enable({ apis: ['setTimeout'] }); // time is moved by hand

const storage = () => ({ all: {}, getItem(key) { return this.all[key] ?? null; }, setItem(key, value) { this.all[key] = value; } });
const settled = () => new Promise((resolve) => { setImmediate(resolve); });

/** An outbox with a clock moved by hand and a server that answers as told: a value, or a problem. */
function made({ kept = new Kept(storage()), answers = [] } = {}) {
    const world = { time: 1000, posted: [], sent: [], refused: [], kept };
    world.outbox = new Outbox({
        kept,
        now: () => world.time,
        send: async (item, options) => {
            world.posted.push({ content: item.content, id: item.id, options });
            const answer = answers.shift() ?? {};
            if (answer.status !== undefined) throw answer;
            return answer;
        },
        told: { changed() {}, sent: ({ content }) => world.sent.push(content), refused: ({ content }, { code }) => world.refused.push([content, code]) },
    });
    world.later = async (milliseconds) => {
        world.time += milliseconds;
        world.outbox.tick();
        for (let turn = 0; turn < 4; turn += 1) await settled();
    };
    return world;
}
const busy = { status: 503, passes: true, retryAfter: 0 };
const stale = { status: 409, passes: false, code: 'fence_stale', details: {} };
const reply = (content, conversation_id = 'c') => ({ conversation_id, content, fence: 1 });

test('a reply waits for five seconds and then goes out once', async () => {
    const world = made();
    world.outbox.hold(reply('Halo'));
    await world.later(HOLD - 1);
    assert.deepEqual(world.posted, []);
    await world.later(1);
    await world.later(HOLD);
    assert.deepEqual(world.sent, ['Halo']);
    assert.equal(world.posted.length, 1);
    assert.equal(world.outbox.size, 0);
});

test('a reply that is taken back is never sent', async () => {
    const world = made();
    const { id } = world.outbox.hold(reply('Halo'));
    assert.equal(world.outbox.cancel(id).content, 'Halo');
    await world.later(2 * HOLD);
    assert.deepEqual(world.posted, []);
});

test('what is on its way cannot be taken back', async () => {
    const world = made();
    const { id } = world.outbox.hold(reply('Halo'));
    world.time += HOLD;
    world.outbox.tick();
    assert.equal(world.outbox.cancel(id), null);
});

test('a second reply sends the first at once, and they arrive in order', async () => {
    const world = made();
    world.outbox.hold(reply('Satu'));
    world.outbox.hold(reply('Dua'));
    await world.later(0);
    assert.deepEqual(world.sent, ['Satu']);
    await world.later(HOLD);
    assert.deepEqual(world.sent, ['Satu', 'Dua']);
});

test('a first that fails holds back the second; another conversation is not held up', async () => {
    const world = made({ answers: [busy] });
    world.outbox.hold(reply('Satu'));
    world.outbox.hold(reply('Dua'));
    world.outbox.hold(reply('Lain', 'd'));
    await world.later(0);
    await world.later(HOLD);
    assert.deepEqual(world.sent, ['Satu', 'Lain', 'Dua'].filter((text) => world.sent.includes(text)));
    assert.equal(world.sent.includes('Lain'), true);
    await world.later(60_000);
    assert.deepEqual(world.sent.filter((text) => text !== 'Lain'), ['Satu', 'Dua']);
});

test('what did not get through is sent again under the same id, as late as the server asks', async () => {
    const world = made({ answers: [{ ...busy, retryAfter: 7 }] });
    world.outbox.hold(reply('Halo'));
    await world.later(HOLD);
    await world.later(6999);
    assert.equal(world.posted.length, 1);
    await world.later(1);
    assert.equal(world.posted.length, 2);
    assert.equal(world.posted[0].id, world.posted[1].id);
    assert.deepEqual(world.sent, ['Halo']);
});

test('a refusal gives the text back and is not tried again', async () => {
    const world = made({ answers: [stale] });
    world.outbox.hold(reply('Terlambat'));
    await world.later(HOLD);
    await world.later(60_000);
    assert.deepEqual(world.refused, [['Terlambat', 'fence_stale']]);
    assert.equal(world.posted.length, 1);
    assert.equal(world.outbox.size, 0);
});

test('a page that goes away sends at once, by a call that outlives it', async () => {
    const world = made();
    world.outbox.hold(reply('Halo'));
    world.outbox.flush({ keepalive: true });
    assert.deepEqual(world.posted.map(({ content, options }) => [content, options]), [['Halo', { keepalive: true }]]);
});

test('what a page left behind is taken over under its id, but not what another page still holds', async () => {
    const kept = new Kept(storage());
    const first = made({ kept });
    const { id } = first.outbox.hold(reply('Tertinggal'));
    assert.equal(made({ kept }).outbox.size, 0);
    const world = made({ kept });
    world.time = 1000 + HOLD + 10_001;
    world.outbox.adopt();
    await world.later(0);
    assert.equal(world.posted[0].id, id);
    assert.deepEqual(kept.read('outbox', []), []);
});

test('drafts are kept per conversation, emptied by an empty text, and at most a hundred', () => {
    const kept = new Kept(storage());
    for (let place = 0; place < 120; place += 1) kept.keepDraft(`c${place}`, `draf ${place}`, place);
    assert.equal(kept.draft('c119'), 'draf 119');
    assert.equal(kept.draft('c0'), '');
    assert.equal(Object.keys(kept.read('drafts', {})).length, 100);
    kept.keepDraft('c119', '  ');
    assert.equal(kept.draft('c119'), '');
});

test('storage that is off, full or not ours changes nothing', () => {
    assert.equal(new Kept(null).read('x', 1), 1);
    new Kept(null).write('x', 1);
    assert.equal(new Kept({ getItem: () => '{broken' }).read('x', 2), 2);
});
