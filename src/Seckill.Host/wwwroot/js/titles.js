// What items are called, for orders, which only know their ids. Asked once for each item; the answer comes from the node's memory.
import { call } from './api.js';

const asked = new Map();

/** Calls back with an item's title once it is known; never if it cannot be had. */
export async function withTitle(itemId, use) {
  if (!asked.has(itemId)) asked.set(itemId, call('GET', `/api/items/${encodeURIComponent(itemId)}`));
  const answer = await asked.get(itemId);
  if (answer.code === null && typeof answer.body.title === 'string') use(answer.body.title);
  else asked.delete(itemId);
}
