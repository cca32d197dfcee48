// A place on the waiting list of an item that has sold out. The page asks for it now and then while somebody waits, and soon after news of
// the item: a unit that comes back changes the item, whoever gets it.
import { call, isTemporary } from './api.js';
import { end } from './session.js';
import { isListPlace, isTicket } from './shapes.js';

const random = (min, max) => min + Math.random() * (max - min);

/** The pause between two questions. A crowd of pages hears the same news, so the pause is random also after news. */
const askAgainMs = () => random(2_000, 4_000);
const askAfterNewsMs = () => random(100, 800);

export class WaitingPlace {
  #address;
  #session;
  #changed;
  #timer = null;
  #version = null;
  #isAsking = false;

  /** {state: "waiting"|"offered"|"none", ahead, orderId}; null until it is known. */
  place = null;

  /** Whether a wish to join or to leave is on its way. */
  isBusy = false;

  /** Code of the refusal of the last wish; null if there is none. */
  refusal = null;

  constructor(itemId, session, changed) {
    [this.#address, this.#session, this.#changed] = [`/api/items/${encodeURIComponent(itemId)}`, session, changed];
  }

  stop() {
    clearTimeout(this.#timer);
    this.#isAsking = true;
  }

  /** To be called with every news of the item: asks for the place if it can have changed. */
  hear(item, phase) {
    if (!item.waitingList || this.#version === item.version) return;
    const isNew = this.#version === null;
    this.#version = item.version;
    const mayHaveOne = isNew ? phase === 'sold_out' || phase === 'paused' : this.place?.state === 'waiting';
    if (mayHaveOne) this.#askIn(isNew ? 0 : askAfterNewsMs());
  }

  /** Joins. An item that requires tickets wants one here too. */
  async join(item) {
    await this.#wish(async () => {
      let body = null;
      if (item.ticketRequired) {
        const answer = await call('POST', `${this.#address}/ticket`, { token: this.#session.token, shape: isTicket });
        if (answer.code !== null) return answer;
        body = { ticket: answer.body.ticket };
      }

      return call('POST', `${this.#address}/waiting-list`, { token: this.#session.token, body, shape: isListPlace });
    });
  }

  async leave() {
    await this.#wish(() => call('DELETE', `${this.#address}/waiting-list`, { token: this.#session.token, shape: isListPlace }));
  }

  async #wish(ask) {
    if (this.isBusy) return;
    [this.isBusy, this.refusal] = [true, null];
    this.#changed();
    const answer = await ask();
    this.isBusy = false;
    if (answer.code !== null) this.refusal = answer.code;
    this.#take(answer);
  }

  #askIn(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), milliseconds);
  }

  async #ask() {
    if (this.#isAsking || this.isBusy) return;
    this.#isAsking = true;
    const answer = await call('GET', `${this.#address}/waiting-list`, { token: this.#session.token, shape: isListPlace });
    this.#isAsking = false;
    this.#take(answer);
  }

  #take(answer) {
    if (answer.code === null) this.place = answer.body;
    this.#changed();
    if (answer.code === 'unauthenticated') end();
    else if (this.place?.state === 'waiting' || isTemporary(answer)) this.#askIn(Math.max(askAgainMs(), answer.retryAfterMs));
  }
}
