// Money between people and the contract: 99.00 and 9900. By text, never by floating point.

/** How many digits a currency has after the point; 2 for one that nobody knows. */
function digitsOf(currency) {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  } catch {
    return 2;
  }
}

/** Minor units as people write them. */
export function fromMinor(amount, currency) {
  const digits = digitsOf(currency);
  const text = String(amount).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** What people write as minor units. Throws for what is no amount of the currency. */
export function toMinor(text, currency) {
  const digits = digitsOf(currency);
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match || (match[2] ?? '').length > digits) throw new RangeError(text);
  const amount = Number(match[1] + (match[2] ?? '').padEnd(digits, '0'));
  if (!Number.isSafeInteger(amount)) throw new RangeError(text);
  return amount;
}
