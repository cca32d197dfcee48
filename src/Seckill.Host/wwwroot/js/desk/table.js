// A table whose rows come and change. A row is known by its key, so what has not changed stays as it is, and so does the focus in it.
import { el, say } from '../dom.js';

export class Table {
  #body = el('tbody');
  #rows = new Map();
  #columns;

  /**
   * @param {string} caption what it is
   * @param {{text: string, isNumber?: boolean, isWhole?: boolean, isLong?: boolean}[]} columns whole: never broken; long: a sentence
   */
  constructor(caption, columns) {
    this.#columns = columns;
    const table = el(
      'table', {}, el('caption', { class: 'unseen' }, caption),
      el('thead', {}, el('tr', {}, ...columns.map(column => el('th', { scope: 'col', class: classOf(column) }, column.text)))),
      this.#body,
    );
    // Wide tables scroll by themselves, never the page; by keyboard too.
    this.element = el('div', { class: 'scroll', role: 'group', 'aria-label': caption, tabindex: '0' }, table);
  }

  /** Shows these rows: {key, cells, data?}. A cell is a text or an element. */
  show(rows) {
    const shown = rows.map(row => this.#take(row));
    const keys = new Set(rows.map(row => row.key));
    for (const key of this.#rows.keys()) if (!keys.has(key)) this.#rows.delete(key);
    const [before, after] = [[...this.#body.children], shown];
    if (before.length !== after.length || before.some((row, place) => row !== after[place])) this.#body.replaceChildren(...after);
  }

  #take({ key, cells, data = {} }) {
    let row = this.#rows.get(key);
    if (!row) {
      row = el('tr', {}, ...this.#columns.map(column => el('td', { class: classOf(column) })));
      this.#rows.set(key, row);
    }

    Object.assign(row.dataset, data);
    cells.forEach((cell, place) => {
      const shown = row.children[place];
      if (!(cell instanceof Node)) say(shown, String(cell));
      else if (shown.firstChild === null || shown.textContent !== cell.textContent) shown.replaceChildren(cell);
    });
    return row;
  }
}

const classOf = ({ isNumber, isWhole, isLong }) => (isNumber ? 'number' : isWhole ? 'whole' : isLong ? 'long' : null);
