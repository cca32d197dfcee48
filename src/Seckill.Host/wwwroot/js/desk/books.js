// What the comparison in the background has found: ledgers, orders table and payments, round after round.
import { el, replace, say } from '../dom.js';
import { has, t } from '../texts.js';
import { moment } from '../format.js';
import { quote, refusalLine, repeat, run, showCommandRefusal, words } from './admin.js';
import { Pager } from './pager.js';
import { Table } from './table.js';

const EVERY_MS = 5_000;

/** A kind of difference in the reader's language; its name where these pages do not know it. */
export const differenceText = kind => (has(`difference.${kind}`) ? t(`difference.${kind}`) : kind);

class BooksPage {
  #note = refusalLine();
  #verdict = el('p', { class: 'state', id: 'state' }, t('loading'));
  #lines = el('ul', { class: 'lines', lang: 'en' });
  #table = new Table(t('desk.differences'), [
    { text: t('desk.item'), isWhole: true }, { text: t('desk.order'), isWhole: true }, { text: t('desk.what') },
    { text: t('desk.payment'), isWhole: true }, { text: t('desk.since'), isWhole: true }, { text: t('desk.detail'), isLong: true },
  ]);
  #pager = new Pager(() => this.#again());
  #end = null;

  constructor(main) {
    replace(main, el('h1', {}, t('desk.books')), el('p', { class: 'hint' }, t('desk.booksText')), this.#note, this.#verdict, this.#lines, this.#table.element, this.#pager.element);
    this.#again();
  }

  end() {
    this.#end?.();
  }

  #again() {
    this.#end?.();
    this.#end = repeat(EVERY_MS, () => this.#ask());
  }

  async #ask() {
    const cursor = this.#pager.cursor;
    const answer = await run(`reconciliation show --limit 50${cursor ? ` --cursor ${quote(cursor)}` : ''}`);
    if (cursor !== this.#pager.cursor) return 0;
    showCommandRefusal(this.#note, answer);
    if (answer.code !== null || answer.body.code) return answer.retryAfterMs;
    const { rows, lines, nextCursor, exitCode } = answer.body;
    say(this.#verdict, exitCode === 0 ? t('books.good') : t('books.bad'));
    if (this.#lines.textContent !== lines.join('')) this.#lines.replaceChildren(...lines.map(line => el('li', {}, line)));
    this.#table.element.hidden = rows.length === 0;
    this.#table.show(rows.map(([item, order, kind, payment, since, detail]) => ({
      key: `${item} ${order} ${kind} ${payment}`,
      cells: [
        el('a', { href: `/desk/items/${encodeURIComponent(item)}` }, item), order ?? '', differenceText(kind), payment ?? '', moment(Date.parse(since)), words(detail),
      ],
    })));
    this.#pager.hear(nextCursor);
    return 0;
  }
}

export function show(main) {
  const page = new BooksPage(main);
  return () => page.end();
}
