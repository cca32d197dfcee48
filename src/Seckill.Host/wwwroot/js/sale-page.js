// What is on sale: a list, page by page, asked again now and then while somebody looks at it.
import { el, mark, replace, say, showPicture } from './dom.js';
import { t, textOfCode } from './texts.js';
import { left, moment, money, number, showListPrice } from './format.js';
import { everySecond, now, startClock } from './clock.js';
import { backoffMs, call, isTemporary } from './api.js';
import { phaseOf } from './item-state.js';
import { isItems } from './shapes.js';

const PAGE_SIZE = 48;

/** What can be bought comes first. */
const ORDER = ['open', 'upcoming', 'sold_out', 'paused', 'closed'];

class SalePage {
  #list = el('ul', { class: 'cards' });
  #note = el('p', { class: 'state', id: 'state' }, t('loading'));
  #more = el('button', { type: 'button', class: 'more', hidden: true, onclick: () => this.#askMore() }, t('more'));
  #cards = new Map();

  /** How many pages of the list are shown whole, and where the next one begins. */
  #pages = 0;
  #end = null;
  #wantsMore = true;

  /** The walk over what is shown: which page comes next, where it begins, and which cards have not been met. */
  #walk = { page: 0, from: null, unmet: new Set() };
  #isAsking = false;
  #timer = null;
  #failures = 0;

  constructor(main) {
    replace(main, el('h1', {}, t('sale.title')), this.#note, this.#list, this.#more);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) void this.#ask(); });
    addEventListener('online', () => void this.#ask());
  }

  async start() {
    void startClock();
    everySecond(() => this.#tick());
    await this.#ask();
  }

  #askMore() {
    this.#wantsMore = true;
    mark(this.#more, 'aria-disabled', 'true');
    void this.#ask();
  }

  /** Asks for one page: the next one that is wanted, or else the next one of the walk. What a reader costs does not grow with the list. */
  async #ask() {
    if (this.#isAsking || (document.hidden && !this.#wantsMore)) return;
    clearTimeout(this.#timer);
    this.#isAsking = true;
    const isMore = this.#wantsMore;
    const answer = await call('GET', addressOf(isMore ? this.#end : this.#walk.from), { shape: isItems });
    this.#isAsking = false;
    this.#failures = isTemporary(answer) ? this.#failures + 1 : 0;
    if (answer.code === null) (isMore ? this.#append(answer.body) : this.#renew(answer.body));
    else if (isMore) this.#lack(answer);
    // Somebody may have wished for more while another page was on its way.
    const isDue = this.#wantsMore && answer.code === null;
    const waitMs = this.#failures > 0 ? backoffMs(this.#failures, answer.retryAfterMs) : isDue ? 0 : 4_000 + Math.random() * 4_000;
    this.#timer = setTimeout(() => void this.#ask(), waitMs);
  }

  /** The page that is wanted has not come. It is asked for again, unless that would be in vain while there are others to look after. */
  #lack(answer) {
    this.#say(textOfCode(answer.code));
    if (isTemporary(answer) || this.#pages === 0) return;
    this.#wantsMore = false;
    mark(this.#more, 'aria-disabled', null);
  }

  #append({ items, nextCursor }) {
    this.#wantsMore = false;
    this.#pages++;
    // Sorted only as it arrives: nothing moves under a finger.
    for (const item of items.toSorted(byUse)) this.#take(item);
    this.#endAt(nextCursor);
    this.#say(this.#cards.size === 0 ? t('sale.empty') : '');
  }

  /** New items push others from page to page: the walk goes on behind the pages that are shown until it has met every card. */
  #renew({ items, nextCursor }) {
    const walk = this.#walk;
    if (walk.from === null) walk.unmet = new Set(this.#cards.keys());
    const isShown = walk.page < this.#pages;
    for (const item of items) {
      walk.unmet.delete(item.itemId);
      if (isShown || this.#cards.has(item.itemId)) this.#take(item);
    }

    walk.page++;
    if (walk.page === this.#pages) this.#endAt(nextCursor);
    const isOver = nextCursor === null || (walk.page >= this.#pages && walk.unmet.size === 0);
    [walk.page, walk.from] = isOver ? [0, null] : [walk.page, nextCursor];
    this.#say(this.#cards.size === 0 ? t('sale.empty') : '');
  }

  #endAt(cursor) {
    this.#end = cursor;
    this.#more.hidden = cursor === null;
    mark(this.#more, 'aria-disabled', this.#wantsMore ? 'true' : null);
  }

  #say(text) {
    say(this.#note, text);
    this.#note.hidden = text === '';
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

const addressOf = from => `/api/items?limit=${PAGE_SIZE}${from === null ? '' : `&cursor=${encodeURIComponent(from)}`}`;

const byUse = (left, right) => ORDER.indexOf(phaseOf(left, now())) - ORDER.indexOf(phaseOf(right, now()))
  || Date.parse(left.startsAt) - Date.parse(right.startsAt);

export async function show(main) {
  await new SalePage(main).start();
}
