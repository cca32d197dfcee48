// A long list, one page at a time: forward by the service's cursor, back by those that led here.
import { el, mark } from '../dom.js';
import { t } from '../texts.js';

export class Pager {
  #before = [];
  #next = null;
  #turned;
  #back = el('button', { type: 'button', id: 'page-back', onclick: () => this.#turn(this.#before.pop() ?? null) }, t('desk.back'));
  #forward = el('button', { type: 'button', id: 'page-next', onclick: () => this.#go() }, t('desk.next'));

  /** The cursor of the page that is shown; null on the first. */
  cursor = null;

  /** @param {() => void} turned called when another page is wanted */
  constructor(turned) {
    this.#turned = turned;
    this.element = el('div', { class: 'row pager' }, this.#back, this.#forward);
    this.hear(null);
  }

  /** The page that is shown has told where the next one begins; null if there is none. */
  hear(next) {
    this.#next = next ?? null;
    this.element.hidden = this.#next === null && this.cursor === null;
    mark(this.#back, 'disabled', this.cursor === null);
    mark(this.#forward, 'disabled', this.#next === null);
  }

  /** Back to the first page, because another list is wanted. */
  reset() {
    this.#before = [];
    this.cursor = null;
  }

  #go() {
    this.#before.push(this.cursor);
    this.#turn(this.#next);
  }

  #turn(cursor) {
    this.cursor = cursor;
    this.#turned();
  }
}
