import assert from 'node:assert/strict';
import { test } from 'node:test';
import { depth } from '../../static/widget/scroll-depth.js';

test('the depth is what has been above the lower edge, in percent', () => {
    assert.equal(depth({ scrollTop: 0, clientHeight: 249, scrollHeight: 1000 }), 25);
    assert.equal(depth({ scrollTop: 500, clientHeight: 249, scrollHeight: 1000 }), 75);
    assert.equal(depth({ scrollTop: 750.4, clientHeight: 249, scrollHeight: 1000 }), 100);
    assert.equal(depth({ scrollTop: 0, clientHeight: 500, scrollHeight: 400 }), 100);
});
