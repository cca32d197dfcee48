// An item as it is now: by the event stream, and by asking where streams are switched off, refused or silent. Times between two
// questions are random within bounds, so that a crowd of pages does not ask at the same moment.
import { backoffMs, call, isTemporary } from './api.js';
import { hear, now } from './clock.js';
import { heard } from './notices.js';
import { isItem } from './shapes.js';

const random = (min, max) => min + Math.random() * (max - min);

function itemOf(text) {
  try {
    const item = JSON.parse(text);
    return isItem(item) ? item : null;
  } catch {
    return null;
  }
}

/** Follows one item while the page is visible. */
export class ItemFeed {
  #address;
  #changed;
  #etag = null;
  #failures = 0;
  #source = null;
  #streamAgainAt = 0;
  #timer = null;
  #asking = false;
  #isAnnounced;

  /** The newest item; null until the first answer. */
  item = null;

  /** Why there is no item: the code of a refusal that is not temporary. */
  missing = null;

  /** Whether news comes by a stream at present. */
  isStreaming = false;

  /**
   * @param {string} itemId  @param {() => void} changed called after each change
   * @param {boolean} isAnnounced whether the page's own answer has made the browser ask already
   */
  constructor(itemId, changed, isAnnounced = false) {
    this.#isAnnounced = isAnnounced;
    this.#address = `/api/items/${encodeURIComponent(itemId)}`;
    this.#changed = changed;
  }

  async start() {
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#rest() : this.refresh()));
    addEventListener('pagehide', () => this.#rest());
    addEventListener('pageshow', event => { if (event.persisted) void this.refresh(); });
    addEventListener('online', () => void this.refresh());
    await this.refresh();
  }

  /** Asks now, and follows the stream if there is none yet. */
  async refresh() {
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    const answer = await call('GET', this.#address, {
      headers: this.#etag ? { 'If-None-Match': this.#etag } : {}, shape: isItem, isAnnounced: this.#isAnnounced,
    });
    this.#isAnnounced = false;
    this.#asking = false;
    if (answer.status === 200 && answer.code === null) this.#take(answer.body, answer.etag);
    else if (answer.code !== null && !isTemporary(answer) && this.item === null) this.missing = answer.code;
    this.#failures = answer.code !== null && isTemporary(answer) ? this.#failures + 1 : 0;
    this.#changed();
    if (this.missing !== null || document.hidden) return;
    this.#listen();
    this.#askIn(this.#failures > 0 ? backoffMs(this.#failures, answer.retryAfterMs) : this.#patienceMs());
  }

  /** The window should have opened by now: asks soon if nobody tells. */
  expectStart() {
    if (this.item?.phase === 'upcoming') this.#askIn(random(200, 2_000));
  }

  /** With a stream a question now and then, in case it has fallen silent; without one the more often, the more is going on. */
  #patienceMs() {
    if (this.isStreaming) return random(40_000, 70_000);
    const isNear = this.item?.phase === 'upcoming' && Date.parse(this.item.startsAt) - now() > 60_000;
    return isNear || this.item?.phase === 'closed' ? random(8_000, 16_000) : random(2_000, 4_000);
  }

  #askIn(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), milliseconds);
  }

  #take(item, etag = null) {
    if (typeof item.serverTime === 'string') hear(item.serverTime);
    // A stream and a question may pass each other: the older news does not count.
    if (this.item !== null && item.version < this.item.version) return;
    this.#etag = etag ?? `"${item.version}"`;
    this.item = item;
  }

  #listen() {
    if (this.#source !== null || performance.now() < this.#streamAgainAt) return;
    // The browser connects again by itself, and then says which version it has seen last.
    const source = new EventSource(`${this.#address}/events`);
    this.#source = source;
    source.addEventListener('open', () => {
      this.isStreaming = true;
      heard();
      this.#askIn(this.#patienceMs());
      this.#changed();
    });
    source.addEventListener('status', event => {
      const item = itemOf(event.data);
      // Cut in the middle: the next question repairs it.
      if (item === null) return;
      this.#take(item);

      heard();
      this.#changed();
    });
    source.addEventListener('error', () => {
      this.isStreaming = false;
      if (source.readyState === EventSource.CLOSED) {
        // Refused: switched off, or too many. Questions do until a later try.
        this.#close();
        this.#streamAgainAt = performance.now() + random(20_000, 40_000);
      }

      this.#askIn(random(100, 1_000));
    });
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#close();
  }

  #close() {
    this.#source?.close();
    this.#source = null;
    this.isStreaming = false;
  }
}
