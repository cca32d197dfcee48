// How many the shopper would like. A number that nobody may buy is refused at the field, before anything is sent.
import { el, mark, say } from './dom.js';
import { t } from './texts.js';
import { number } from './format.js';

/** The most that one request may ask for. */
const REQUEST_MAX = 100;

export class QuantityField {
  #max = 1;
  #isRefused = false;
  #limit = el('span', { class: 'hint' });
  #input;

  /**
   * @param noteId the id of the element that shows `fault`
   * @param changed called when the number that was refused has been corrected
   */
  constructor(noteId, changed) {
    this.#input = el('input', {
      id: 'quantity', type: 'number', min: 1, max: 1, value: 1, inputmode: 'numeric', 'aria-describedby': noteId, oninput: () => this.#correct(changed),
    });
    this.element = el('p', { class: 'wish', hidden: true }, el('label', { for: 'quantity' }, t('quantity')), this.#input, this.#limit);
  }

  /** Asks how many of the item, where a buyer may have several and `isAsked` says so. */
  show({ perBuyerLimit }, isAsked) {
    this.element.hidden = perBuyerLimit === 1 || !isAsked;
    this.#max = Math.min(perBuyerLimit, REQUEST_MAX);
    mark(this.#input, 'max', this.#max);
    say(this.#limit, t('limit.each', { limit: number(perBuyerLimit) }));
  }

  /** The number; 1 where nobody is asked, and null if what was entered is no number that one may buy. */
  get wanted() {
    if (this.element.hidden) return 1;
    const text = this.#input.value.trim();
    const wanted = /^[0-9]+$/.test(text) ? Number(text) : 0;
    return wanted >= 1 && wanted <= this.#max ? wanted : null;
  }

  /** What is wrong with a number that was refused; null if nothing is. */
  get fault() {
    return this.#isRefused && !this.element.hidden ? t('note.quantity', { max: number(this.#max) }) : null;
  }

  /** Refuses what was entered, and leads to it. */
  refuse() {
    this.#take(true);
    this.#input.focus();
  }

  #correct(changed) {
    if (!this.#isRefused || this.wanted === null) return;
    this.#take(false);
    changed();
  }

  #take(isRefused) {
    this.#isRefused = isRefused;
    mark(this.#input, 'aria-invalid', isRefused ? 'true' : null);
  }
}
