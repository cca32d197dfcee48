// What is on sale: a list, page by page, asked again now and then while somebody looks at it.
import { el, mark, replace, say, showPicture } from './dom.js';
import { t, textOfCode } from './texts.js';
import { left, moment, money, number, showListPrice } from './format.js';
import { everySecond, now, startClock } from './clock.js';
import { backoffMs, call, insist, isTemporary } from './api.js';
import { phaseOf } from './item-state.js';

const PAGE_SIZE = 48;

/** What can be bought comes first. */
const ORDER = ['open', 'upcoming', 'sold_out', 'paused', 'closed'];

class SalePage {
  #list = el('ul', { class: 'cards' });
  #note = el('p', { class: 'state', id: 'state' }, t('loading'));
  #more = el('button', { type: 'button', class: 'more', hidden: true, onclick: () => void this.#showMore() }, t('more'));
  #cards = new Map();
  #pages = [];
  #next = null;
  #timer = null;
  #failures = 0;

  constructor(main) {
    replace(main, el('h1', {}, t('sale.title')), this.#note, this.#list, this.#more);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) void this.#refresh(); });
    addEventListener('online', () => void this.#refresh());
  }

  async start() {
    void startClock();
    everySecond(() => this.#tick());
    await this.#showMore();
    this.#askLater(0);
  }

  async #showMore() {
    mark(this.#more, 'aria-disabled', 'true');
    const from = this.#next;
    const answer = await insist(8, () => ask(from));
    mark(this.#more, 'aria-disabled', null);
    if (answer.code !== null) {
      say(this.#note, textOfCode(answer.code));
      return;
    }

    this.#pages.push(from);
    this.#next = answer.body.nextCursor;
    this.#more.hidden = this.#next === null;
    // Sorted only as it arrives: nothing moves under a finger.
    for (const item of answer.body.items.toSorted(byUse)) this.#take(item);
    say(this.#note, this.#cards.size === 0 ? t('sale.empty') : '');
    this.#note.hidden = this.#cards.size > 0;
  }

  async #refresh() {
    clearTimeout(this.#timer);
    let retryAfterMs = 0;
    for (const from of document.hidden ? [] : this.#pages) {
      const answer = await ask(from);
      if (answer.code === null) for (const item of answer.body.items) this.#take(item);
      this.#failures = isTemporary(answer) ? this.#failures + 1 : 0;
      retryAfterMs = Math.max(retryAfterMs, answer.retryAfterMs);
    }

    this.#askLater(retryAfterMs);
  }

  #askLater(retryAfterMs) {
    clearTimeout(this.#timer);
    const waitMs = this.#failures > 0 ? backoffMs(this.#failures, retryAfterMs) : 4_000 + Math.random() * 4_000;
    // A long list is asked for less often: what a reader costs does not grow with it.
    this.#timer = setTimeout(() => void this.#refresh(), waitMs * Math.max(1, this.#pages.length));
  }

  #take(item) {
    let card = this.#cards.get(item.itemId);
    if (!card) {
      card = new Card(item);
      this.#cards.set(item.itemId, card);
      this.#list.append(card.element);
    }

    card.show(item);
  }

  #tick() {
    for (const card of this.#cards.values()) card.tick();
  }
}

class Card {
  #item;
  #picture = el('div', { class: 'picture', 'aria-hidden': 'true' });
  #title = el('a', {});
  #price = el('strong', { class: 'price' });
  #listPrice = el('span', { class: 'list-price', hidden: true });
  #badge = el('span', { class: 'badge' });
  #stock = el('span', { class: 'stock' });
  #when = el('span', { class: 'when' });
  #gauge = el('div', { class: 'gauge', 'aria-hidden': 'true' });

  constructor({ itemId }) {
    mark(this.#title, 'href', `/items/${encodeURIComponent(itemId)}`);
    this.element = el(
      'li', { class: 'card' }, this.#picture, el('h2', {}, this.#title),
      el('p', { class: 'prices' }, this.#price, ' ', this.#listPrice),
      this.#gauge, el('p', { class: 'line' }, this.#badge, ' ', this.#stock), el('p', { class: 'line' }, this.#when),
    );
  }

  show(item) {
    if (this.#item && item.version < this.#item.version) return;
    this.#item = item;
    say(this.#title, item.title);
    say(this.#price, money(item.price));
    showListPrice(this.#listPrice, item);
    showPicture(this.#picture, item);
    say(this.#stock, t('stock.left', { available: number(item.stock.available), total: number(item.stock.total) }));
    this.#gauge.style.setProperty('--left', String(item.stock.total > 0 ? item.stock.available / item.stock.total : 0));
    this.tick();
  }

  tick() {
    const phase = phaseOf(this.#item, now());
    this.element.dataset.phase = phase;
    say(this.#badge, t(`phase.${phase}`));
    const toStart = Date.parse(this.#item.startsAt) - now();
    say(this.#when, phase === 'upcoming'
      ? `${t('when.start')} ${left(toStart)}`
      : `${t(phase === 'closed' ? 'when.ended' : 'when.until')} ${moment(Date.parse(this.#item.endsAt))}`);
  }
}

const ask = from => call('GET', `/api/items?limit=${PAGE_SIZE}${from === null ? '' : `&cursor=${encodeURIComponent(from)}`}`);

const byUse = (left, right) => ORDER.indexOf(phaseOf(left, now())) - ORDER.indexOf(phaseOf(right, now()))
  || Date.parse(left.startsAt) - Date.parse(right.startsAt);

export async function show(main) {
  await new SalePage(main).start();
}
