// Who gets nothing: buyers, addresses and networks.
import { el, replace, say } from '../dom.js';
import { t } from '../texts.js';
import { moment } from '../format.js';
import { admin, refusalLine, repeat, showRefusal } from './admin.js';
import { ask, reasonField } from './ask.js';
import { Pager } from './pager.js';
import { Table } from './table.js';

const EVERY_MS = 4_000;
const PAGE_SIZE = 50;

class BlocksPage {
  #note = refusalLine();
  #state = el('p', { class: 'state', id: 'state' }, t('loading'));
  #table = new Table(t('desk.blocks'), [
    { text: t('desk.kind'), isWhole: true }, { text: t('desk.who'), isWhole: true }, { text: t('desk.until'), isWhole: true }, { text: t('desk.setBy') },
    { text: t('field.reason'), isLong: true }, { text: t('act.unblock') },
  ]);
  #pager = new Pager(() => this.#again());
  #end = null;

  constructor(main) {
    const button = kind => el('button', { type: 'button', id: `block-${kind}`, onclick: () => void this.#add(kind) }, t(`act.block.${kind}`));
    replace(
      main, el('h1', {}, t('desk.blocks')), el('p', { class: 'hint' }, t('desk.blocksText')), el('div', { class: 'row' }, button('buyers'), button('addresses')),
      this.#note, this.#state, this.#table.element, this.#pager.element,
    );
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
    const answer = await admin('GET', `/blocks?limit=${PAGE_SIZE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    if (cursor !== this.#pager.cursor) return 0;
    showRefusal(this.#note, answer);
    if (answer.code !== null) return answer.retryAfterMs;
    const { blocks, nextCursor } = answer.body;
    say(this.#state, blocks.length === 0 ? t('desk.noBlocks') : '');
    this.#state.hidden = blocks.length > 0;
    this.#table.element.hidden = blocks.length === 0;
    this.#table.show(blocks.map(one => ({
      key: `${one.kind} ${one.value}`,
      cells: [
        t(`blocks.${one.kind}`), one.value, one.expiresAt === null ? t('desk.forever') : moment(Date.parse(one.expiresAt)),
        `${one.blockedBy}, ${moment(Date.parse(one.blockedAt))}`, one.reason ?? '',
        el('button', { type: 'button', 'aria-label': t('desk.unblock', { value: one.value }), onclick: () => void this.#remove(one.kind, one.value) }, t('act.unblock')),
      ],
    })));
    this.#pager.hear(nextCursor);
    return 0;
  }

  async #add(kind) {
    const answer = await ask(
      { title: t(`act.block.${kind}`), text: t('ask.blockText'), yes: t(`act.block.${kind}`) },
      [{ name: kind === 'buyers' ? 'buyer' : 'address', kind: 'line', isRequired: true, errors: ['value'] }, { name: 'expiresAt', kind: 'time' }, reasonField],
      async ({ buyer, address, ...body }) => {
        const value = (buyer ?? address).trim();
        return kind === 'buyers' || !isWide(value) || await this.#isSure(value) ? admin('PUT', addressOf(kind, value), { body }) : null;
      },
    );
    if (answer !== null) await this.#ask();
  }

  async #isSure(value) {
    const words = { id: 'sure', title: t('ask.blockWide', { value }), text: t('ask.blockWideText'), yes: t('act.block.addresses') };
    return await ask(words, [], async () => ({ code: null })) !== null;
  }

  async #remove(kind, value) {
    const answer = await ask(
      { title: t('desk.unblock', { value }), text: t('ask.unblockText'), yes: t('act.unblock') }, [],
      () => admin('DELETE', addressOf(kind, value)),
    );
    if (answer !== null) await this.#ask();
  }
}

/** Whether a network is so large that blocking it would rarely be meant: a /8 of IPv4, a /16 of IPv6, and everything wider. */
function isWide(text) {
  const [, address, length] = /^(.*)\/(\d+)$/.exec(text) ?? [];
  if (length === undefined) return false;
  // IPv4 inside IPv6 (::ffff:0:0/96) is IPv4 to the service.
  if (/^[0:]+ffff:/i.test(address)) return Number(length) <= 96 + 8;
  return Number(length) <= (address.includes(':') ? 16 : 8);
}

const addressOf = (kind, value) => `/blocks/${kind}/${encodeURIComponent(value)}`;

export function show(main) {
  const page = new BlocksPage(main);
  return () => page.end();
}
