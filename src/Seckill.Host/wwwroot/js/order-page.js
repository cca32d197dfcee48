// One order: what it is, until when it can be paid, and what has become of it. Payment leads back here.
import { el, mark, replace, say, showControl } from './dom.js';
import { t, textOfCode } from './texts.js';
import { left, moment, money, number } from './format.js';
import { everySecond, now, startClock } from './clock.js';
import { call, insist } from './api.js';
import { announce } from './notices.js';
import { withTitle } from './titles.js';
import { OrderFeed, addressOf, goToPay } from './pay.js';
import { current, end, onSession, signIn, way } from './session.js';
import { isOrder } from './shapes.js';

class OrderPage {
  #main;
  #orderId;
  #session = null;
  #feed = null;
  #parts = null;
  #told = null;
  #isBusy = false;
  #refusal = null;

  constructor(main, orderId) {
    [this.#main, this.#orderId] = [main, orderId];
    onSession(() => { if (current()?.token !== this.#session?.token) this.show(); });
    addEventListener('pageshow', event => { if (event.persisted) this.#isBusy = false; });
    everySecond(() => this.#update());
  }

  show() {
    this.#session = current();
    this.#feed?.stop();
    [this.#feed, this.#parts] = [null, null];
    if (this.#session === null) {
      const enter = way === 'none' ? null : el('button', { type: 'button', class: 'main', onclick: () => void signIn() }, t('signIn'));
      replace(this.#main, el('h1', {}, t('order.title')), el('p', { class: 'state', id: 'state' }, t('orders.stranger')), enter);
      return;
    }

    this.#parts = build(() => void this.#pay(), () => this.#ask());
    replace(this.#main, this.#parts.page);
    this.#feed = new OrderFeed(this.#orderId, this.#session, () => this.#update());
  }

  async #pay() {
    if (this.#isBusy || this.#parts.pay.getAttribute('aria-disabled') !== null) return;
    await this.#work(async () => {
      this.#refusal = await goToPay(this.#orderId, this.#session);
      // On the way to the page to pay, a second click must do nothing.
      return this.#refusal === null;
    });
  }

  #ask() {
    if (this.#isBusy) return;
    const dialog = el(
      'dialog', { 'aria-labelledby': 'cancel-title' },
      el('h2', { id: 'cancel-title' }, t('order.cancelTitle')), el('p', {}, t('order.cancelText')),
      el('div', { class: 'row' },
        el('button', { type: 'button', class: 'main', id: 'cancel-yes', onclick: () => { dialog.close(); void this.#cancel(); } }, t('order.cancelYes')),
        el('button', { type: 'button', onclick: () => dialog.close() }, t('order.cancelNo'))),
    );
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  async #cancel() {
    await this.#work(async () => {
      const answer = await insist(6, () => call('POST', `${addressOf(this.#orderId)}/cancel`, { token: this.#session.token, shape: isOrder }));
      this.#refusal = answer.code;
      if (answer.code === 'unauthenticated') end();
      else if (answer.code === null) this.#feed?.take(answer.body);
      else await this.#feed?.refresh();
      return false;
    });
  }

  async #work(work) {
    this.#isBusy = true;
    this.#refusal = null;
    this.#update();
    this.#isBusy = await work();
    this.#update();
  }

  #update() {
    if (this.#parts === null) return;
    const { order, missing } = this.#feed;
    this.#parts.badge.hidden = this.#parts.facts.hidden = order === null;
    if (order === null) {
      say(this.#parts.state, missing === null ? t('loading') : textOfCode(missing));
      return;
    }

    const parts = this.#parts;
    const toPay = Date.parse(order.payBefore) - now();
    const [isPending, isInTime] = [order.status === 'pending', toPay > 0];
    mark(parts.page, 'data-status', order.status);
    say(parts.badge, t(`badge.${order.status}`));
    say(parts.state, isPending ? (isInTime ? t('status.pending') : t('state.deadline')) : t(`status.${order.status}`));
    say(parts.left, isPending && isInTime ? left(toPay) : '');
    say(parts.amount, t('order.what', { quantity: number(order.quantity), amount: money(order.amount) }));
    say(parts.created, moment(Date.parse(order.createdAt)));
    say(parts.deadline, moment(Date.parse(order.payBefore)));
    say(parts.settled, order.paidAt ?? order.closedAt ? moment(Date.parse(order.paidAt ?? order.closedAt)) : '–');
    mark(parts.item, 'href', `/items/${encodeURIComponent(order.itemId)}`);
    if (parts.item.textContent === '') {
      say(parts.item, order.itemId);
      void withTitle(order.itemId, title => say(parts.item, title));
    }

    for (const button of [parts.pay, parts.cancel]) {
      showControl(button, isPending, parts.state);
      mark(button, 'aria-disabled', !isInTime || this.#isBusy ? 'true' : null);
    }

    say(parts.pay, this.#isBusy ? t('button.opening') : t('button.payNow'));
    parts.note.hidden = this.#refusal === null;
    say(parts.note, this.#refusal === null ? '' : t('note.failed', { reason: textOfCode(this.#refusal) }));
    if (this.#told !== null && this.#told !== order.status) announce(t(`status.${order.status}`));
    this.#told = order.status;
  }
}

function build(pay, cancel) {
  const parts = {
    badge: el('span', { class: 'badge', hidden: true }), state: el('p', { class: 'state', id: 'state', tabindex: -1 }, t('loading')),
    left: el('p', { class: 'countdown', role: 'timer', 'aria-live': 'off' }),
    amount: el('dd', {}), created: el('dd', {}), deadline: el('dd', {}), settled: el('dd', {}), item: el('a', { href: '/' }),
    pay: el('button', { type: 'button', class: 'main', id: 'pay', hidden: true, onclick: pay }),
    cancel: el('button', { type: 'button', id: 'cancel', hidden: true, onclick: cancel }, t('button.cancelOrder')),
    note: el('p', { class: 'note', id: 'note', hidden: true }),
  };
  parts.facts = el(
    'dl', { hidden: true }, el('dt', {}, t('order.item')), el('dd', {}, parts.item), el('dt', {}, t('order.amount')), parts.amount,
    el('dt', {}, t('order.created')), parts.created, el('dt', {}, t('order.payBefore')), parts.deadline,
    el('dt', {}, t('order.settled')), parts.settled);
  parts.page = el(
    'article', { class: 'order' }, el('h1', {}, t('order.title'), ' ', parts.badge), parts.state, parts.left,
    el('div', { class: 'row' }, parts.pay, parts.cancel), parts.note, parts.facts,
    el('p', {}, el('a', { href: '/orders' }, t('order.all'))),
  );
  return parts;
}

export async function show(main, orderId) {
  void startClock();
  new OrderPage(main, orderId).show();
}
