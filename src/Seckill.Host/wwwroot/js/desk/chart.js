// A line chart of the last minutes, as SVG of our own: four small charts of at most three lines need no library, which would weigh more
// than the whole desk and bring styles that our content-security policy forbids.
import { el, say } from '../dom.js';
import { t } from '../texts.js';
import { number } from '../format.js';

const SPAN_MS = 120_000;
const POINTS_MAX = 600;
const [WIDTH, HEIGHT] = [300, 90];

export class Chart {
  #title;
  #names;
  #points = [];
  #lines;
  #top = el('span', { class: 'top', 'aria-hidden': 'true' });
  #values;
  #drawing;

  /** @param {string} title  @param {string[]} names of its lines, in the order of the values */
  constructor(title, names, { note = null } = {}) {
    [this.#title, this.#names] = [title, names];
    this.#lines = names.map((_, place) => svg('polyline', { class: `line-${place}`, 'vector-effect': 'non-scaling-stroke' }));
    this.#values = names.map(() => el('strong', {}, '–'));
    this.#drawing = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': title }, ...this.#lines);
    this.element = el(
      'figure', { class: 'chart' },
      el('figcaption', {}, title, note === null ? null : el('span', { class: 'hint' }, ` ${note}`)),
      this.#top, this.#drawing,
      el('p', { class: 'legend' }, ...names.flatMap((name, place) => [el('span', { class: `key-${place}` }, name, ' ', this.#values[place]), ' '])),
    );
  }

  /** Takes the values at a time, and draws. */
  add(at, values) {
    this.#points.push({ at, values });
    const from = at - SPAN_MS;
    while (this.#points.length > POINTS_MAX || this.#points[0].at < from) this.#points.shift();
    const top = niceTop(Math.max(...this.#points.flatMap(point => point.values)));
    this.#lines.forEach((line, place) => line.setAttribute('points', this.#points
      .map(point => `${round((point.at - from) / SPAN_MS * WIDTH)},${round(HEIGHT - point.values[place] / top * (HEIGHT - 4) - 2)}`).join(' ')));
    say(this.#top, number(top));
    values.forEach((value, place) => say(this.#values[place], number(value)));
    const told = this.#names.map((name, place) => `${name} ${number(values[place])}`).join(', ');
    this.#drawing.setAttribute('aria-label', t('desk.chartNow', { title: this.#title, values: told }));
  }
}

const round = value => Math.round(value * 10) / 10;

/** The next of 1, 2, 5, 10, 20, … at or above a value, so that the scale changes rarely. */
function niceTop(value) {
  for (let step = 1; ; step *= 10) for (const factor of [1, 2, 5]) if (factor * step >= value) return factor * step;
}

function svg(name, properties, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(properties)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
