// The sale second by second, of one item or of all: four charts, fed by the command `sale watch`.
import { el, say } from '../dom.js';
import { t, textOfCode } from '../texts.js';
import { backoffMs, pause } from '../api.js';
import { Chart } from './chart.js';
import { follow } from './stream.js';

const columns = ['time', 'available', 'held', 'sold', 'total', 'orders', 'refused here', 'lag here (ms)'];

export class Rates {
  #line;
  #figures;
  #ending = new AbortController();
  #last = null;
  #note = el('p', { class: 'hint', id: 'rates-note' }, t('loading'));
  #charts = {
    stock: new Chart(t('desk.stock'), [t('desk.available'), t('desk.held'), t('desk.sold')]),
    wins: new Chart(t('desk.wins'), [t('desk.perSecond')]),
    refusals: new Chart(t('desk.refusals'), [t('desk.perSecond')], { note: t('desk.here') }),
    lag: new Chart(t('desk.lag'), [t('desk.milliseconds')], { note: t('desk.here') }),
  };

  /** @param {string|null} itemId one item, or all  @param {(figures: object) => void} figures called every second with the units */
  constructor(itemId, figures = () => {}) {
    [this.#line, this.#figures] = [itemId === null ? 'sale watch' : `sale watch ${itemId}`, figures];
    this.element = el(
      'section', { 'aria-label': t('desk.charts') }, this.#note,
      el('div', { class: 'charts' }, ...Object.values(this.#charts).map(chart => chart.element)),
    );
    void this.#run();
  }

  /** Ends the stream. */
  end() {
    this.#ending.abort();
  }

  async #run() {
    for (let failures = 0; !this.#ending.signal.aborted; failures++) {
      this.#last = null;
      const end = await follow(this.#line, this.#ending.signal, {
        row: cells => {
          failures = 0;
          this.#take(Object.fromEntries(columns.map((name, place) => [name, cells[place]])));
        },
      });
      if (this.#ending.signal.aborted || end.code === 'item_not_found') return;
      this.#note.hidden = false;
      say(this.#note, textOfCode(end.code ?? 'network'));
      await pause(backoffMs(failures, 0));
    }
  }

  #take(row) {
    this.#note.hidden = true;
    const at = Date.parse(row.time);
    this.#charts.stock.add(at, [row.available, row.held, row.sold]);
    this.#charts.lag.add(at, [row['lag here (ms)']]);
    // The first row counts nothing yet: a rate needs two.
    if (this.#last !== null) {
      const seconds = Math.max(0.001, (at - this.#last) / 1_000);
      this.#charts.wins.add(at, [Math.round(row.orders / seconds)]);
      this.#charts.refusals.add(at, [Math.round(row['refused here'] / seconds)]);
    }

    this.#last = at;
    this.#figures(row);
  }
}
