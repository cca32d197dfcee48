// One item: what it is, how many are left, when it starts, and the button.
import { el, mark, replace, say, showControl, showPicture } from './dom.js';
import { t, textOfCode } from './texts.js';
import { left, moment, money, number, showListPrice } from './format.js';
import { everySecond, isKnown, now, startClock } from './clock.js';
import { announce } from './notices.js';
import { ItemFeed } from './live.js';
import { OrderFeed, goToPay, pageOf } from './pay.js';
import { Purchase } from './purchase.js';
import { QuantityField } from './quantity.js';
import { Queue } from './queue.js';
import { WaitingPlace } from './waiting-list.js';
import { current, onSession, signIn, way } from './session.js';
import { stateOf } from './item-state.js';

/** Seconds before the start that are read out; the ticks between them are not. */
const MARKS = [60, 10];

/** How long before the start a proof is made, where the item will want one. Not all pages ask for theirs at once. */
const PREPARE_MS = 20_000 + Math.random() * 30_000;

/** States in which nobody is asked how many they would like. */
const PAST_WISHING = new Set(['toPay', 'deadline', 'limit', 'ended']);

class ItemPage {
  #itemId;
  #parts;
  #feed;
  #session = current();
  #purchase = null;
  #queue = null;
  #orders = null;
  #room = null;
  #told = null;
  #payment = { isOpening: false, refusal: null };
  #hasExpectedStart = false;
  #toldProof = null;

  constructor(main, itemId) {
    this.#itemId = itemId;
    this.#parts = build(() => void this.#click(), () => this.#chooseOtherProof(), () => this.update());
    replace(main, this.#parts.page);
    this.#feed = new ItemFeed(itemId, () => this.update(), true);
    onSession(() => this.#takeSession());
    addEventListener('pageshow', event => { if (event.persisted) this.#payment = { isOpening: false, refusal: null }; });
  }

  async start() {
    // First what the item's picture waits for.
    const asked = this.#feed.start();
    void startClock().then(() => this.update());
    this.#takeSession();
    everySecond(() => this.update());
    await asked;
  }

  #takeSession() {
    const session = current();
    if (this.#purchase !== null && session?.buyer === this.#session?.buyer && session?.token === this.#session?.token) return;
    this.#session = session;
    this.#purchase?.proof?.drop();
    this.#orders?.stop();
    this.#orders = null;
    this.#room?.stop();
    this.#room = null;
    this.#purchase = session && new Purchase(this.#itemId, session, () => this.update());
    this.#queue?.stop();
    this.#queue = session && new WaitingPlace(this.#itemId, session, () => this.#takePlace());
    void this.#purchase?.resume();
    this.update();
  }

  /** An offer is an order: from here on the page follows that. */
  #takePlace() {
    const place = this.#queue?.place;
    if (place?.state === 'offered' && place.orderId !== this.#purchase.orderId) this.#purchase.remember(place.orderId);
    this.update();
  }

  #followOrder() {
    const orderId = this.#purchase?.orderId ?? null;
    if (orderId === (this.#orders?.orderId ?? null)) return;
    this.#orders?.stop();
    this.#orders = orderId === null ? null : new OrderFeed(orderId, this.#session, () => this.update(), this.#purchase.order);
  }

  /** The waiting room is asked as soon as it is known that there is one, and who asks. */
  #followRoom() {
    if (this.#room !== null || this.#session === null || this.#feed?.item?.queue !== 'open') return;
    this.#room = new Queue(this.#itemId, this.#session, () => this.update(), () => this.#purchase.proveOnce());
  }

  get #state() {
    return stateOf({
      missing: this.#feed.missing, item: this.#feed.item, order: this.#orders?.order ?? null, isOrderUnread: this.#orders?.isUnread ?? false,
      purchase: this.#purchase, queue: this.#queue, room: this.#room, session: this.#session, way, now: now(),
    });
  }

  async #click() {
    const { action } = this.#state;
    if (action === 'buy') await this.#buy();
    else if (action === 'sign-in') await this.#signInAndBuy();
    else if (action === 'join') await this.#queue.join(this.#feed.item);
    else if (action === 'sign-in-join') await this.#signInAndJoin();
    else if (action === 'leave') await this.#queue.leave();
    else if (action === 'enter') await this.#room?.join();
    else if (action === 'exit') await this.#room?.leave();
    else if (action === 'pay') await this.#pay();
    else if (action === 'orders') location.assign(this.#orders === null ? '/orders' : pageOf(this.#orders.orderId));
  }

  async #buy() {
    const { quantity } = this.#parts;
    if (quantity.wanted !== null) {
      await this.#purchase.begin(quantity.wanted, this.#feed.item);
      return;
    }

    quantity.refuse();
    this.update();
    announce(quantity.fault);
  }

  async #signInAndBuy() {
    if (await signIn() === null) return;
    // Who they are may have changed what the click means.
    if (this.#state.action === 'buy') await this.#buy();
    else if (this.#state.action === 'enter') await this.#room?.join();
  }

  async #signInAndJoin() {
    if (await signIn() !== null && this.#state.action === 'join') await this.#queue.join(this.#feed.item);
  }

  async #pay() {
    if (this.#payment.isOpening) return;
    this.#payment = { isOpening: true, refusal: null };
    this.update();
    const refusal = await goToPay(this.#orders.orderId, this.#session);
    if (refusal !== null) this.#payment = { isOpening: false, refusal };
    this.update();
  }

  update() {
    this.#followOrder();
    this.#followRoom();
    const [state, item] = [this.#state, this.#feed.item];
    if (item !== null) this.#showItem(item, state);
    if (item !== null) this.#queue?.hear(item, state.phase);
    this.#showState(state);
    this.#showProof(state);
    if (item?.challengeRequired && item.queue !== 'open' && state.phase === 'upcoming' && state.ms.toStart < PREPARE_MS) void this.#purchase?.prepare();
    if (item?.phase === 'upcoming' && state.phase !== 'upcoming' && !this.#hasExpectedStart) {
      this.#hasExpectedStart = true;
      this.#feed.expectStart();
    }
  }

  #showItem(item, { name, phase, ms }) {
    const parts = this.#parts;
    parts.page.dataset.phase = phase;
    if (parts.title.textContent !== item.title) document.title = `${item.title} · ${t('title')}`;
    say(parts.title, item.title);
    say(parts.price, money(item.price));
    showListPrice(parts.listPrice, item);
    showPicture(parts.picture, item);
    parts.description.hidden = !item.description;
    say(parts.description, item.description ?? '');

    const { total, available } = item.stock;
    say(parts.stock, t('stock.left', { available: number(available), total: number(total) }));
    parts.gauge.style.setProperty('--left', String(total > 0 ? available / total : 0));

    const isUpcoming = phase === 'upcoming';
    say(parts.when, isUpcoming ? t('when.start') : phase === 'closed' ? t('when.ended') : t('when.end'));
    say(parts.countdown, phase === 'closed' ? moment(Date.parse(item.endsAt)) : left(isUpcoming ? ms.toStart : ms.toEnd));
    mark(parts.countdown, 'datetime', isUpcoming ? item.startsAt : item.endsAt);
    say(parts.exact, phase === 'closed' ? '' : moment(Date.parse(isUpcoming ? item.startsAt : item.endsAt)));
    say(parts.clock, isKnown() ? t('clock.known') : t('clock.unknown'));
    say(parts.proof, item.ledgerHash ?? '–');
    parts.quantity.show(item, !PAST_WISHING.has(name));
    parts.campaignLimit.hidden = item.campaignLimit === null;
    say(parts.campaignLimit, item.campaignLimit === null ? '' : t('limit.campaign', { limit: number(item.campaignLimit) }));
    if (isUpcoming && MARKS.includes(Math.ceil(ms.toStart / 1_000))) announce(t('announce.start', { seconds: Math.ceil(ms.toStart / 1_000) }));
  }

  #showState(state) {
    const parts = this.#parts;
    parts.page.dataset.state = state.name;
    if (state.name === 'missing') say(parts.title, t('page.missing'));
    const text = this.#sentenceOf(state);
    say(parts.state, text);
    if (this.#told !== state.name) {
      if (this.#told !== null) announce(text);
      this.#told = state.name;
    }

    const isOff = state.action === null || this.#payment.isOpening;
    showControl(parts.button, state.button !== null, parts.state);
    if (state.button !== null) say(parts.button, this.#payment.isOpening ? t('button.opening') : t(`button.${state.button}`, this.#valuesOf(state)));
    mark(parts.button, 'aria-disabled', isOff ? 'true' : null);
    mark(parts.button, 'data-busy', state.isBusy || this.#payment.isOpening);
    this.#showNotes(state);
  }

  #chooseOtherProof() {
    const proof = this.#purchase?.proof;
    proof?.choose(proof.kind === 'work' ? 'wait' : 'work');
  }

  /** What the device does for a ticket, how far it is, and the other way of getting one. */
  #showProof({ phase }) {
    const proof = this.#purchase?.proof ?? null;
    // Nothing moves while the next one is on its way: whoever has just pressed the button should find it where it was.
    if (proof?.state === 'getting') return;
    const name = proof === null || proof.state === 'idle' || (proof.state === 'ready' && phase !== 'upcoming') ? null : proof.state;
    this.#parts.proving.hidden = name === null;
    if (name !== null) this.#sayProof(name, proof);
    this.#toldProof = name;
  }

  #sayProof(name, proof) {
    const parts = this.#parts;
    const text = name === 'working' ? t('proving.working') : name === 'waiting'
      ? t('proving.waiting', { seconds: number(Math.max(0, Math.ceil((proof.until - now()) / 1_000))) })
      : t('proving.ready');
    say(parts.provingText, text);
    parts.progress.hidden = name !== 'working';
    mark(parts.progress, 'value', Math.round(proof.done * 100) / 100);
    parts.otherProof.hidden = name === 'ready';
    say(parts.otherProof, proof.kind === 'work' ? t('proving.wait') : t('proving.work'));
    parts.otherHint.hidden = name !== 'working';
    // The start of each is read out, and not each step.
    if (this.#toldProof !== name) announce(text);
  }

  #sentenceOf(state) {
    if (state.name === 'missing') return textOfCode(this.#feed.missing);
    const waiting = this.#purchase?.waiting;
    if (state.name === 'waiting') return `${textOfCode(waiting.code)} ${t('state.waiting', this.#valuesOf(state))}`;
    return t(`state.${state.name}`, this.#valuesOf(state));
  }

  #valuesOf({ ms }) {
    const waiting = this.#purchase?.waiting;
    const place = this.#room?.place;
    return {
      position: number(place?.position ?? 0),
      before: number(place?.ahead ?? 0),
      wait: left((place?.estimatedSeconds ?? 0) * 1_000),
      held: number(this.#feed.item?.stock.held ?? 0),
      ahead: number(this.#queue?.place?.ahead ?? 0),
      others: number(this.#feed.item?.waiting ?? 0),
      left: left(ms.toPay > 0 ? ms.toPay : ms.toStart),
      seconds: waiting ? Math.max(1, Math.ceil((waiting.until - now()) / 1_000)) : 0,
    };
  }

  #showNotes(state) {
    const notes = [];
    const refusal = this.#purchase?.refusal?.code ?? null;
    if (refusal !== null && state.name !== 'limit' && !state.isBusy) notes.push(t('note.refused', { reason: textOfCode(refusal) }));
    if (this.#payment.refusal !== null) notes.push(t('note.failed', { reason: textOfCode(this.#payment.refusal) }));
    if (this.#parts.quantity.fault !== null) notes.push(this.#parts.quantity.fault);
    if (this.#queue?.refusal && !state.isBusy) notes.push(t('note.failed', { reason: textOfCode(this.#queue.refusal) }));
    if (this.#room?.refusal && !state.isBusy) notes.push(t('note.failed', { reason: textOfCode(this.#room.refusal) }));
    const order = this.#orders?.order ?? null;
    if (order !== null && ['expired', 'cancelled', 'refund_due', 'refunded'].includes(order.status)) notes.push(t(`status.${order.status}`));
    if (order?.status === 'paid' && state.name !== 'paid') notes.push(t('status.paid'));
    say(this.#parts.note, notes.join(' '));
    this.#parts.note.hidden = notes.length === 0;

    const orderId = this.#orders?.orderId ?? null;
    this.#parts.orderLink.hidden = orderId === null;
    if (orderId !== null) {
      mark(this.#parts.orderLink, 'href', pageOf(orderId));
      say(this.#parts.orderLink, t('order.link', { orderId }));
    }
  }
}

/** The page's elements; nothing of it is made again later. */
function build(click, chooseOtherProof, corrected) {
  const parts = {
    picture: el('div', { class: 'picture', 'aria-hidden': 'true' }),
    title: el('h1', {}, t('loading')),
    price: el('strong', { class: 'price' }),
    listPrice: el('span', { class: 'list-price', hidden: true }),
    stock: el('p', { class: 'stock' }),
    gauge: el('div', { class: 'gauge', 'aria-hidden': 'true' }),
    when: el('span', { class: 'when' }),
    countdown: el('time', { class: 'countdown', role: 'timer', 'aria-live': 'off' }),
    exact: el('span', { class: 'exact' }),
    clock: el('p', { class: 'hint' }),
    state: el('p', { class: 'state', id: 'state', tabindex: -1 }, t('state.loading')),
    quantity: new QuantityField('note', corrected),
    campaignLimit: el('p', { class: 'hint', hidden: true }),
    button: el('button', { type: 'button', class: 'main buy', id: 'buy', hidden: true, 'aria-describedby': 'state', onclick: click }),
    note: el('p', { class: 'note', id: 'note', hidden: true }),
    orderLink: el('a', { class: 'order-link', href: '/orders', hidden: true }),
    description: el('p', { class: 'description', hidden: true }),
    proof: el('code', {}),
    provingText: el('p', { id: 'proving-text' }),
    progress: el('progress', { max: 1, value: 0, 'aria-labelledby': 'proving-text' }),
    otherProof: el('button', { type: 'button', id: 'other-proof', onclick: chooseOtherProof, 'aria-describedby': 'other-proof-hint' }),
    otherHint: el('p', { class: 'hint', id: 'other-proof-hint' }, t('proving.hint')),
  };
  parts.proving = el(
    'div', { class: 'proving', role: 'group', 'aria-labelledby': 'proving-text', hidden: true },
    parts.provingText, parts.progress, parts.otherProof, parts.otherHint);
  parts.page = el(
    'article', { class: 'item' },
    parts.picture,
    el('div', { class: 'facts' },
      parts.title,
      el('p', { class: 'prices' }, parts.price, ' ', parts.listPrice),
      parts.gauge, parts.stock,
      el('p', { class: 'clock' }, parts.when, ' ', parts.countdown, ' ', parts.exact),
      parts.quantity.element, parts.campaignLimit, parts.button, parts.state, parts.proving, parts.note, parts.orderLink, parts.description,
      el('details', {}, el('summary', {}, t('proof.title')), el('p', {}, t('proof.text')), parts.proof, parts.clock)),
  );
  return parts;
}

export async function show(main, itemId) {
  await new ItemPage(main, itemId).start();
}
