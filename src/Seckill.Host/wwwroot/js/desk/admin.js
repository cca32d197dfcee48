// Calls of the operator to the service.
import { call } from '../api.js';
import { el } from '../dom.js';
import { t, textOfCode } from '../texts.js';
import { current, end } from '../session.js';

/** Reading whole ledgers takes its time. */
export const LONG_MS = 90_000;

/** Calls the service as the operator who is signed in; the answer is that of api.js. */
export async function admin(method, path, options = {}) {
  const answer = await call(method, `/api/admin${path}`, { token: current()?.token ?? null, ...options });
  if (answer.code === 'unauthenticated') end();
  return answer;
}

/** Runs a line of the palette that ends by itself. */
export const run = (line, options = {}) => admin('POST', '/commands', { body: { line }, ...options });

/** A word of a line, in quotes, so that it stays one word whatever it is. */
export const quote = word => `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** What a refusal says: the code's text, and, where there is one, the service's own sentence, which is English. */
export function showRefusal(element, { code, body }) {
  element.hidden = code === null;
  if (code === null) return;
  const detail = typeof body?.detail === 'string' ? body.detail : '';
  element.replaceChildren(t('desk.refused', { reason: textOfCode(code) }), ' ', el('span', { lang: 'en', class: 'detail' }, detail));
}

/** The same for a command that was answered, but not obeyed: its lines say why. */
export function showCommandRefusal(element, answer) {
  if (answer.code !== null) return showRefusal(element, answer);
  const { code, lines } = answer.body;
  return showRefusal(element, { code: code ?? null, body: { detail: lines.join(' ') } });
}

/** A line that says why something did not work; empty at first. */
export const refusalLine = (id = 'note') => el('p', { class: 'note', id, role: 'alert', hidden: true });

/** A sentence that the service itself has written: it is English in every language of the pages. */
export const words = (text, properties = {}) => el('span', { lang: 'en', ...properties }, text ?? '');

/** Asks again and again while somebody looks, until ended. Returns how to end it. */
export function repeat(everyMs, ask) {
  let [timer, isEnded] = [null, false];
  const turn = async () => {
    clearTimeout(timer);
    const waitMs = document.hidden ? 0 : await ask() ?? 0;
    if (!isEnded) timer = setTimeout(() => void turn(), Math.max(everyMs * (0.9 + Math.random() * 0.2), waitMs));
  };
  const back = () => { if (!document.hidden && !isEnded) void turn(); };
  document.addEventListener('visibilitychange', back);
  void turn();
  return () => {
    isEnded = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', back);
  };
}

