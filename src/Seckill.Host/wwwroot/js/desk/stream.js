// A command of the palette that goes on: its answer as server-sent events. EventSource can neither send a body nor a header, so the events
// are read here.
import { current, end } from '../session.js';
import { heard } from '../notices.js';

/** The service sends at least a comment line every 10 s. */
const SILENCE_MAX_MS = 25_000;

/**
 * Runs a line until it ends, or until the signal says so.
 * @param on {columns, row, line}: called with what each event carries
 * @returns {Promise<{exitCode: number, code: string|null, detail: string}>} how it ended; the code "aborted" if the signal ended it
 */
export async function follow(line, signal, on) {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MAX_MS);
  try {
    const answer = await fetch('/api/admin/commands', {
      method: 'POST', body: JSON.stringify({ line }), cache: 'no-store', credentials: 'omit', redirect: 'error',
      headers: { Authorization: `Bearer ${current()?.token}`, 'Content-Type': 'application/json', Accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!answer.headers.get('Content-Type')?.startsWith('text/event-stream')) return await refusalOf(answer);
    heard();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ''; ;) {
      const { done, value } = await reader.read();
      if (done) return failed('unreadable');
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MAX_MS);
      const parts = (rest + value).split('\n\n');
      rest = parts.pop();
      for (const part of parts) {
        const event = read(part);
        if (event?.name === 'end') return { detail: '', ...event.data };
        if (event) on[event.name]?.(event.data);
      }
    }
  } catch {
    return failed(signal.aborted ? 'aborted' : 'network');
  } finally {
    clearTimeout(timer);
  }
}

function read(part) {
  const lines = part.split('\n');
  const name = lines.find(line => line.startsWith('event: '))?.slice('event: '.length);
  const data = lines.filter(line => line.startsWith('data: ')).map(line => line.slice('data: '.length)).join('\n');
  return name ? { name, data: JSON.parse(data) } : null;
}

async function refusalOf(answer) {
  const body = await answer.json();
  if (body.code === 'unauthenticated') end();
  return { exitCode: 3, code: body.code ?? 'unreadable', detail: body.errors?.line?.[0] ?? body.detail ?? '' };
}

const failed = code => ({ exitCode: 4, code, detail: '' });
