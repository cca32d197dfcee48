// The texts of the pages in the reader's language: the one that they have chosen, or else the one that the server has read from
// Accept-Language.
import { keep, read } from './store.js';

export const LANGUAGES = { en: 'English', zh: '中文' };

let texts = {};
let chosen = 'en';

/** The language of the page. */
export const language = () => chosen;

/** Loads the texts of the shop, and with `isDesk` those of the operators' desk. */
export async function loadTexts(isDesk) {
  chosen = [read('language'), document.documentElement.lang].find(wish => Object.hasOwn(LANGUAGES, wish)) ?? chosen;
  const parts = await Promise.all([import(`./texts/${chosen}.js`), ...(isDesk ? [import(`./desk/texts/${chosen}.js`)] : [])]);
  texts = Object.assign({}, ...parts.map(part => part.default));
  document.documentElement.lang = chosen;
  document.title = texts.title;
}

/** Shows the pages in another language from now on. A purchase under way goes on after the reload. */
export function choose(other) {
  keep('language', other);
  location.reload();
}

/** A text, with values for its {names}. */
export function t(key, values = {}) {
  const text = texts[key];
  if (text === undefined) throw new Error(`No text '${key}' in '${chosen}'.`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** Whether there is such a text. */
export const has = key => Object.hasOwn(texts, key);

/** The text of a refusal's code. A code that these pages do not know yet is told by its number. */
export function textOfCode(code) {
  return has(`code.${code}`) ? t(`code.${code}`) : t('code.other', { code });
}
