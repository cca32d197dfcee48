// What the browser keeps for these pages: shared by all tabs, or of one tab alone. Where it keeps nothing (private windows, full storage), the
// page remembers what all tabs share for as long as it is open.
const memory = new Map();
const PREFIX = 'seckill.';

/** The value under a key; null if there is none, or if it is not JSON. */
export function read(key) {
  try {
    const text = memory.get(key) ?? stored(key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** What the browser keeps under a key; null if it keeps nothing, or forbids to look. */
function stored(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** Keeps a value; null removes it. */
export function keep(key, value) {
  memory.delete(key);
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    if (value !== null) memory.set(key, JSON.stringify(value));
  }
}

/** The value that this tab alone keeps under a key, for as long as it is open; null if there is none, or if it is not JSON. */
export function readTab(key) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** Keeps a value for this tab alone; null removes it. A browser that keeps nothing for a tab cannot sign in at a provider; it is told when it comes back. */
export function keepTab(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Nothing is kept.
  }
}

/** Calls back when another tab changes a key. */
export function onChange(key, call) {
  addEventListener('storage', event => {
    if (event.key === PREFIX + key || event.key === null) call(read(key));
  });
}
