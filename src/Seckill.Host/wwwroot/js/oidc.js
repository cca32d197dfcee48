// Sign-in at an identity provider: OpenID Connect, authorization code flow with PKCE, as a public client. Of our own, because a library would
// bring far more than these few steps: the service verifies every token itself, so the page only has to make sure that the answer belongs to
// its own question (state, nonce, verifier) and that nobody is sent anywhere but back.
import { call } from './api.js';
import { given, keepGiven } from './given.js';
import { isDesk } from './nav.js';
import { isSession } from './shapes.js';
import { keepTab, readTab } from './store.js';

const { authority, client, scope, token: tokenKind } = document.documentElement.dataset;

/** Where the provider sends its answer. Operators may have a provider of their own, so the desk has an address of its own too. */
const CALLBACKS = ['/signed-in', '/desk/signed-in'];
const CALLBACK = CALLBACKS[isDesk ? 1 : 0];

/** Questions that are under way, of this tab alone. */
const ASKED = 'signing-in';

/** A question that nobody has answered for so long is forgotten, and so are all but the newest few. */
const ASKED_AGE_MAX_MS = 1_800_000;
const ASKED_MAX = 5;
const PATIENCE_MS = 10_000;

const bytes = length => base64Url(crypto.getRandomValues(new Uint8Array(length)));
const base64Url = data => btoa(String.fromCharCode(...new Uint8Array(data))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const withoutSlash = text => text.replace(/\/$/, '');

/** Leaves for the provider. Returns a code if that cannot be. */
export async function leave() {
  if (!crypto.subtle) return 'insecure_page';
  const provider = await discover();
  if (provider === null) return 'provider_away';
  const [state, nonce, verifier] = [bytes(24), bytes(24), bytes(48)];
  const challenge = base64Url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  const open = Object.entries(readTab(ASKED) ?? {}).filter(([, one]) => Date.now() - one.at < ASKED_AGE_MAX_MS).slice(-(ASKED_MAX - 1));
  keepTab(ASKED, { ...Object.fromEntries(open), [state]: { nonce, verifier, back: location.pathname + location.search + location.hash, at: Date.now() } });
  const address = new URL(provider.authorization_endpoint);
  const question = {
    response_type: 'code', client_id: client, redirect_uri: location.origin + CALLBACK, scope, state, nonce, code_challenge: challenge, code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(question)) address.searchParams.set(name, value);
  location.assign(address);
  return new Promise(() => {});
}

/**
 * Takes the provider's answer from this page's address.
 * @returns {Promise<{code: string}|{code: null, token: string, back: string}>} a token of the service, and the page to go back to
 */
export async function arrive() {
  const answer = new URLSearchParams(location.search);
  // The code works once and belongs to nobody's history.
  history.replaceState(null, '', CALLBACK);
  const open = readTab(ASKED) ?? {};
  const state = answer.get('state') ?? '';
  const question = Object.hasOwn(open, state) ? open[state] : null;
  if (question === null || Date.now() - question.at > ASKED_AGE_MAX_MS) return { code: 'answer_unknown' };
  delete open[state];
  keepTab(ASKED, open);
  if (answer.get('error') !== null || answer.get('code') === null) return { code: 'provider_refused', back: pathOf(question.back) };
  const provider = await discover();
  if (provider === null) return { code: 'provider_away', back: pathOf(question.back) };
  if (answer.get('iss') !== null && answer.get('iss') !== provider.issuer) return { code: 'answer_unknown' };
  const answered = await ask(provider, {
    grant_type: 'authorization_code', code: answer.get('code'), redirect_uri: location.origin + CALLBACK, code_verifier: question.verifier,
  });
  if (answered === null) return { code: 'provider_refused', back: pathOf(question.back) };
  const claims = claimsOf(answered.id_token);
  const audience = [claims?.aud].flat();
  if (claims?.nonce !== question.nonce || claims.iss !== provider.issuer || !audience.includes(client)) return { code: 'answer_unknown' };
  return { ...await exchange(answered), back: pathOf(question.back) };
}

/** A new token of the service for a buyer, without a question to the person, if what the provider gave allows it; null if not, and if it was given for somebody else. */
export async function renew(buyer) {
  const last = given();
  if (last?.authority !== authority || last.buyer !== buyer) return null;
  const provider = last.refresh ? await discover() : null;
  const fresh = provider === null ? null : await ask(provider, { grant_type: 'refresh_token', refresh_token: last.refresh });
  const { token } = await exchange({ [tokenKind]: last.token, refresh_token: last.refresh, ...fresh });
  return token ?? null;
}

/** The service takes the provider's token once, and gives its own. */
async function exchange(answered) {
  const token = answered[tokenKind];
  if (typeof token !== 'string') return { code: 'provider_refused' };
  const answer = await call('POST', '/api/session', { token, shape: isSession });
  if (answer.code !== null) return { code: answer.code };
  keepGiven({ authority, buyer: claimsOf(answer.body.token)?.sub, token, refresh: answered.refresh_token ?? null });
  return { code: null, token: answer.body.token };
}

async function discover() {
  const found = await json(`${withoutSlash(authority)}/.well-known/openid-configuration`, {});
  const isOurs = typeof found?.issuer === 'string' && withoutSlash(found.issuer) === withoutSlash(authority);
  return isOurs && isSafe(found.authorization_endpoint) && isSafe(found.token_endpoint) ? found : null;
}

const ask = (provider, form) => json(provider.token_endpoint, { method: 'POST', body: new URLSearchParams({ client_id: client, ...form }) });

/** What an address of the provider answers; null if it is no answer. */
async function json(address, options) {
  try {
    const answer = await fetch(address, { ...options, cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(PATIENCE_MS) });
    const body = answer.ok ? await answer.json() : null;
    return body !== null && typeof body === 'object' ? body : null;
  } catch {
    return null;
  }
}

/** Only the web, and unencrypted only where the provider itself is: on this machine. */
function isSafe(address) {
  const url = URL.parse(address);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && authority.startsWith('http:')));
}

/** What a token says. The service checks its signature; here only that it answers our question. */
function claimsOf(token) {
  try {
    const text = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), char => char.charCodeAt(0))));
  } catch {
    return null;
  }
}

/** A page of ours to go back to; the first one for anything else, whoever has put it there. */
export function pathOf(back) {
  const url = typeof back === 'string' && back.startsWith('/') ? URL.parse(back, location.origin) : null;
  return url === null || url.origin !== location.origin || CALLBACKS.includes(url.pathname) ? '/' : url.pathname + url.search + url.hash;
}
