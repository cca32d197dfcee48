// The operators' palette as a prompt: completion as one types, earlier lines by the arrow keys, and streams that can be ended.
import { el, mark, replace, say } from '../dom.js';
import { t, textOfCode } from '../texts.js';
import { admin, run, LONG_MS } from './admin.js';
import { commandOf, completionsOf } from './completion.js';
import { follow } from './stream.js';

/** Rows and lines of one answer that are kept; the oldest go first. */
const ROWS_MAX = 500;

/** Answers that are kept. */
const ANSWERS_MAX = 20;
const HISTORY_MAX = 100;

class Prompt {
  #commands = [];
  #history = [];
  #at = 0;
  #choice = -1;
  #running = null;
  #input = el('input', {
    id: 'line', class: 'line-input', role: 'combobox', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', maxlength: 4_096,
    'aria-expanded': 'false', 'aria-controls': 'choices', 'aria-autocomplete': 'list', 'aria-describedby': 'usage',
    oninput: () => this.#offer(), onkeydown: event => this.#key(event), onblur: () => setTimeout(() => this.#close(), 200),
  });
  #choices = el('ul', { id: 'choices', role: 'listbox', 'aria-label': t('prompt.choices'), hidden: true });
  #usage = el('p', { class: 'hint', id: 'usage' }, t('prompt.hint'));
  #go = el('button', { class: 'main', id: 'run' }, t('prompt.run'));
  #stop = el('button', { type: 'button', id: 'stop', hidden: true, onclick: () => this.#running?.abort() }, t('prompt.stop'));
  #answers = el('div', { class: 'answers', id: 'answers' });

  constructor(main) {
    replace(
      main, el('h1', {}, t('desk.prompt')),
      el('form', { onsubmit: event => { event.preventDefault(); void this.#run(this.#input.value.trim()); } },
        el('label', { for: 'line' }, t('prompt.line')),
        el('div', { class: 'prompt' }, this.#input, this.#choices), this.#usage, el('div', { class: 'row' }, this.#go, this.#stop)),
      this.#answers,
    );
    void this.#load();
    this.#input.focus();
  }

  end() {
    this.#running?.abort();
  }

  async #load() {
    const answer = await admin('GET', '/commands');
    if (answer.code !== null) {
      say(this.#usage, textOfCode(answer.code));
      return;
    }

    this.#commands = answer.body.commands;
    // Whoever was faster has typed into a prompt that knew nothing yet.
    if (this.#input.value !== '' && document.activeElement === this.#input) this.#offer();
  }

  #offer() {
    const line = this.#input.value.slice(0, this.#input.selectionStart);
    const found = completionsOf(this.#commands, line).slice(0, 20);
    this.#choice = -1;
    this.#choices.replaceChildren(...found.map((text, place) => el(
      'li', { role: 'option', id: `choice-${place}`, 'aria-selected': 'false', onmousedown: event => { event.preventDefault(); this.#take(text); } }, text)));
    this.#choices.hidden = found.length === 0;
    mark(this.#input, 'aria-expanded', String(found.length > 0));
    mark(this.#input, 'aria-activedescendant', null);
    const command = commandOf(this.#commands, this.#input.value);
    if (command) replace(this.#usage, el('code', { lang: 'en' }, command.usage), ' ', el('span', { lang: 'en' }, command.description));
    else say(this.#usage, t('prompt.hint'));
  }

  #close() {
    this.#choices.hidden = true;
    mark(this.#input, 'aria-expanded', 'false');
    mark(this.#input, 'aria-activedescendant', null);
    this.#choice = -1;
  }

  #key(event) {
    const isOpen = !this.#choices.hidden;
    if (event.key === 'Escape' && isOpen) this.#close();
    else if (event.key === 'Enter' && isOpen && this.#choice >= 0) this.#take(this.#choices.children[this.#choice].textContent);
    else if (event.key === 'ArrowDown' && isOpen) this.#choose(this.#choice + 1);
    else if (event.key === 'ArrowUp' && isOpen && this.#choice >= 0) this.#choose(this.#choice - 1);
    else if (event.key === 'ArrowUp') this.#recall(-1);
    else if (event.key === 'ArrowDown') this.#recall(1);
    else return;
    event.preventDefault();
  }

  #choose(place) {
    const options = [...this.#choices.children];
    this.#choice = Math.min(place, options.length - 1);
    options.forEach((option, at) => mark(option, 'aria-selected', String(at === this.#choice)));
    mark(this.#input, 'aria-activedescendant', this.#choice < 0 ? null : `choice-${this.#choice}`);
    options[this.#choice]?.scrollIntoView({ block: 'nearest' });
  }

  #take(text) {
    const at = this.#input.selectionStart;
    const before = this.#input.value.slice(0, at).replace(/[^ \t]*$/, '');
    this.#input.value = `${before}${text} ${this.#input.value.slice(at).trimStart()}`;
    this.#input.setSelectionRange(before.length + text.length + 1, before.length + text.length + 1);
    this.#offer();
  }

  #recall(step) {
    this.#close();
    this.#at = Math.max(0, Math.min(this.#history.length, this.#at + step));
    this.#input.value = this.#history[this.#at] ?? '';
  }

  async #run(line) {
    this.#close();
    if (line === '' || this.#running !== null) return;
    this.#history = [...this.#history.filter(earlier => earlier !== line), line].slice(-HISTORY_MAX);
    this.#at = this.#history.length;
    this.#input.value = '';
    const answer = new Answer(line);
    this.#answers.prepend(answer.element);
    while (this.#answers.children.length > ANSWERS_MAX) this.#answers.lastChild.remove();
    this.#running = new AbortController();
    this.#go.disabled = true;
    this.#stop.hidden = false;
    if (commandOf(this.#commands, line)?.streams) answer.end(await follow(line, this.#running.signal, answer.hears));
    else answer.take(await run(line, { patienceMs: LONG_MS }));
    this.#running = null;
    this.#go.disabled = false;
    this.#stop.hidden = true;
    this.#input.focus();
  }
}

/** One line that was run, and what it said. What the service says is English. */
class Answer {
  #head = el('tr');
  #rows = el('tbody');
  #table = el('div', { class: 'scroll', role: 'group', tabindex: '0', hidden: true }, el('table', {}, el('thead', {}, this.#head), this.#rows));
  #lines = el('ul', { class: 'lines' });
  #end = el('p', { class: 'hint end', role: 'status' }, t('prompt.running'));

  constructor(line) {
    mark(this.#table, 'aria-label', line);
    this.element = el('article', { class: 'answer', lang: 'en', 'aria-label': line }, el('h2', {}, el('code', {}, line)), this.#table, this.#lines, this.#end);
    mark(this.#end, 'lang', document.documentElement.lang);
    this.hears = { columns: names => this.#columns(names), row: cells => this.#row(cells), line: text => this.#line(text) };
  }

  take(answer) {
    if (answer.code !== null) return this.end({ exitCode: answer.status === 400 ? 2 : 4, code: answer.code, detail: answer.body?.errors?.line?.[0] ?? answer.body?.detail ?? '' });
    this.#columns(answer.body.columns);
    for (const row of answer.body.rows) this.#row(row);
    for (const line of answer.body.lines) this.#line(line);
    if (answer.body.nextCursor) this.#line(`--cursor ${answer.body.nextCursor}`);
    this.end({ ...answer.body, detail: '' });
  }

  end({ exitCode, code, detail }) {
    if (detail) this.#line(detail);
    const text = code === 'aborted' ? t('prompt.stopped') : code ? textOfCode(code) : exitCode === 0 ? t('prompt.done') : t('prompt.found');
    say(this.#end, code === 'aborted' ? text : `${text} (${exitCode})`);
    mark(this.element, 'data-exit', code === 'aborted' ? '0' : exitCode);
  }

  #columns(names) {
    this.#head.replaceChildren(...names.map(name => el('th', { scope: 'col' }, name)));
  }

  #row(cells) {
    this.#table.hidden = false;
    this.#rows.append(el('tr', {}, ...cells.map(cell => el('td', { class: classOf(cell) }, cell === null ? '' : String(cell)))));
    while (this.#rows.children.length > ROWS_MAX) this.#rows.firstChild.remove();
  }

  #line(text) {
    this.#lines.append(el('li', {}, text));
    while (this.#lines.children.length > ROWS_MAX) this.#lines.firstChild.remove();
  }
}

/** Sentences may be broken; ids and times may not. */
const classOf = cell => (typeof cell === 'number' ? 'number' : typeof cell === 'string' && !cell.includes(' ') && cell.length <= 40 ? 'whole' : null);

export function show(main) {
  const prompt = new Prompt(main);
  return () => prompt.end();
}
