/**
 * The first thing that runs at /admin/. The list of conversations, which nearly everybody comes for, is asked for before
 * the modules that draw it are here: on a phone that is a way to the server and back less.
 */
import { call } from '../shared/api.js';
import { Kept, coloured, device } from './console-kept.js';
import { filtersOf, ours, page } from './console-state.js';

const kept = new Kept(device());
const language = kept.read('language', 'id') === 'en' ? 'en' : 'id';
const given = new URLSearchParams(location.search);
const asked = `/api/admin/conversations?${page(filtersOf(given))}`;
/** The answer to `asked`, for whoever asks that first. */
const early = !given.has('view') && !location.hash && { asked, answer: call(asked, ours(language)) };
if (early) early.answer.catch(() => {}); // who takes it tells

coloured(kept.read('colours', ''));
const [{ start }, { default: words }] = await Promise.all([
    import('./console-frame.js'), language === 'en' ? import('./locales/console-en.js') : import('./locales/console-id.js')]);
start({ kept, language, words, early });
