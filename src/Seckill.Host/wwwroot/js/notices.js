// What the page says beside its content: whether the service can be reached, and, for screen readers, what has just changed.
import { byId, say } from './dom.js';
import { t } from './texts.js';
import { timeOfDay } from './format.js';
import { now } from './clock.js';

let lastHeardAt = null;
let failures = 0;

/** The service has answered. */
export function heard() {
  [lastHeardAt, failures] = [now(), 0];
  showBanner();
}

/** A call got no answer. One may be an accident; the second is said. */
export function unheard() {
  failures++;
  showBanner();
}

/** Whether what the page shows may be old. */
export const isCutOff = () => !navigator.onLine || failures > 1;

export function watchConnection() {
  addEventListener('online', showBanner);
  addEventListener('offline', showBanner);
  showBanner();
}

function showBanner() {
  const banner = byId('banner');
  const isShown = isCutOff();
  if (isShown) {
    const reason = navigator.onLine ? t('banner.unreachable') : t('banner.offline');
    const text = lastHeardAt === null ? reason : `${reason} ${t('banner.asOf', { time: timeOfDay(lastHeardAt) })}`;
    if (banner.hidden) announce(text);
    say(banner, text);
  }

  banner.hidden = !isShown;
}

/** Has a text read out once the reader has finished what they are hearing. Only for changes that matter, never for ticks. */
export function announce(text) {
  say(byId('announcer'), text);
}
