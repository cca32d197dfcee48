// One item on the desk: what it does this second, what an operator may do to it, and whether its books are right.
import { el, mark, replace, say } from '../dom.js';
import { t, textOfCode } from '../texts.js';
import { moment, money, number } from '../format.js';
import { everySecond, now } from '../clock.js';
import { ItemFeed } from '../live.js';
import { phaseOf } from '../item-state.js';
import { admin } from './admin.js';
import { ask, reasonField } from './ask.js';
import { Proof } from './proof.js';
import { Rates } from './rates.js';

class ItemPage {
  #itemId;
  #feed;
  #rates;
  #figures = null;
  #parts;
  #isEnded = false;

  constructor(main, itemId) {
    this.#itemId = itemId;
    this.#rates = new Rates(itemId, figures => {
      this.#figures = figures;
      this.#update();
    });
    this.#parts = this.#build();
    replace(main, this.#parts.page);
    this.#feed = new ItemFeed(itemId, () => this.#update());
    everySecond(() => this.#update());
    void this.#feed.start();
  }

  end() {
    this.#isEnded = true;
    this.#rates.end();
  }

  get #address() { return `/items/${encodeURIComponent(this.#itemId)}`; }

  #build() {
    const words = (name, work) => el('button', { type: 'button', id: name, onclick: () => void work() }, t(`act.${name}`));
    const parts = {
      title: el('h1', { id: 'title' }, this.#itemId), badge: el('span', { class: 'badge' }), state: el('p', { class: 'state', id: 'state' }, t('loading')),
      units: Object.fromEntries(['available', 'held', 'sold', 'total'].map(name => [name, el('dd', { id: `units-${name}` }, '–')])),
      price: el('dd', {}), window: el('dd', {}), limit: el('dd', {}), campaign: el('dd', {}),
      pause: words('pause', () => this.#change('pause')), resume: words('resume', () => this.#change('resume')),
      close: words('close', () => this.#change('close')), topUp: words('topUp', () => this.#topUp()),
      edit: el('a', { class: 'button', id: 'edit', href: `/desk/items/${encodeURIComponent(this.#itemId)}/edit` }, t('act.edit')),
    };
    parts.body = el(
      'div', { hidden: true },
      el('dl', { class: 'units' }, ...Object.entries(parts.units).map(([name, value]) => el('div', {}, el('dt', {}, t(`desk.${name}`)), value))),
      el('div', { class: 'row', role: 'group', 'aria-label': t('desk.actions') }, parts.pause, parts.resume, parts.topUp, parts.close, parts.edit),
      this.#rates.element,
      el('h2', {}, t('desk.terms')),
      el('dl', {}, el('dt', {}, t('field.price')), parts.price, el('dt', {}, t('desk.window')), parts.window,
        el('dt', {}, t('field.perBuyerLimit')), parts.limit, el('dt', {}, t('field.campaign')), parts.campaign),
      new Proof(this.#itemId).element,
      el('p', {}, el('a', { href: `/desk/operations?item=${encodeURIComponent(this.#itemId)}` }, t('desk.operationsOf')), ' · ',
        el('a', { href: `/items/${encodeURIComponent(this.#itemId)}` }, t('desk.shopPage'))),
    );
    // What there is to say of an item comes with the item: there may be none.
    parts.line = el('p', { class: 'line', hidden: true }, el('code', {}, this.#itemId), ' ', parts.badge);
    parts.page = el('article', {}, parts.title, parts.line, parts.state, parts.body);
    return parts;
  }

  #update() {
    if (this.#isEnded) return;
    const [parts, { item, missing }] = [this.#parts, this.#feed];
    if (item === null) {
      say(parts.state, missing === null ? t('loading') : textOfCode(missing));
      return;
    }

    const phase = phaseOf(item, now());
    parts.state.hidden = true;
    parts.line.hidden = false;
    parts.body.hidden = false;
    mark(parts.page, 'data-phase', phase);
    say(parts.title, item.title);
    say(parts.badge, t(`phase.${phase}`));
    // What shoppers see may be rounded; the stream of the desk is exact.
    const units = this.#figures ?? item.stock;
    for (const [name, element] of Object.entries(parts.units)) say(element, number(units[name]));
    say(parts.price, item.listPrice ? `${money(item.price)} (${t('price.before')} ${money(item.listPrice)})` : money(item.price));
    say(parts.window, `${moment(Date.parse(item.startsAt))} – ${moment(Date.parse(item.endsAt))}`);
    say(parts.limit, number(item.perBuyerLimit));
    say(parts.campaign, item.campaign ?? '–');
    const isClosed = phase === 'closed';
    parts.pause.hidden = phase === 'paused';
    parts.resume.hidden = phase !== 'paused';
    for (const button of [parts.pause, parts.topUp, parts.close]) mark(button, 'disabled', isClosed);
  }

  async #change(word) {
    const answer = await ask(
      { title: t(`ask.${word}`), text: t(`ask.${word}Text`), yes: t(`act.${word}`) }, [reasonField],
      ({ reason }) => admin('POST', `${this.#address}/${word}`, { body: { reason } }),
    );
    this.#take(answer);
  }

  async #topUp() {
    // One key for the question: the same click again changes nothing.
    const key = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4))).join('-');
    const answer = await ask(
      { title: t('ask.topUp'), text: t('ask.topUpText'), yes: t('act.topUp') }, [{ name: 'delta', kind: 'count', isRequired: true }, reasonField],
      body => admin('POST', `${this.#address}/stock`, { body, headers: { 'Idempotency-Key': key } }),
    );
    this.#take(answer);
  }

  #take(answer) {
    if (answer !== null) void this.#feed.refresh();
  }
}

export function show(main, itemId) {
  let decoded = itemId;
  try {
    decoded = decodeURIComponent(itemId);
  } catch {
    // Shown as it is; the service will say that there is no such item.
  }

  const page = new ItemPage(main, decoded);
  return () => page.end();
}
