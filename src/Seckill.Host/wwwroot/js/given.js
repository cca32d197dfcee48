// What the identity provider gave last: of this tab alone, and gone with it. Apart from the sign-in itself, so that it can be forgotten
// without loading anything: also offline, and before a page says that its reader has signed out.
import { keepTab, readTab } from './store.js';

const KEY = 'provider';

/** {authority, buyer, token, refresh}: from whom, for whom, and what; null if there is none. */
export const given = () => readTab(KEY);

/** Keeps what the provider gave. */
export const keepGiven = value => keepTab(KEY, value);

/** Forgets what the provider gave. */
export const forgetGiven = () => keepTab(KEY, null);
