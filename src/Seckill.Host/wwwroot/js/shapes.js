// What answers of the service look like. A page believes an answer only if it has what the page goes on with: what is between a browser and
// the service may answer with anything, and a purchase must not end because of `{}`.
const STATUSES = new Set(['pending', 'paid', 'expired', 'cancelled', 'refund_due', 'refunded']);
const PHASES = new Set(['upcoming', 'open', 'sold_out', 'paused', 'closed']);
const ROOM_STATES = new Set(['waiting', 'admitted', 'cannot_win', 'left']);
const LIST_STATES = new Set(['waiting', 'offered', 'none']);

const isText = value => typeof value === 'string' && value !== '';
const isNumber = value => Number.isFinite(value);
const isTime = value => isText(value) && !Number.isNaN(Date.parse(value));
const isMoney = value => isNumber(value?.amount) && /^[A-Z]{3}$/.test(value.currency);

const isStock = value => [value?.total, value?.available, value?.held].every(isNumber);

/** An item. */
export const isItem = body =>
  isText(body.itemId) && isText(body.title) && isMoney(body.price) && (!body.listPrice || isMoney(body.listPrice)) && isStock(body.stock)
  && PHASES.has(body.phase) && isTime(body.startsAt) && isTime(body.endsAt) && isNumber(body.perBuyerLimit) && isNumber(body.version);

/** A page of items. */
export const isItems = body =>
  Array.isArray(body.items) && body.items.every(item => item !== null && isItem(item)) && (body.nextCursor === null || isText(body.nextCursor));

/** An order. */
export const isOrder = body =>
  isText(body.orderId) && isText(body.itemId) && isNumber(body.quantity) && isMoney(body.amount) && STATUSES.has(body.status)
  && isTime(body.createdAt) && isTime(body.payBefore);

/** A page of orders. */
export const isOrders = body => Array.isArray(body.orders) && body.orders.every(order => order !== null && isOrder(order));

/** What has to be done for a ticket. */
export const isChallenge = body =>
  isTime(body.expiresAt)
  && (body.kind === 'wait' ? isTime(body.notBefore) : isText(body.salt) && isText(body.challenge) && isNumber(body.maxNumber));

/** A token, with what it says in its middle. */
export const isSession = body => isText(body.token) && body.token.split('.').length === 3;

/** A ticket. */
export const isTicket = body => isText(body.ticket);

/** A payment: with the page where it is made, which is never javascript: or data:, whoever says so. */
export const isPayment = body => isText(body.payUrl) && /^https?:$/.test(protocolOf(body.payUrl));

function protocolOf(address) {
  try {
    return new URL(address, location.origin).protocol;
  } catch {
    return null;
  }
}

/** A place in a waiting room. */
export const isRoomPlace = body => ROOM_STATES.has(body.state);

/** A place on a waiting list. */
export const isListPlace = body => LIST_STATES.has(body.state) && (body.state !== 'offered' || isText(body.orderId));
