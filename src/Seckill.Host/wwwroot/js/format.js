// Money, numbers and times in the reader's language.
import { el, replace } from './dom.js';
import { language, t } from './texts.js';

const locale = () => (language() === 'zh' ? 'zh-CN' : 'en-GB');

/** Making a format takes a phone milliseconds, and pages write numbers every second: each is made once. */
const formats = new Map();

function formatOf(Kind, options = {}) {
  const key = Kind.name + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Kind(locale(), options));
  return formats.get(key);
}

/** {amount, currency} in minor units, as people write it. */
export function money({ amount, currency }) {
  const format = formatOf(Intl.NumberFormat, { style: 'currency', currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** The price outside the sale, struck out; what that means is said to those who cannot see it. */
export function showListPrice(element, { listPrice }) {
  element.hidden = !listPrice;
  const text = listPrice ? money(listPrice) : '';
  if (element.dataset.shows === text) return;
  element.dataset.shows = text;
  replace(element, el('span', { class: 'unseen' }, t('price.before')), el('s', {}, text));
}

export const number = value => formatOf(Intl.NumberFormat).format(value);

/** A moment on the reader's own clock face: day, hour and minute. */
export const moment = milliseconds =>
  formatOf(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'short' }).format(milliseconds);

/** A moment to the second, for logs. */
export const instant = milliseconds =>
  formatOf(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'medium' }).format(milliseconds);

/** Hour, minute and second. */
export const timeOfDay = milliseconds => formatOf(Intl.DateTimeFormat, { timeStyle: 'medium' }).format(milliseconds);

/** A time left, rounded up to the second: 1:02:03, 02:03, or days and hours. */
export function left(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
  const two = value => String(value).padStart(2, '0');
  if (days > 0) return t('left.days', { days, hours });
  return (hours > 0 ? `${hours}:` : '') + `${two(minutes)}:${two(seconds % 60)}`;
}
