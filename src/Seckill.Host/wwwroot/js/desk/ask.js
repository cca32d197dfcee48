// A question before something changes: what will happen, and why the operator does it. What the service refuses is said in the dialogue.
import { el } from '../dom.js';
import { t } from '../texts.js';
import { refusalLine, showRefusal } from './admin.js';
import { Field } from './field.js';

/** The reason, which stands in the ledger and in the operations log. */
export const reasonField = { name: 'reason', kind: 'line', isRequired: true };

/**
 * Asks, and acts when the operator agrees.
 * @param words {title, text, yes, id?}: `id` begins the names of its parts, for a question that is asked on top of another
 * @param fields what else there is to say, rows as in field.js
 * @param act gets the values; returns the service's answer, or null if the operator has thought better of it. The dialogue closes when
 *   there is an answer without a code.
 * @returns {Promise<object|null>} the answer that closed it, or null
 */
export function ask({ title, text, yes, id = 'ask' }, fields, act) {
  return new Promise(resolve => {
    const inputs = fields.map(field => new Field(field, null));
    const note = refusalLine(`${id}-note`);
    const go = el('button', { class: 'main', id: `${id}-yes` }, yes);
    let taken = null;
    const dialog = el('dialog', { 'aria-labelledby': `${id}-title` }, el(
      'form', { novalidate: true, onsubmit: submit },
      el('h2', { id: `${id}-title` }, title), el('p', {}, text), ...inputs.map(input => input.element), note,
      el('div', { class: 'row' }, go, el('button', { type: 'button', onclick: () => dialog.close() }, t('cancel'))),
    ));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(taken);
    });
    document.body.append(dialog);
    dialog.showModal();

    async function submit(event) {
      event.preventDefault();
      note.hidden = true;
      for (const input of inputs) input.blame(null);
      const wrong = inputs.filter(input => !input.check());
      if (wrong.length > 0) return wrong[0].focus();
      go.disabled = true;
      const answer = await act(Object.fromEntries(inputs.flatMap(input => input.entries())));
      go.disabled = false;
      if (answer === null) return;
      if (answer.code === null) {
        taken = answer;
        return dialog.close();
      }

      const blamed = inputs.filter(input => input.blame(answer.body?.errors));
      if (blamed.length > 0) blamed[0].focus();
      else showRefusal(note, answer);
    }
  });
}
