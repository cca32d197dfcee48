// Buying: one intent, one Idempotency-Key, as many requests as it takes to learn the outcome. The key is kept in the browser until the
// outcome is known, so a reload, another tab or a change of node continues the same intent and never buys twice.
import { backoffMs, call, isTemporary, pause } from './api.js';
import { isKnown, now } from './clock.js';
import { end } from './session.js';
import { isOrder, isTicket } from './shapes.js';
import { keep, onChange, read } from './store.js';

/** How long a page goes on by itself. After that the intent is kept, and the next click continues it. */
const PATIENCE_MS = 600_000;

/** An intent that nobody has continued for so long is given up: an order that it made is in the list of orders. */
const INTENT_AGE_MAX_MS = 3_600_000;

/** Codes after which a new ticket may help: there was none, or it was too old. */
const TICKET_CODES = new Set(['ticket_required', 'ticket_invalid']);

/** Codes after which a new proof may help. */
const PROOF_CODES = new Set(['challenge_required', 'challenge_invalid']);

/** How soon a proof that the shop does not want yet is tried again. */
const PROOF_PAUSE_MS = 10_000;

/** How soon before the start a request that came too early waits for it instead of giving up. */
const EARLY_MS = 5_000;

export class Purchase {
  #itemId;
  #session;
  #changed;
  #isPreparing = false;
  #prepareAfter = 0;

  /** What is done for a ticket where bots are kept away; null as long as nothing is. */
  proof = null;

  /** "idle", "proving" before a ticket, "sending", or "waiting" between two requests. */
  state = 'idle';

  /** While waiting: why, and until when by the service's clock. */
  waiting = null;

  /** The refusal that ended the last attempt: {code, ...}; null if there is none. */
  refusal = null;

  /** The newest order of this item that this browser knows of, by id. */
  orderId = null;

  /** That order as the answer to the last request brought it; null if no request has. */
  order = null;

  constructor(itemId, session, changed) {
    [this.#itemId, this.#session, this.#changed] = [itemId, session, changed];
    this.orderId = read(this.#orderKey);
    onChange(this.#orderKey, orderId => {
      [this.orderId, this.order] = [orderId, null];
      this.#changed();
    });
  }

  get #orderKey() { return `order.${this.#session.buyer}.${this.#itemId}`; }
  get #intentKey() { return `intent.${this.#session.buyer}.${this.#itemId}`; }

  /** The intent whose outcome is not known yet; null if there is none. */
  get intent() {
    const intent = read(this.#intentKey);
    // By the service's clock: a device whose clock jumps must not take a wish for a new one.
    const isOld = intent !== null && isKnown() && now() - intent.at >= INTENT_AGE_MAX_MS;
    return isOld ? null : intent;
  }

  /** The shopper wants so many units of the item. While an earlier wish is open, this continues that one: its outcome comes first. */
  async begin(quantity, { ticketRequired, challengeRequired, queue }) {
    if (this.state !== 'idle') return;
    await this.#run(this.intent ?? this.#intend(quantity, ticketRequired, challengeRequired && queue !== 'open'));
  }

  /** A new proof, for the way into a waiting room: the tickets of that need none. */
  async proveOnce() {
    const result = await this.#prove();
    this.proof.drop();
    return result;
  }

  /** The item will want a proof soon: it is made before the start, so that nobody has to wait for it then. */
  async prepare() {
    if (this.#isPreparing || this.state !== 'idle' || this.proof?.state === 'ready' || performance.now() < this.#prepareAfter) return;
    this.#isPreparing = true;
    const { refusal } = await this.#prove();
    if (refusal !== null) this.#prepareAfter = performance.now() + PROOF_PAUSE_MS;
    this.#isPreparing = false;
  }

  /** Continues an intent that a reload or another page has interrupted. */
  async resume() {
    if (this.state === 'idle' && this.intent !== null) await this.#run(this.intent);
  }

  /** An order that the service has named as this buyer's. */
  remember(orderId, order = null) {
    [this.orderId, this.order] = [orderId, order];
    keep(this.#orderKey, orderId);
  }

  #intend(quantity, needsTicket, needsProof) {
    const key = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4))).join('-');
    return this.#note({ key, quantity, needsTicket, needsProof, ticket: null, at: now() });
  }

  #note(intent) {
    keep(this.#intentKey, intent);
    return intent;
  }

  async #run(intent) {
    this.refusal = null;
    const started = performance.now();
    let hasRenewed = false;
    let hasProvedAgain = false;
    for (let attempt = 0; ; attempt++) {
      this.#set('sending');
      const answer = await this.#send(intent);
      if (answer.code === null) return this.#won(answer.body);
      if (TICKET_CODES.has(answer.code) && !hasRenewed) {
        hasRenewed = true;
        this.#note(Object.assign(intent, { needsTicket: true, ticket: null }));
        continue;
      }

      if (PROOF_CODES.has(answer.code) && !hasProvedAgain) {
        hasProvedAgain = true;
        this.proof?.drop();
        this.#note(Object.assign(intent, { needsTicket: true, needsProof: true, ticket: null }));
        continue;
      }

      const waitMs = this.#waitAfter(answer, attempt);
      if (waitMs === null || performance.now() - started > PATIENCE_MS) return this.#refused(answer);
      this.waiting = { code: answer.code, until: now() + waitMs };
      this.#set('waiting');
      await pause(waitMs);
    }
  }

  /** Sends the wish. If it needs a ticket, gets that first; the ticket stays with the intent, so a repeat shows the same one. */
  async #send(intent) {
    const path = `/api/items/${encodeURIComponent(this.#itemId)}`;
    if (intent.needsTicket && !intent.ticket) {
      const answer = await this.#getTicket(path, intent);
      if (answer.code !== null) return answer;
      this.#note(Object.assign(intent, { ticket: answer.body.ticket }));
      // The next purchase needs a proof of its own.
      this.proof?.drop();
    }

    return call('POST', `${path}/orders`, {
      token: this.#session.token, headers: { 'Idempotency-Key': intent.key },
      body: { quantity: intent.quantity, ...(intent.ticket && { ticket: intent.ticket }) }, shape: isOrder,
    });
  }

  async #getTicket(path, { needsProof }) {
    if (!needsProof) return call('POST', `${path}/ticket`, { token: this.#session.token, shape: isTicket });
    this.#set('proving');
    const { challenge, refusal } = await this.#prove();
    if (refusal !== null) return refusal;
    this.#set('sending');
    return call('POST', `${path}/ticket`, { token: this.#session.token, body: { challenge }, shape: isTicket });
  }

  async #prove() {
    if (this.proof === null) {
      // Most items want none, so their pages do not load it.
      const { Proof } = await import('./proof.js');
      this.proof ??= new Proof(this.#itemId, this.#session, this.#changed);
    }

    return this.proof.get();
  }

  /** How long to wait before the same request is sent again; null if its outcome is known. */
  #waitAfter(answer, attempt) {
    if (isTemporary(answer)) return backoffMs(attempt, answer.retryAfterMs);
    if (answer.code !== 'not_started') return null;
    const early = Date.parse(answer.body.startsAt) - now();
    return early < EARLY_MS ? Math.max(0, early) + 50 + Math.random() * 300 : null;
  }

  #won(order) {
    keep(this.#intentKey, null);
    this.remember(order.orderId, order);
    this.#set('idle');
  }

  #refused(answer) {
    // A session that is over says nothing about the wish, and a temporary refusal leaves it open: both keep the key.
    if (!isTemporary(answer) && answer.code !== 'unauthenticated') keep(this.#intentKey, null);
    this.refusal = { ...answer.body, code: answer.code };
    const own = answer.code === 'limit_reached' ? answer.body.orderIds?.find(id => this.#isOwn(id)) : undefined;
    if (own !== undefined) this.remember(own);
    this.#set('idle');
    if (answer.code === 'unauthenticated') end();
  }

  /** A limit over a campaign names orders of other items too. */
  #isOwn(orderId) {
    const prefix = `${this.#itemId}-`;
    return orderId.startsWith(prefix) && /^\d+$/.test(orderId.slice(prefix.length));
  }

  #set(state) {
    this.state = state;
    if (state !== 'waiting') this.waiting = null;
    this.#changed();
  }
}
