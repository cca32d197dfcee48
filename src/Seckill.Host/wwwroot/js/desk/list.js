// The desk's first page: the whole sale second by second, and its items, a page at a time. It shows exact figures: the palette gives them
// also while shoppers get rounded ones.
import { el, replace, say } from '../dom.js';
import { t } from '../texts.js';
import { moment, number } from '../format.js';
import { quote, refusalLine, repeat, run, showCommandRefusal } from './admin.js';
import { Pager } from './pager.js';
import { Rates } from './rates.js';
import { Table } from './table.js';

const PAGE_SIZE = 50;
const EVERY_MS = 2_000;
const PHASES = ['upcoming', 'open', 'sold_out', 'paused', 'closed'];

class ListPage {
  #note = refusalLine();
  #empty = el('p', { class: 'state', id: 'state' }, t('loading'));
  #table = new Table(t('desk.items'), [
    { text: t('field.title'), isLong: true }, { text: t('desk.phase') }, { text: t('desk.available'), isNumber: true }, { text: t('desk.held'), isNumber: true },
    { text: t('desk.sold'), isNumber: true }, { text: t('desk.total'), isNumber: true }, { text: t('field.startsAt'), isWhole: true },
    { text: t('field.endsAt'), isWhole: true }, { text: t('field.campaign'), isWhole: true },
  ]);
  #pager = new Pager(() => this.#again());
  #phase = el(
    'select', { id: 'phase', onchange: () => this.#filter() }, el('option', { value: '' }, t('desk.anyPhase')),
    ...PHASES.map(phase => el('option', { value: phase }, t(`phase.${phase}`))),
  );
  #campaign = el('input', { id: 'campaign', maxlength: 64, autocomplete: 'off', spellcheck: 'false', onchange: () => this.#filter() });
  #go = el('input', { id: 'go-item', maxlength: 64, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', required: true });
  #end = null;
  #rates = new Rates(null);

  constructor(main) {
    const open = event => {
      event.preventDefault();
      if (this.#go.value.trim() !== '') location.assign(`/desk/items/${encodeURIComponent(this.#go.value.trim())}`);
    };
    replace(
      main, el('h1', {}, t('nav.desk')), this.#rates.element,
      el('div', { class: 'tools' },
        el('a', { class: 'button main', id: 'new', href: '/desk/new' }, t('desk.new')),
        el('span', {}, el('label', { for: 'phase' }, t('desk.phase')), ' ', this.#phase),
        el('span', {}, el('label', { for: 'campaign' }, t('field.campaign')), ' ', this.#campaign),
        el('form', { onsubmit: open }, el('label', { for: 'go-item' }, t('desk.itemId')), ' ', this.#go, ' ', el('button', {}, t('desk.open')))),
      this.#note, this.#empty, this.#table.element, this.#pager.element,
    );
    this.#again();
  }

  end() {
    this.#end?.();
    this.#rates.end();
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
    const [cursor, phase, campaign] = [this.#pager.cursor, this.#phase.value, this.#campaign.value.trim()];
    const line = [`item list --limit ${PAGE_SIZE}`, cursor && `--cursor ${quote(cursor)}`, phase && `--phase ${phase}`, campaign && `--campaign ${quote(campaign)}`];
    const answer = await run(line.filter(Boolean).join(' '));
    if (cursor !== this.#pager.cursor || phase !== this.#phase.value || campaign !== this.#campaign.value.trim()) return 0;
    showCommandRefusal(this.#note, answer);
    if (answer.code !== null) return answer.retryAfterMs;
    const { rows, nextCursor } = answer.body;
    this.#table.show(rows.map(rowOf));
    this.#table.element.hidden = rows.length === 0;
    this.#pager.hear(nextCursor);
    say(this.#empty, rows.length === 0 ? t('desk.noItems') : '');
    this.#empty.hidden = rows.length > 0;
    return 0;
  }
}

function rowOf([item, phase, available, held, sold, total, starts, ends, campaign, title]) {
  return {
    key: item, data: { phase },
    cells: [
      el('span', {}, el('a', { href: `/desk/items/${encodeURIComponent(item)}` }, title), ' ', el('span', { class: 'hint whole' }, item)),
      el('span', { class: 'badge' }, t(`phase.${phase}`)), number(available), number(held), number(sold), number(total),
      moment(Date.parse(starts)), moment(Date.parse(ends)), campaign ?? '',
    ],
  };
}

export function show(main) {
  const page = new ListPage(main);
  return () => page.end();
}
