// Who the shopper is, and the bar at the top of every page.
import { el, replace, say } from './dom.js';
import { keep, onChange, read } from './store.js';
import { LANGUAGES, choose, has, language, t, textOfCode } from './texts.js';
import { call } from './api.js';
import { isKnown, now } from './clock.js';
import { forgetGiven } from './given.js';
import { isDesk, links } from './nav.js';
import { isSession } from './shapes.js';

const KEY = 'session';

/** When somebody last signed out, in any tab. */
const SIGNED_OUT = 'signed-out';

const OPERATOR = 'operator';
const listeners = new Set();
let bar = null;

/** How long before its end a session is renewed, at most; how long nothing is tried again after that; and how often somebody looks. */
const RENEW_BEFORE_MS = 60_000;
const RENEW_PAUSE_MS = 30_000;
const LOOK_MS = 2_000;

/** The token of the session whose end the listeners know. */
let endedToken = null;

let renewedAt = -Infinity;
let signOuts = 0;

/** How one signs in at this shop: "development", "oidc", or "none". */
export const way = document.documentElement.dataset.signIn;

/** {token, buyer, isOperator, expiresAt}, or null for a stranger. A session that is over is none; only the service's clock says so, not the device's. */
export function current() {
  const session = read(KEY);
  return session && (!isKnown() || session.expiresAt > now()) ? session : null;
}

/** Calls back whenever the shopper signs in or out, in this tab or another. */
export function onSession(listener) {
  listeners.add(listener);
}

/**
 * The service no longer takes the session's token. If the identity provider's answer still allows it, a new session follows by itself, and
 * whoever listens goes on where they were.
 */
export function end() {
  const session = read(KEY);
  keep(KEY, null);
  changed();
  if (session !== null) void renew(session.buyer);
}

/** The reader leaves, in all tabs; nothing brings the session back but signing in. */
function signOut() {
  forgetReader();
  keep(SIGNED_OUT, Date.now());
  keep(KEY, null);
  changed();
}

/** Somebody has signed out, here or in another tab: what is known of them here goes. */
function forgetReader() {
  signOuts++;
  forgetGiven();
}

/** Begins a session with a token of the service. */
export function begin(token) {
  const claims = JSON.parse(new TextDecoder().decode(bytesOf(token.split('.')[1])));
  keep(KEY, { token, buyer: claims.sub, isOperator: claims.role === OPERATOR, expiresAt: claims.exp * 1_000, lasts: claims.exp * 1_000 - now() });
  changed();
}

async function renew(buyer) {
  if (way !== 'oidc' || performance.now() - renewedAt < RENEW_PAUSE_MS) return;
  const before = signOuts;
  const oidc = await import('./oidc.js');
  renewedAt = performance.now();
  const token = await oidc.renew(buyer);
  const session = read(KEY);
  const isSomebodyElses = session !== null && session.buyer !== buyer;
  // Both can happen while the provider answers.
  if (signOuts !== before || isSomebodyElses) forgetGiven();
  else if (token !== null) begin(token);
}

/**
 * Renews the session shortly before it ends, so that nobody is asked in the middle of a sale; after a device's sleep also just after. Where it
 * cannot be renewed, the page says that it is over before somebody clicks in vain.
 */
function watchEnd() {
  setInterval(() => {
    const session = read(KEY);
    if (session === null || !isKnown()) return;
    const left = session.expiresAt - now();
    if (left < Math.min(RENEW_BEFORE_MS, session.lasts / 3)) void renew(session.buyer);
    if (left > 0 || endedToken === session.token) return;
    endedToken = session.token;
    changed();
  }, LOOK_MS);
}

const bytesOf = base64Url => Uint8Array.from(atob(base64Url.replaceAll('-', '+').replaceAll('_', '/')), char => char.charCodeAt(0));

function changed() {
  if (bar !== null) showBar(bar);
  for (const listener of listeners) listener(current());
}

onChange(KEY, changed);
onChange(SIGNED_OUT, forgetReader);

/** Fills the bar. */
export function showBar(element) {
  if (bar === null && way !== 'none') watchEnd();
  bar = element;
  const session = current();
  replace(
    bar,
    el('a', { href: '/', class: 'brand' }, t('brand')),
    el('nav', { 'aria-label': t('nav.label') }, ...links(session).map(([address, text]) => link(address, text))),
    el('div', { class: 'who' }, ...Object.entries(LANGUAGES).filter(([code]) => code !== language()).map(languageButton), ...whoAmI(session)),
  );
}

function link(address, text) {
  return el('a', { href: address, 'aria-current': location.pathname === address ? 'page' : null }, text);
}

function languageButton([code, name]) {
  return el('button', { type: 'button', class: 'quiet', lang: code, onclick: () => choose(code) }, name);
}

function whoAmI(session) {
  if (session) {
    return [
      el('span', { class: 'name', title: session.buyer }, session.buyer),
      el('button', { type: 'button', class: 'quiet', id: 'sign-out', onclick: signOut }, t('signOut')),
    ];
  }

  return way === 'none' ? [] : [el('button', { type: 'button', class: 'quiet', id: 'sign-in', onclick: () => signIn() }, t('signIn'))];
}

/** Asks the reader to sign in: on the desk as an operator, elsewhere as a shopper. Returns the session; null if they would rather not. */
export function signIn() {
  if (way === 'none') return Promise.resolve(null);
  return way === 'oidc' ? leave() : askForName();
}

/** What a failed sign-in is called. */
export const textOfFailure = code => (has(`failure.${code}`) ? t(`failure.${code}`) : textOfCode(code));

/** Goes to the identity provider, which leads back to this very page. */
async function leave() {
  const code = await (await import('./oidc.js')).leave();
  const dialog = el('dialog', { 'aria-labelledby': 'sign-in-title' },
    el('h2', { id: 'sign-in-title' }, t('signIn.title')), el('p', { class: 'error', role: 'alert' }, textOfFailure(code)),
    el('div', { class: 'row' }, el('button', { type: 'button', onclick: () => dialog.close() }, t('cancel'))));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return null;
}

/** In Development anybody is whoever they say. */
function askForName() {
  return new Promise(resolve => {
    const name = el('input', {
      id: 'sign-in-name', name: 'name', required: true, maxlength: 64, pattern: '[!-~]{1,64}', autocomplete: 'username',
      autocapitalize: 'none', spellcheck: 'false', 'aria-describedby': 'sign-in-hint', value: `${isDesk ? OPERATOR : 'shopper'}-${Math.floor(1_000 + Math.random() * 9_000)}`,
    });
    const error = el('p', { class: 'error', role: 'alert' });
    const go = el('button', { class: 'main' }, t('signIn'));
    const dialog = el('dialog', { 'aria-labelledby': 'sign-in-title' }, el(
      'form', { onsubmit: submit },
      el('h2', { id: 'sign-in-title' }, t('signIn.title')),
      el('label', { for: 'sign-in-name' }, t('signIn.name')), name,
      el('p', { id: 'sign-in-hint', class: 'hint' }, t('signIn.hint')),
      error,
      el('div', { class: 'row' }, go, el('button', { type: 'button', onclick: () => dialog.close() }, t('cancel'))),
    ));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(current());
    });
    document.body.append(dialog);
    dialog.showModal();
    name.select();

    async function submit(event) {
      event.preventDefault();
      go.disabled = true;
      const answer = await call('POST', '/api/dev/tokens', { body: { sub: name.value, role: isDesk ? OPERATOR : 'buyer' }, shape: isSession });
      go.disabled = false;
      if (answer.code !== null) {
        say(error, textOfCode(answer.code));
        return;
      }

      begin(answer.body.token);
      dialog.close();
    }
  });
}
