// A new item, or other terms for one that exists. What is wrong is said at the field. A change names the terms that it was made for, so two
// operators never undo each other, while sales go on.
import { el, mark, replace } from '../dom.js';
import { t, textOfCode } from '../texts.js';
import { now } from '../clock.js';
import { call } from '../api.js';
import { phaseOf } from '../item-state.js';
import { admin, refusalLine, showRefusal } from './admin.js';
import { Field } from './field.js';
import { FIELDS, bodyOf, valuesOf } from './fields.js';

class EditPage {
  #itemId;
  #item;
  #id;
  #fields;
  #note = refusalLine();
  #save = el('button', { class: 'main', id: 'save' }, t('desk.save'));
  #newest = el('button', { type: 'button', id: 'newest', hidden: true, onclick: () => location.reload() }, t('desk.newest'));

  constructor(main, itemId, item) {
    [this.#itemId, this.#item] = [itemId, item];
    this.#id = new Field({ name: 'itemId', kind: 'line', isRequired: true }, itemId);
    this.#id.lock(itemId !== null);
    const values = valuesOf(item);
    this.#fields = new Map(FIELDS.map(row => [row.name, new Field(row, values[row.name] ?? null, () => this.#fields?.get('currency').typed || values.currency)]));
    // A sale that has begun keeps what buyers have bought under.
    const hasBegun = item !== null && phaseOf(item, now()) !== 'upcoming';
    for (const row of FIELDS) this.#fields.get(row.name).lock(hasBegun && !row.isOpen);
    replace(
      main, el('h1', {}, itemId === null ? t('desk.new') : t('desk.editTitle', { itemId })),
      hasBegun ? el('p', { class: 'hint' }, t('desk.hasBegun')) : null,
      el('form', { class: 'form', novalidate: true, onsubmit: event => void this.#submit(event) },
        this.#id.element, ...[...this.#fields.values()].map(field => field.element), this.#note,
        el('div', { class: 'row' }, this.#save, this.#newest, el('a', { class: 'button', href: itemId === null ? '/desk' : pageOf(itemId) }, t('cancel')))),
    );
  }

  async #submit(event) {
    event.preventDefault();
    const all = [this.#id, ...this.#fields.values()];
    this.#note.hidden = true;
    for (const field of all) field.blame(null);
    const wrong = all.filter(field => !field.check());
    if (wrong.length > 0) return wrong[0].focus();
    const values = Object.fromEntries([...this.#fields.values()].flatMap(field => field.entries()));
    // The service takes it, for those who bring sales of the past along; whoever fills in a form has mistyped.
    if (this.#item === null && Date.parse(values.endsAt) <= now()) return this.#object('endsAt', t('desk.past'));
    const id = this.#itemId ?? this.#id.typed.trim();
    mark(this.#save, 'disabled', true);
    const answer = await admin('PUT', `/items/${encodeURIComponent(id)}`, {
      body: bodyOf(values), headers: this.#item === null ? { 'If-None-Match': '*' } : { 'If-Match': `"t${this.#item.termsVersion}"` },
    });
    mark(this.#save, 'disabled', false);
    if (answer.code === null) return location.assign(pageOf(id));
    const isConflict = answer.code === 'version_conflict';
    if (isConflict && this.#item === null) return this.#object('itemId', t('desk.taken'));
    const blamed = all.filter(field => field.blame(answer.body?.errors));
    // The service's sentence about it is for programs.
    showRefusal(this.#note, isConflict ? { ...answer, body: null } : answer);
    this.#newest.hidden = !isConflict;
    blamed[0]?.focus();
  }

  /** Says at a field what is wrong with it, and goes there. */
  #object(name, text) {
    const field = name === this.#id.name ? this.#id : this.#fields.get(name);
    field.object(text);
    field.focus();
  }
}

const pageOf = itemId => `/desk/items/${encodeURIComponent(itemId)}`;

export async function show(main, encoded) {
  if (encoded === null) return void new EditPage(main, null, null);
  const answer = await call('GET', `/api/items/${encoded}`);
  if (answer.code === null) return void new EditPage(main, answer.body.itemId, answer.body);
  replace(main, el('h1', {}, t('act.edit')), el('p', { class: 'state', id: 'state' }, textOfCode(answer.code)));
}
