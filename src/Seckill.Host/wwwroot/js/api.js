// One call to the service, and what became of it. It never throws: a broken connection, a late answer and an answer that is no JSON are
// outcomes with a code, like the service's own refusals.
import { hear } from './clock.js';
import { heard, unheard } from './notices.js';

const PATIENCE_MS = 12_000;

/** Every answer is a new one, and no cookie goes along: there are none of ours. */
const ANEW = { cache: 'no-store', credentials: 'omit' };

/** An answer that the page has told the browser to fetch (`Link`) is given to a request that is just like that one. */
const ANNOUNCED = { cache: 'default', credentials: 'same-origin' };

/** No page waits longer than this because an answer says so: a wrong one would silence it for good. */
const RETRY_AFTER_MAX_MS = 60_000;

/** Codes after which the same request is worth repeating: nothing was decided, or nobody knows, and repeating is safe. */
const TEMPORARY = new Set(['network', 'unreadable', 'outcome_unknown', 'overloaded', 'rate_limited', 'not_ready', 'internal_error']);

export const isTemporary = answer => TEMPORARY.has(answer.code);

/**
 * Calls the service.
 * With shape, an answer without what the caller goes on with is unreadable, like one that is no JSON.
 * With isAnnounced, it takes the answer that the browser fetches already, if there is one.
 * @returns {Promise<{status: number, code: string|null, body: object|null, etag: string|null, retryAfterMs: number}>}
 *   code is null for an answer that is none of the refusals; status is 0 when there was no answer.
 */
export async function call(method, path, { token = null, body = null, headers = {}, patienceMs = PATIENCE_MS, shape = null, isAnnounced = false } = {}) {
  const sent = { ...headers };
  if (token) sent.Authorization = `Bearer ${token}`;
  if (body) sent['Content-Type'] = 'application/json';
  let answer;
  let text;
  try {
    answer = await fetch(path, {
      method, headers: sent, body: body && JSON.stringify(body), redirect: 'error', ...(isAnnounced ? ANNOUNCED : ANEW),
      signal: AbortSignal.timeout(patienceMs),
    });
    text = answer.status === 304 ? '' : await answer.text();
  } catch {
    unheard();
    return { status: 0, code: 'network', body: null, etag: null, retryAfterMs: 0 };
  }

  heard();
  return read(answer, text, shape);
}

function read(answer, text, shape) {
  const serverTime = answer.headers.get('Seckill-Server-Time');
  if (serverTime) hear(serverTime);
  const retryAfterMs = Math.min(Math.max(0, Number(answer.headers.get('Retry-After')) || 0) * 1_000, RETRY_AFTER_MAX_MS);
  const result = { status: answer.status, code: null, body: null, etag: answer.headers.get('ETag'), retryAfterMs };
  if (answer.status === 304 || answer.status === 204) return result;
  try {
    result.body = JSON.parse(text);
  } catch {
    // A proxy's page, or an answer that was cut.
    result.code = 'unreadable';
    return result;
  }

  if (result.body === null || typeof result.body !== 'object') return { ...result, body: null, code: 'unreadable' };
  if (answer.ok && shape !== null && !shape(result.body)) return { ...result, body: null, code: 'unreadable' };
  if (!answer.ok) result.code = typeof result.body.code === 'string' ? result.body.code : 'unreadable';
  return result;
}

/** How long to wait before the next attempt: never less than the service asks for, longer each time, and never all at once. */
export function backoffMs(attempt, retryAfterMs) {
  const base = Math.max(retryAfterMs, Math.min(8_000, 400 * 2 ** Math.min(attempt, 5)));
  return base + Math.random() * base * 0.5;
}

/** Waits; also ends when the connection is back, after a moment of its own so that a crowd does not come back as one. */
export function pause(milliseconds) {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', soon);
      resolve();
    };
    const soon = () => setTimeout(end, Math.random() * 500);
    const timer = setTimeout(end, milliseconds);
    addEventListener('online', soon);
  });
}

/** Calls until the answer is not a temporary refusal, at most so many times. */
export async function insist(attemptsMax, ask) {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask();
    if (!isTemporary(answer) || attempt + 1 >= attemptsMax) return answer;
    await pause(backoffMs(attempt, answer.retryAfterMs));
  }
}
