// Who the shopper is, and the bar at the top of every page.
import { el, replace, say } from './dom.js';
import { keep, onChange, read } from './store.js';
import { LANGUAGES, choose, language, t, textOfCode } from './texts.js';
import { call } from './api.js';
import { isKnown, now } from './clock.js';
import { isDesk, links } from './nav.js';

const KEY = 'session';
const OPERATOR = 'operator';
const listeners = new Set();
let bar = null;

/** How one signs in at this shop: "development", or "none". */
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

/** Forgets the session, because the shopper says so or the service no longer takes its token. */
export function end() {
  keep(KEY, null);
  changed();
}

function begin(token) {
  const claims = JSON.parse(new TextDecoder().decode(bytesOf(token.split('.')[1])));
  keep(KEY, { token, buyer: claims.sub, isOperator: claims.role === OPERATOR, expiresAt: claims.exp * 1_000 });
  changed();
}

const bytesOf = base64Url => Uint8Array.from(atob(base64Url.replaceAll('-', '+').replaceAll('_', '/')), char => char.charCodeAt(0));

function changed() {
  showBar(bar);
  for (const listener of listeners) listener(current());
}

onChange(KEY, changed);

/** Fills the bar. */
export function showBar(element) {
  bar = element;
  const session = current();
  replace(
    bar,
    el('a', { href: '/', class: 'brand' }, t('brand')),
    el('nav', { 'aria-label': t('nav.label') }, ...links(session).map(([address, text]) => link(address, text))),
    el('div', { class: 'who' }, ...Object.entries(LANGUAGES).filter(([code]) => code !== language).map(languageButton), ...whoAmI(session)),
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
      el('button', { type: 'button', class: 'quiet', id: 'sign-out', onclick: end }, t('signOut')),
    ];
  }

  return way === 'none' ? [] : [el('button', { type: 'button', class: 'quiet', id: 'sign-in', onclick: () => signIn() }, t('signIn'))];
}

/** Asks the reader to sign in: on the desk as an operator, elsewhere as a shopper. Returns the session; null if they would rather not. */
export function signIn() {
  if (way === 'none') return Promise.resolve(null);
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
      const answer = await call('POST', '/api/dev/tokens', { body: { sub: name.value, role: isDesk ? OPERATOR : 'buyer' } });
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
