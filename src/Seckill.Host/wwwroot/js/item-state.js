// What an item's page says, and what its button does. One table: the first row whose condition holds is the state.
//
// The conditions see
//   missing   code of the refusal instead of an item
//   item      the item, or null while it is not known
//   phase     its phase, by the service's clock also before the service has told
//   ms        {toStart, toEnd, toPay}: milliseconds left
//   purchase  {state, waiting, refusal}
//   queue     {isBusy, place, refusal} of the waiting list, or null while nobody has signed in
//   order     the buyer's newest order of this item, or null; isOrderUnread: whether there is one that has not been read yet
//   place     the buyer's place in the waiting room, or null; canQueue: whether there is one to go into
//   isJoining whether a click on the way into it has not been answered yet; isProving: whether something is done for it
//   session   who they are, or null
//   way       how one signs in
// A row says
//   name      the state; its sentence is text `state.{name}`
//   button    text `button.{button}`; null for no button
//   action    what a click does: "buy", "sign-in", "pay", "orders", "join", "sign-in-join", "leave", "enter", "exit"; null: nothing, the button is grey
const ROWS = [
  { name: 'missing', when: c => c.missing !== null, button: null },
  { name: 'loading', when: c => c.item === null, button: null },

  // The outcome of a click comes before everything else.
  { name: 'proving', when: c => c.purchase?.state === 'proving', button: 'proving', isBusy: true },
  { name: 'sending', when: c => c.purchase?.state === 'sending', button: 'sending', isBusy: true },
  { name: 'waiting', when: c => c.purchase?.state === 'waiting', button: 'waiting', isBusy: true },

  { name: 'sending', when: c => c.queue?.isBusy, button: 'sending', isBusy: true },

  // What the buyer has. While that is unknown, a click on "buy" could be one too many.
  { name: 'reading', when: c => c.isOrderUnread, button: 'opening', isBusy: true },
  { name: 'toPay', when: c => c.order?.status === 'pending' && c.ms.toPay > 0, button: 'pay', action: 'pay' },
  { name: 'deadline', when: c => c.order?.status === 'pending', button: 'deadline', isBusy: true },
  { name: 'paid', when: c => c.order?.status === 'paid' && c.item.perBuyerLimit === 1, button: 'orders', action: 'orders' },
  { name: 'limit', when: c => c.purchase?.refusal?.code === 'limit_reached', button: 'orders', action: 'orders' },

  // What the item is.
  { name: 'ended', when: c => c.phase === 'closed', button: 'ended' },
  { name: 'paused', when: c => c.phase === 'paused', button: 'paused' },

  // Where one waits for one's turn, also before the start.
  { name: 'queueNoSignIn', when: c => c.canQueue && c.session === null && c.way === 'none', button: 'noSignIn' },
  { name: 'queueStranger', when: c => c.canQueue && c.session === null, button: 'queueSignIn', action: 'sign-in' },
  { name: 'proving', when: c => c.isProving, button: 'proving', isBusy: true },
  { name: 'queueJoining', when: c => c.isJoining, button: 'sending', isBusy: true },
  { name: 'queueAdmitted', when: c => c.place?.state === 'admitted' && c.phase === 'open', button: 'buy', action: 'buy' },
  { name: 'queueCannotWin', when: c => c.place?.state === 'cannot_win', button: 'queueLeave', action: 'exit' },
  { name: 'queueGathering', when: c => c.place?.state === 'waiting' && c.place.position === null, button: 'queueIn' },
  { name: 'queueEstimated', when: c => c.place?.state === 'waiting' && c.place.estimatedSeconds !== null, button: 'queueIn' },
  { name: 'queueWaiting', when: c => c.place?.state === 'waiting', button: 'queueIn' },
  { name: 'queueEarly', when: c => c.canQueue && c.phase === 'upcoming', button: 'queueJoin', action: 'enter' },
  { name: 'queueOpen', when: c => c.canQueue, button: 'queueJoin', action: 'enter' },

  { name: 'upcoming', when: c => c.phase === 'upcoming', button: 'upcoming' },
  { name: 'inLine', when: c => c.phase === 'sold_out' && c.queue?.place?.state === 'waiting', button: 'leaveList', action: 'leave' },
  { name: 'canWait', when: c => c.phase === 'sold_out' && c.item.waitingList && c.session !== null, button: 'joinList', action: 'join' },
  { name: 'canWait', when: c => c.phase === 'sold_out' && c.item.waitingList && c.way !== 'none', button: 'signInList', action: 'sign-in-join' },
  { name: 'mayReturn', when: c => c.phase === 'sold_out' && c.item.stock.held > 0, button: 'soldOut' },
  { name: 'soldOut', when: c => c.phase === 'sold_out', button: 'soldOut' },

  // It can be bought.
  { name: 'noSignIn', when: c => c.session === null && c.way === 'none', button: 'noSignIn' },
  { name: 'stranger', when: c => c.session === null, button: 'signIn', action: 'sign-in' },
  { name: 'open', when: () => true, button: 'buy', action: 'buy' },
];

/** All states and buttons, for whoever checks that each has its text. */
export const NAMES = [...new Set(ROWS.map(row => row.name))];
export const BUTTONS = [...new Set(ROWS.map(row => row.button).filter(button => button !== null))];

/** The phase by the service's clock: news of the start and the end may still be on its way. */
export function phaseOf(item, now) {
  if (now >= Date.parse(item.endsAt)) return 'closed';
  if (item.phase !== 'upcoming' || now < Date.parse(item.startsAt)) return item.phase;
  return item.stock.available > 0 ? 'open' : 'sold_out';
}

/** The state. */
export function stateOf({ missing, item, order, isOrderUnread, purchase, queue, room, session, way, now }) {
  const ms = {
    toStart: item ? Date.parse(item.startsAt) - now : 0,
    toEnd: item ? Date.parse(item.endsAt) - now : 0,
    toPay: order ? Date.parse(order.payBefore) - now : 0,
  };
  const phase = item ? phaseOf(item, now) : null;
  const context = {
    missing, item, order, isOrderUnread, purchase, queue, session, way, ms, phase, place: room?.place ?? null, isJoining: room?.isJoining ?? false,
    isProving: room?.isProving ?? false,
    // After the sell-out, what comes back goes to the waiting list, or to those who are in the room already.
    canQueue: item?.queue === 'open' && (phase === 'upcoming' || phase === 'open'),
  };
  const row = ROWS.find(candidate => candidate.when(context));
  return { name: row.name, button: row.button, action: row.action ?? null, isBusy: row.isBusy ?? false, phase: context.phase, ms };
}
