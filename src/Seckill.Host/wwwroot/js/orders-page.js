// The shopper's orders, newest first.
import { el, mark, replace, say } from './dom.js';
import { t, textOfCode } from './texts.js';
import { left, moment, money, number } from './format.js';
import { everySecond, now, startClock } from './clock.js';
import { call, insist, isTemporary } from './api.js';
import { pageOf } from './pay.js';
import { withTitle } from './titles.js';
import { current, end, onSession, signIn, way } from './session.js';
import { isOrders } from './shapes.js';

const PAGE_SIZE = 20;

class OrdersPage {
  #main;
  #session = null;
  #rows = new Map();
  #list;
  #note;
  #more;
  #next = null;
  #timer = null;

  constructor(main) {
    this.#main = main;
    onSession(() => { if (current()?.token !== this.#session?.token) void this.show(); });
    document.addEventListener('visibilitychange', () => { if (!document.hidden) void this.#refresh(); });
    addEventListener('pageshow', event => { if (event.persisted) void this.#refresh(); });
    addEventListener('online', () => void this.#refresh());
    everySecond(() => { for (const row of this.#rows.values()) row.tick(); });
  }

  async show() {
    this.#session = current();
    this.#rows.clear();
    this.#next = null;
    this.#note = el('p', { class: 'state', id: 'state' }, this.#session ? t('loading') : t('orders.stranger'));
    this.#list = el('ul', { class: 'rows' });
    this.#more = el('button', { type: 'button', class: 'more', hidden: true, onclick: () => void this.#showMore() }, t('more'));
    const enter = this.#session || way === 'none' ? null : el('button', { type: 'button', class: 'main', onclick: () => void signIn() }, t('signIn'));
    replace(this.#main, el('h1', {}, t('orders.title')), this.#note, enter, this.#list, this.#more);
    if (this.#session) await this.#showMore();
  }

  async #showMore() {
    const session = this.#session;
    const answer = await insist(6, () => ask(session, this.#next));
    if (session !== this.#session) return;
    if (!this.#take(answer)) return;
    this.#next = answer.body.nextCursor;
    this.#more.hidden = this.#next === null;
    this.#askLater();
  }

  /** The first page again: what can still change is almost always there, and an order of another page has its own. */
  async #refresh() {
    clearTimeout(this.#timer);
    if (this.#session === null || document.hidden) return;
    const session = this.#session;
    const answer = await ask(session, null);
    if (session === this.#session && (answer.code === null || !isTemporary(answer))) this.#take(answer, true);
    this.#askLater(answer.retryAfterMs);
  }

  #askLater(retryAfterMs = 0) {
    clearTimeout(this.#timer);
    const isOpen = [...this.#rows.values()].some(row => row.isOpen);
    this.#timer = setTimeout(() => void this.#refresh(), Math.max(retryAfterMs, (isOpen ? 6_000 : 30_000) * (1 + Math.random() / 2)));
  }

  #take(answer, isFirstPage = false) {
    if (answer.code === 'unauthenticated') {
      end();
      return false;
    }

    if (answer.code !== null) {
      say(this.#note, textOfCode(answer.code));
      this.#note.hidden = false;
      this.#askLater(answer.retryAfterMs);
      return false;
    }

    const fresh = [];
    for (const order of answer.body.orders) {
      const known = this.#rows.get(order.orderId);
      if (known) {
        known.show(order);
        continue;
      }

      const row = new Row(order);
      this.#rows.set(order.orderId, row);
      fresh.push(row.element);
    }

    if (isFirstPage) this.#list.prepend(...fresh);
    else this.#list.append(...fresh);
    const incomplete = answer.body.incompleteItems ?? [];
    say(this.#note, incomplete.length > 0 ? t('orders.incomplete', { items: incomplete.join(', ') }) : this.#rows.size === 0 ? t('orders.empty') : '');
    this.#note.hidden = this.#note.textContent === '';
    return true;
  }
}

class Row {
  #order;
  #status = el('span', { class: 'badge' });
  #time = el('span', { class: 'when' });

  constructor(order) {
    const title = el('span', { class: 'title' });
    void withTitle(order.itemId, text => say(title, text));
    this.element = el(
      'li', { class: 'order-row' },
      el('a', { href: pageOf(order.orderId) }, title, el('span', { class: 'hint' }, order.orderId)), ' ',
      el('span', {}, t('order.what', { quantity: number(order.quantity), amount: money(order.amount) })), ' ',
      el('span', { class: 'hint' }, moment(Date.parse(order.createdAt))), ' ', this.#status, ' ', this.#time,
    );
    this.show(order);
  }

  get isOpen() { return this.#order.status === 'pending' || this.#order.status === 'refund_due'; }

  show(order) {
    this.#order = order;
    mark(this.element, 'data-status', order.status);
    say(this.#status, t(`badge.${order.status}`));
    this.tick();
  }

  tick() {
    const toPay = Date.parse(this.#order.payBefore) - now();
    say(this.#time, this.#order.status === 'pending' && toPay > 0 ? t('order.payWithin', { left: left(toPay) }) : '');
  }
}

const ask = (session, from) =>
  call('GET', `/api/orders?limit=${PAGE_SIZE}${from === null ? '' : `&cursor=${encodeURIComponent(from)}`}`, { token: session.token, shape: isOrders });

export async function show(main) {
  void startClock();
  await new OrdersPage(main).show();
}
