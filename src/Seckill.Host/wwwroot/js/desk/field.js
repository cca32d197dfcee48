// One field of a form: its label, its rule, its value as the contract wants it, and what is wrong with it. The service decides what is
// wrong; here only what could not even be sent is found.
import { el, mark, say } from '../dom.js';
import { t } from '../texts.js';
import { fromMinor, toMinor } from './minor.js';

/**
 * How each kind looks, and how its text and its value become each other. `read` throws for a text that is no value.
 * Kinds: line, text (several lines), count, money (minor units of the form's currency), time (of this device's zone), flag, choice.
 */
const KINDS = {
  line: { input: id => el('input', { id, autocomplete: 'off' }), write: value => value, read: text => text },
  text: { input: id => el('textarea', { id, rows: 4 }), write: value => value, read: text => text },
  count: { input: id => el('input', { id, inputmode: 'numeric', autocomplete: 'off' }), write: String, read: readCount },
  money: { input: id => el('input', { id, inputmode: 'decimal', autocomplete: 'off' }), write: fromMinor, read: toMinor },
  time: { input: id => el('input', { id, type: 'datetime-local', step: 1 }), write: localTime, read: text => new Date(text).toISOString() },
  flag: { input: id => el('input', { id, type: 'checkbox' }), write: value => value, read: value => value },
  choice: {
    input: (id, { name, options }) => el('select', { id }, ...options.map(option => el('option', { value: option }, t(`field.${name}.${option}`)))),
    write: value => value, read: value => value,
  },
};

export class Field {
  #row;
  #kind;
  #input;
  #error;
  #rule;
  #first;
  #original;
  #currency;

  /**
   * @param row {name, kind, isRequired?, options?, errors?}: its text is `field.{name}`, its rule `rule.{name}`; `errors` are the names under which
   *   the service blames it, besides its own
   * @param value what it is now; null for nothing  @param currency tells the form's currency, for money
   */
  constructor(row, value, currency = () => 'CNY') {
    [this.#row, this.#kind, this.#original, this.#currency] = [row, KINDS[row.kind], value, currency];
    const [id, ruleId, errorId] = [`field-${row.name}`, `rule-${row.name}`, `error-${row.name}`];
    this.#input = this.#kind.input(id, row);
    this.#error = el('p', { class: 'error', id: errorId });
    const label = el('label', { for: id }, t(`field.${row.name}`), row.isRequired ? '' : ` ${t('desk.optional')}`);
    this.#rule = el('p', { class: 'hint', id: ruleId }, t(`rule.${row.name}`));
    mark(this.#input, 'aria-required', row.isRequired ? 'true' : null);
    this.element = row.kind === 'flag'
      ? el('div', { class: 'field flag' }, this.#input, el('label', { for: id }, t(`field.${row.name}`)), this.#rule, this.#error)
      : el('div', { class: 'field' }, label, this.#input, this.#rule, this.#error);
    this.#say('');
    this.show(value);
    this.#first = this.#text;
  }

  get name() { return this.#row.name; }

  get #text() { return this.#row.kind === 'flag' ? this.#input.checked : this.#input.value; }

  /** What stands in it, as typed. */
  get typed() { return this.#text; }

  show(value) {
    if (this.#row.kind === 'flag') this.#input.checked = value === true;
    else this.#input.value = value === null || value === undefined ? '' : this.#kind.write(value, this.#currency());
  }

  /** Whether it may be changed at present. */
  lock(isLocked) {
    if (this.#row.kind === 'flag' || this.#row.kind === 'choice') this.#input.disabled = isLocked;
    else this.#input.readOnly = isLocked;
  }

  focus() {
    this.#input.focus();
  }

  /** The value under its name; nothing if it is empty. What was not touched stays exactly as it was, and what was not there is left out. */
  entries() {
    if (this.#text === this.#first) return this.#original === null || this.#original === undefined ? [] : [[this.name, this.#original]];
    return this.#text === '' ? [] : [[this.name, this.#kind.read(this.#text, this.#currency())]];
  }

  /** Whether it can be sent; says at the field if not. */
  check() {
    // A date without its time, say: the browser shows it, and reports an empty text.
    if (this.#input.validity.badInput) return this.object(t('desk.unfinished'));
    try {
      if (this.entries().length > 0 || !this.#row.isRequired) return true;
    } catch {
      // Said below.
    }

    return this.object(this.#refusal);
  }

  /** Says at the field what is wrong with it. Returns false, as a check that has failed. */
  object(text) {
    this.#say(text);
    return false;
  }

  /** Takes what the service blames, by field, or null for nothing. Returns whether this field is blamed. */
  blame(errors) {
    const isBlamed = [this.name, ...(this.#row.errors ?? [])].some(name => errors?.[name]);
    this.#say(isBlamed ? this.#refusal : '');
    return isBlamed;
  }

  /** The field's rule, under whichever name the service has blamed it: the service's own sentence is English. */
  get #refusal() { return t('desk.wrong', { rule: t(`rule.${this.name}`) }); }

  #say(text) {
    say(this.#error, text);
    // The error repeats the rule.
    this.#rule.hidden = text !== '';
    mark(this.#input, 'aria-describedby', text === '' ? this.#rule.id : this.#error.id);
    mark(this.#input, 'aria-invalid', text === '' ? null : 'true');
  }
}

/** Digits only: Number() would take 0x10 for 16 and 1e3 for 1000. */
function readCount(text) {
  const value = Number(text);
  if (!/^-?\d+$/.test(text.trim()) || !Number.isSafeInteger(value)) throw new RangeError(text);
  return value;
}

/** A moment as the input wants it: this device's time of day, to the second. */
function localTime(text) {
  const time = new Date(text);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
