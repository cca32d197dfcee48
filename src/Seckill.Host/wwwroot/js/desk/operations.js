// What operators did and tried, newest first.
import { el, replace, say } from '../dom.js';
import { has, t } from '../texts.js';
import { instant } from '../format.js';
import { admin, refusalLine, repeat, showRefusal, words } from './admin.js';
import { Pager } from './pager.js';
import { Table } from './table.js';

const PAGE_SIZE = 50;
const EVERY_MS = 3_000;

class OperationsPage {
  #item = el('input', { id: 'item', maxlength: 64, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', onchange: () => this.#filter() });
  #actor = el('input', { id: 'actor', maxlength: 64, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', onchange: () => this.#filter() });
  #note = refusalLine();
  #state = el('p', { class: 'state', id: 'state' }, t('loading'));
  #table = new Table(t('desk.operations'), [
    { text: t('desk.time'), isWhole: true }, { text: t('desk.operator'), isWhole: true }, { text: t('desk.what'), isWhole: true }, { text: t('desk.item'), isWhole: true },
    { text: t('desk.detail'), isWhole: true }, { text: t('desk.outcome'), isWhole: true }, { text: t('field.reason'), isLong: true }, { text: t('desk.node'), isWhole: true },
    { text: t('desk.trace'), isWhole: true },
  ]);
  #pager = new Pager(() => this.#again());
  #end = null;

  constructor(main) {
    this.#item.value = new URLSearchParams(location.search).get('item') ?? '';
    replace(
      main, el('h1', {}, t('desk.operations')),
      el('div', { class: 'tools' },
        el('span', {}, el('label', { for: 'item' }, t('desk.item')), ' ', this.#item),
        el('span', {}, el('label', { for: 'actor' }, t('desk.operator')), ' ', this.#actor)),
      this.#note, this.#state, this.#table.element, this.#pager.element,
    );
    this.#again();
  }

  end() {
    this.#end?.();
  }

  #filter() {
    this.#pager.reset();
    this.#again();
  }

  #again() {
    this.#end?.();
    this.#end = repeat(EVERY_MS, () => this.#ask());
  }

  async #ask() {
    const query = new URLSearchParams({ limit: PAGE_SIZE });
    const [cursor, item, actor] = [this.#pager.cursor, this.#item.value.trim(), this.#actor.value.trim()];
    if (cursor) query.set('cursor', cursor);
    if (item) query.set('item', item);
    if (actor) query.set('actor', actor);
    const answer = await admin('GET', `/operations?${query}`);
    if (cursor !== this.#pager.cursor) return 0;
    showRefusal(this.#note, answer);
    if (answer.code !== null) return answer.retryAfterMs;
    const { operations, nextCursor } = answer.body;
    this.#table.show(operations.map(rowOf));
    this.#table.element.hidden = operations.length === 0;
    say(this.#state, operations.length === 0 ? t('desk.noOperations') : '');
    this.#state.hidden = operations.length > 0;
    this.#pager.hear(nextCursor);
    return 0;
  }
}

function rowOf(one) {
  return {
    key: one.operationId, data: { accepted: String(one.accepted) },
    cells: [
      instant(Date.parse(one.at)), one.actor, named('operation', one.command),
      one.itemId === null ? '' : el('a', { href: `/desk/items/${encodeURIComponent(one.itemId)}` }, one.itemId),
      one.detail === null ? '' : words(one.detail), outcomeOf(one.outcome), one.reason ?? '', one.node, el('code', {}, one.traceId),
    ],
  };
}

/** A name of the service in the reader's language; as it is where these pages do not know it, such as a command that only the palette has. */
const named = (family, name) => (has(`${family}.${name}`) ? t(`${family}.${name}`) : name);

const outcomeOf = outcome => (has(`code.${outcome}`) ? t(`code.${outcome}`) : named('outcome', outcome));

export function show(main) {
  const page = new OperationsPage(main);
  return () => page.end();
}
