// The operators' desk. Each of its pages is a module of its own. All of them work with the operator's token in a header and nothing else:
// no cookie, so no other site can make a browser change anything here.
import { el, replace } from '../dom.js';
import { t } from '../texts.js';
import { startClock } from '../clock.js';
import { current, onSession, signIn, way } from '../session.js';

const PAGES = [
  { at: /^$/, module: () => import('./list.js') },
  { at: /^new$/, module: () => import('./edit.js') },
  { at: /^items\/([^/]+)\/edit$/, module: () => import('./edit.js') },
  { at: /^items\/([^/]+)$/, module: () => import('./item.js') },
  { at: /^operations$/, module: () => import('./operations.js') },
  { at: /^books$/, module: () => import('./books.js') },
  { at: /^cluster$/, module: () => import('./cluster.js') },
  { at: /^switches$/, module: () => import('./switches.js') },
  { at: /^blocks$/, module: () => import('./blocks.js') },
  { at: /^prompt$/, module: () => import('./prompt.js') },
];

/** Shows a page of the desk, to operators. A page returns how it is ended, if it goes on by itself. */
export async function show(main, path) {
  void startClock();
  await styles();
  let [shownTo, end] = [undefined, null];
  const present = async () => {
    const session = current();
    const key = session?.isOperator ? session.buyer : null;
    if (key !== null && key === shownTo) return;
    shownTo = key;
    end?.();
    end = null;
    if (key === null) turnAway(main, session);
    else end = await showPage(main, path);
  };
  onSession(() => void present());
  await present();
}

async function showPage(main, path) {
  for (const page of PAGES) {
    const match = page.at.exec(path);
    if (match) return await (await page.module()).show(main, match[1] ?? null) ?? null;
  }

  replace(main, el('h1', {}, t('page.missing')));
  return null;
}

/** Strangers may sign in; shoppers are told that this is not for them. The service itself refuses both. */
function turnAway(main, session) {
  const words = session ? t('desk.noOperator', { name: session.buyer }) : way === 'none' ? t('desk.noSignIn') : t('desk.stranger');
  const enter = way === 'none' ? null : el('button', { type: 'button', class: 'main', onclick: () => void signIn() }, t('desk.signIn'));
  replace(main, el('h1', {}, t('nav.desk')), el('p', { class: 'state', id: 'state' }, words), enter);
}

/** The desk's own style sheet, which shoppers do not load. */
function styles() {
  return new Promise(resolve => {
    const link = el('link', { rel: 'stylesheet', href: new URL('../../desk.css', import.meta.url).pathname, onload: resolve, onerror: resolve });
    document.head.append(link);
  });
}
