// What operators decide for the whole sale while it runs.
import { el, replace, say } from '../dom.js';
import { t } from '../texts.js';
import { moment } from '../format.js';
import { admin, refusalLine, repeat, showRefusal, words } from './admin.js';
import { ask, reasonField } from './ask.js';
import { Table } from './table.js';

const EVERY_MS = 4_000;

class SwitchesPage {
  #note = refusalLine();
  #state = el('p', { class: 'state', id: 'state' }, t('loading'));
  #table = new Table(t('desk.switches'), [
    { text: t('desk.switch'), isWhole: true }, { text: t('desk.value'), isWhole: true }, { text: t('desk.default'), isWhole: true },
    { text: t('desk.change') }, { text: t('desk.effect'), isLong: true }, { text: t('desk.setBy') }, { text: t('field.reason'), isLong: true },
  ]);
  #known = new Map();

  constructor(main) {
    replace(main, el('h1', {}, t('desk.switches')), el('p', { class: 'hint' }, t('desk.switchesText')), this.#note, this.#state, this.#table.element);
    this.end = repeat(EVERY_MS, () => this.#ask());
  }

  async #ask() {
    const answer = await admin('GET', '/switches');
    showRefusal(this.#note, answer);
    if (answer.code !== null) return answer.retryAfterMs;
    say(this.#state, '');
    this.#state.hidden = true;
    this.#known = new Map(answer.body.switches.map(one => [one.name, one]));
    this.#table.show(answer.body.switches.map(one => ({
      key: one.name, data: { changed: String(one.value !== one.default) },
      cells: [
        el('code', {}, one.name), el('strong', {}, String(one.value)), String(one.default),
        el('button', { type: 'button', id: `set-${one.name}`, 'aria-label': t('desk.changeSwitch', { name: one.name }), onclick: () => void this.#change(one.name) }, t('desk.change')),
        words(one.effect), one.setBy === null ? '' : `${one.setBy}, ${moment(Date.parse(one.setAt))}`, one.reason ?? '',
      ],
    })));
    return 0;
  }

  async #change(name) {
    const one = this.#known.get(name);
    const answer = await ask(
      { title: t('desk.changeSwitch', { name }), text: t('ask.switchText', { value: one.value, allowed: one.allowed }), yes: t('desk.change') },
      [{ name: 'value', kind: 'line', isRequired: true }, reasonField],
      ({ value, reason }) => admin('PUT', `/switches/${encodeURIComponent(name)}`, { body: { value: typeof one.value === 'number' ? numberOf(value) : value.trim(), reason } }),
    );
    if (answer !== null) await this.#ask();
  }
}

/** The number that a text is; the text itself if it is none, for the service to refuse. */
const numberOf = text => (/^-?\d+$/.test(text.trim()) ? Number(text) : text);

export function show(main) {
  const page = new SwitchesPage(main);
  return () => page.end();
}
