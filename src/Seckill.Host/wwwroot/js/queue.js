// A buyer's place in the waiting room of an item: joined with one click, then asked for again and again. Times between two questions are
// random within bounds, so that a crowd of pages does not ask at the same moment, and shorter when it is nearly one's turn.
import { backoffMs, call, insist, isTemporary } from './api.js';
import { isRoomPlace } from './shapes.js';

const random = (min, max) => min + Math.random() * (max - min);

/** Attempts to join before the page gives up and shows why. */
const ATTEMPTS_MAX = 8;

/** Codes after which a proof may help. */
const PROOF_CODES = new Set(['challenge_required', 'challenge_invalid']);

export class Queue {
  #address;
  #token;
  #changed;
  #prove;
  #timer = null;
  #failures = 0;
  #isOver = false;
  #isAsking = false;

  /** The newest place; null until the shop has told one. */
  place = null;

  /** Code of the refusal that ended the last click; null if there is none. */
  refusal = null;

  /** Whether a click is on its way. */
  isJoining = false;

  /** Whether something is done to be let in, where bots are kept away. */
  isProving = false;

  /**
   * @param {string} itemId  @param {{token: string}} session  @param {() => void} changed called after each change
   * @param {() => Promise<{challenge: object|null, refusal: object|null}>} prove makes what the shop wants of newcomers
   */
  constructor(itemId, session, changed, prove) {
    this.#address = `/api/items/${encodeURIComponent(itemId)}/queue`;
    this.#token = session.token;
    this.#changed = changed;
    this.#prove = prove;
    document.addEventListener('visibilitychange', this.#onVisible);
    void this.#ask();
  }

  #onVisible = () => { if (!document.hidden) void this.#ask(); };

  async join() {
    if (this.isJoining) return;
    this.isJoining = true;
    this.refusal = null;
    this.#changed();
    let answer = await this.#enter();
    // Who comes back needs no challenge, and the item may have come to want one, so the shop is asked first; one that was too old is made again.
    for (let proofs = 0; proofs < 2 && PROOF_CODES.has(answer.code); proofs++) answer = await this.#enterWithProof();
    this.isJoining = false;
    if (answer.code === null) this.place = answer.body;
    else this.refusal = answer.code;
    this.#changed();
    this.#askIn(this.#pauseMs());
  }

  #enter(body) { return insist(ATTEMPTS_MAX, () => call('POST', this.#address, { token: this.#token, body, shape: isRoomPlace })); }

  async #enterWithProof() {
    this.isProving = true;
    this.#changed();
    const { challenge, refusal } = await this.#prove();
    this.isProving = false;
    this.#changed();
    return refusal ?? this.#enter({ challenge });
  }

  async leave() {
    const answer = await insist(ATTEMPTS_MAX, () => call('DELETE', this.#address, { token: this.#token, shape: isRoomPlace }));
    if (answer.code === null) this.place = answer.body;
    this.#changed();
  }

  stop() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#onVisible);
  }

  async #ask() {
    if (this.#isOver || this.#isAsking) return;
    clearTimeout(this.#timer);
    this.#isAsking = true;
    const answer = await call('GET', this.#address, { token: this.#token, shape: isRoomPlace });
    this.#isAsking = false;
    if (this.#isOver) return;
    // A click that is on its way knows better.
    if (answer.code === null && !this.isJoining) this.place = answer.body;
    this.#failures = isTemporary(answer) ? this.#failures + 1 : 0;
    this.#changed();
    // A hidden page asks too: whoever waits looks at something else, and must not lose the place for it.
    if (answer.code === null || isTemporary(answer)) this.#askIn(this.#failures > 0 ? backoffMs(this.#failures, answer.retryAfterMs) : this.#pauseMs());
  }

  /** Who has no place has nothing to wait for. */
  #pauseMs() {
    if (this.place?.state === 'left' || this.place === null) return random(20_000, 40_000);
    return this.place.position !== null && this.place.ahead < 100 ? random(1_000, 2_000) : random(2_000, 4_000);
  }

  #askIn(milliseconds) {
    clearTimeout(this.#timer);
    if (!this.#isOver) this.#timer = setTimeout(() => void this.#ask(), milliseconds);
  }
}
