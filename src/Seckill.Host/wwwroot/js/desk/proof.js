// Whether an item's books are right: its audit, the proof of its ledger, and the list of those who got an order.
import { el, replace } from '../dom.js';
import { t } from '../texts.js';
import { number } from '../format.js';
import { current, end } from '../session.js';
import { LONG_MS, admin, refusalLine, showRefusal, words } from './admin.js';
import { differenceText } from './books.js';
import { Table } from './table.js';

const BOOKS = ['total', 'available', 'held', 'sold', 'orders', 'paid', 'pending', 'expired', 'cancelled', 'refundDue', 'refunded'];

export class Proof {
  #address;
  #itemId;
  #note = refusalLine('proof-note');
  #result = el('div', { id: 'proof-result', role: 'status' });

  constructor(itemId) {
    [this.#itemId, this.#address] = [itemId, `/items/${encodeURIComponent(itemId)}`];
    const button = (name, work) => el('button', { type: 'button', id: name, onclick: event => void this.#work(event.currentTarget, work) }, t(`act.${name}`));
    this.element = el(
      'section', { 'aria-labelledby': 'proof-title' }, el('h2', { id: 'proof-title' }, t('desk.proof')),
      el('div', { class: 'row' }, button('audit', () => this.#audit()), button('verify', () => this.#verify()),
        button('winnersCsv', () => this.#winners('text/csv', 'csv')), button('winnersJson', () => this.#winners('application/json', 'json'))),
      this.#note, this.#result,
    );
  }

  async #work(button, work) {
    button.disabled = true;
    button.dataset.busy = '';
    this.#note.hidden = true;
    await work();
    delete button.dataset.busy;
    button.disabled = false;
  }

  async #audit() {
    const answer = await admin('GET', `${this.#address}/audit`, { patienceMs: LONG_MS });
    showRefusal(this.#note, answer);
    if (answer.code !== null) return;
    const audit = answer.body;
    const table = new Table(t('desk.audit'), [{ text: t('desk.what') }, { text: t('desk.ledger'), isNumber: true }, { text: t('desk.ordersTable'), isNumber: true }]);
    table.show(BOOKS.map(name => ({
      key: name, cells: [t(`books.${name}`), number(audit.ledger[name]), number(audit.ordersTable[name])],
      data: { differs: String(audit.ledger[name] !== audit.ordersTable[name]) },
    })));
    const differences = audit.orderDifferences.map(one =>
      el('li', {}, differenceText(one.kind), one.orderId ? ` ${one.orderId}` : '', ' ', words(one.detail, { class: 'detail' })));
    replace(
      this.#result, el('p', { class: 'state', id: 'audit-verdict' }, t(audit.reconciled ? 'audit.reconciled' : audit.balanced ? 'audit.unchecked' : 'audit.differs')),
      audit.settled ? null : el('p', { class: 'hint' }, t('audit.unsettled')),
      audit.payments.failure ? el('p', {}, words(audit.payments.failure)) : null, table.element, differences.length > 0 ? el('ul', {}, ...differences) : null,
    );
  }

  async #verify() {
    const answer = await admin('GET', `${this.#address}/verify`, { patienceMs: LONG_MS });
    showRefusal(this.#note, answer);
    if (answer.code !== null) return;
    const { intact, entries, head, firstBroken, problem } = answer.body;
    replace(
      this.#result,
      el('p', { class: 'state', id: 'verify-verdict' }, intact ? t('verify.intact', { entries: number(entries) }) : t('verify.broken', { entry: number(firstBroken) })),
      problem ? el('p', {}, words(problem)) : null, head ? el('p', {}, t('verify.head'), ' ', el('code', {}, head)) : null,
    );
  }

  /** The token is in a header, so a plain link will not do: the file is read here and then saved. */
  async #winners(type, extension) {
    const path = `/api/admin${this.#address}/winners`;
    try {
      const answer = await fetch(path, {
        headers: { Authorization: `Bearer ${current()?.token}`, Accept: type }, cache: 'no-store', credentials: 'omit', redirect: 'error',
        signal: AbortSignal.timeout(10 * LONG_MS),
      });
      if (answer.status === 401) end();
      if (!answer.ok) {
        const body = await answer.json();
        showRefusal(this.#note, { code: body.code ?? 'unreadable', body });
        return;
      }

      // A download that breaks off throws here, so nobody saves a part for the whole.
      const file = URL.createObjectURL(await answer.blob());
      const name = /filename="([^"/\\]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? `winners-${this.#itemId}.${extension}`;
      el('a', { href: file, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(file), LONG_MS);
      replace(this.#result, el('p', { class: 'state' }, t('winners.saved', { name })));
    } catch {
      showRefusal(this.#note, { code: 'network', body: null });
    }
  }
}
