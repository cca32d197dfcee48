// Every page starts here. The address says which page it is; each page is a module of its own, fetched only when it is shown.
import { byId, el, replace } from './dom.js';
import { loadTexts, t } from './texts.js';
import { showBar } from './session.js';
import { isDesk } from './nav.js';
import { watchConnection } from './notices.js';

const PAGES = [
  { at: /^\/$/, module: () => import('./sale-page.js') },
  { at: /^\/items\/([^/]+)\/?$/, module: () => import('./item-page.js') },
  { at: /^\/orders\/?$/, module: () => import('./orders-page.js') },
  { at: /^\/orders\/([^/]+)\/?$/, module: () => import('./order-page.js') },
  { at: /^(?:\/desk)?\/signed-in$/, module: () => import('./signed-in-page.js') },
  { at: /^\/desk(?:\/(.*?))?\/?$/, module: () => import('./desk/desk.js') },
];

async function start() {
  await loadTexts(isDesk);
  byId('skip').textContent = t('skip');
  showBar(byId('bar'));
  watchConnection();
  for (const page of PAGES) {
    const match = page.at.exec(location.pathname);
    if (!match) continue;
    const { show } = await page.module();
    await show(byId('main'), decode(match[1] ?? ''));
    return;
  }

  replace(byId('main'), el('h1', {}, t('page.missing')));
}

/** A part of the address as text; as it is where it is not encoded well. */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

start();
