// The service's clock. The device's own clock does not matter: the offset is taken to performance.now(), which nobody sets.
// On some systems performance.now() stands still while the device sleeps, so the offset is measured again whenever the two clocks of the
// device have parted (sleep, or a clock that was set), when the page comes back, and now and then.
const SAMPLES = 4;
const SYNC_EVERY_MS = 120_000;
const PARTED_MS = 500;

let offset = null;
let uncertainty = Infinity;
let measuring = null;
let parted = Date.now() - performance.now();
let syncedAt = -Infinity;

/** Milliseconds since 1970 at the service. Before the first measurement, the device's. */
export const now = () => performance.now() + (offset ?? Date.now() - performance.now());

/** Whether the service's time is known. */
export const isKnown = () => offset !== null;

/**
 * A time that an answer carries is at most as old as the answer's way here: a lower bound of the service's time. It starts the clock
 * before it is measured, and shows when the service's own clock has jumped.
 */
export function hear(serverTime) {
  const told = Date.parse(serverTime);
  if (Number.isNaN(told)) return;
  const ahead = told - now();
  if (offset === null) offset = told - performance.now();
  else if (ahead > uncertainty + PARTED_MS || ahead < -30_000) void measure();
}

/** Measures the offset: of several round trips the shortest counts, as its answer was the least delayed. */
export function measure() {
  measuring ??= takeSamples().finally(() => { measuring = null; });
  return measuring;
}

async function takeSamples() {
  let best = null;
  for (let i = 0; i < SAMPLES; i++) {
    const sample = await takeSample();
    if (sample && (best === null || sample.trip < best.trip)) best = sample;
  }

  if (best === null) return;
  [offset, uncertainty] = [best.offset, best.trip / 2];
  parted = Date.now() - performance.now();
  syncedAt = performance.now();
}

async function takeSample() {
  try {
    const sent = performance.now();
    const answer = await fetch('/api/time', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
    const received = performance.now();
    const told = Date.parse((await answer.json()).now);
    return Number.isNaN(told) ? null : { offset: told - (sent + received) / 2, trip: received - sent };
  } catch {
    return null;
  }
}

function check() {
  const hasParted = Math.abs(Date.now() - performance.now() - parted) > PARTED_MS;
  if (hasParted) parted = Date.now() - performance.now();
  if (hasParted || performance.now() - syncedAt > SYNC_EVERY_MS * (0.75 + Math.random() / 2)) void measure();
}

/** Starts the clock; the promise is kept when the first measurement is done, well or not. */
export function startClock() {
  setInterval(check, 1_000);
  addEventListener('pageshow', event => { if (event.persisted) void measure(); });
  addEventListener('online', () => void measure());
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void measure(); });
  return measure();
}

/** Calls back at once and then on every full second of the service's clock. */
export function everySecond(call) {
  const tick = () => {
    call();
    setTimeout(tick, 1_000 - (now() % 1_000) + 5);
  };
  tick();
}
