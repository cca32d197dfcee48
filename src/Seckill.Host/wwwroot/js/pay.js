// An order as it is now, and the way to the page where it is paid.
import { call, insist, isTemporary } from './api.js';
import { now } from './clock.js';
import { end } from './session.js';
import { isOrder, isPayment } from './shapes.js';
import { keep, read } from './store.js';

const random = (min, max) => min + Math.random() * (max - min);

/** Statuses that nothing follows, unless an operator takes a paid order back: that is seen when somebody comes back to the page. */
const FINAL = new Set(['paid', 'expired', 'cancelled', 'refunded']);

/** How often in a row the order is asked for soon after the buyer has been at the page to pay: the provider's report is on its way. */
const HURRIES_MAX = 12;

/** Follows one order until its status is final. */
export class OrderFeed {
  #session;
  #changed;
  #timer = null;
  #hurries = 0;
  #isAsking = false;

  /** The order; null until it is known. */
  order = null;

  /** Why it is not known: a code. */
  missing = null;

  /** @param {object|null} order the order as an answer has just brought it */
  constructor(orderId, session, changed, order = null) {
    [this.orderId, this.#session, this.#changed, this.order] = [orderId, session, changed, order];
    const back = () => { if (!document.hidden) void this.refresh(); };
    document.addEventListener('visibilitychange', back);
    addEventListener('pageshow', event => { if (event.persisted) back(); });
    addEventListener('online', back);
    if (read(`paying.${orderId}`)) this.#hurries = HURRIES_MAX;
    void this.refresh();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#isAsking = true;
  }

  /** Asks now. */
  async refresh() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    clearTimeout(this.#timer);
    const answer = await call('GET', addressOf(this.orderId), { token: this.#session.token, shape: isOrder });
    this.#isAsking = false;
    if (answer.code === null) this.take(answer.body);
    else if (answer.code === 'unauthenticated') end();
    else if (!isTemporary(answer)) this.missing = answer.code;
    this.#changed();
    if (!this.#isFinal && this.missing === null && answer.code !== 'unauthenticated')
      this.#timer = setTimeout(() => void this.refresh(), Math.max(this.#patienceMs(), answer.retryAfterMs));
  }

  /** An order that an answer has brought. */
  take(order) {
    this.order = order;
    if (this.#isFinal) keep(`paying.${this.orderId}`, null);
  }

  /** Whether the order is there, and only its reading is to come. */
  get isUnread() { return this.order === null && this.missing === null; }

  get #isFinal() { return this.order !== null && FINAL.has(this.order.status); }

  #patienceMs() {
    if (this.#hurries > 0 && this.#hurries-- > 0) return random(700, 1_300);
    const toPay = this.order ? Date.parse(this.order.payBefore) - now() : 0;
    // Just after the deadline the item decides what has become of the order.
    return toPay > 0 ? Math.min(random(6_000, 12_000), toPay + random(300, 1_000)) : random(2_000, 4_000);
  }
}

/** The address of an order at the service. */
export const addressOf = orderId => `/api/orders/${encodeURIComponent(orderId)}`;

/** The address of an order's page. */
export const pageOf = orderId => `/orders/${encodeURIComponent(orderId)}`;

/** Goes to the page where an order is paid. Returns the code of the refusal if that cannot be; null on the way there. */
export async function goToPay(orderId, session) {
  const answer = await insist(4, () => call('POST', `${addressOf(orderId)}/payment`, { token: session.token, shape: isPayment }));
  if (answer.code === 'unauthenticated') end();
  if (answer.code !== null) return answer.code;
  keep(`paying.${orderId}`, true);
  location.assign(new URL(answer.body.payUrl, location.origin));
  return null;
}
