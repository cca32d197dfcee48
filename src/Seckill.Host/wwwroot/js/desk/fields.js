// The fields of an item, as the form shows them and as the service takes them.

/** `isOpen`: may change while the item sells. `options`: of a choice; each has its text. `errors`: further names under which the service blames the field. */
export const FIELDS = [
  { name: 'title', kind: 'line', isRequired: true, isOpen: true },
  { name: 'description', kind: 'text', isOpen: true },
  { name: 'imageUrl', kind: 'line', isOpen: true },
  { name: 'campaign', kind: 'line' },
  { name: 'currency', kind: 'line', isRequired: true, errors: ['price.currency', 'listPrice.currency'] },
  { name: 'price', kind: 'money', isRequired: true, errors: ['price.amount'] },
  { name: 'listPrice', kind: 'money', isOpen: true, errors: ['listPrice.amount'] },
  { name: 'stock', kind: 'count', isRequired: true },
  { name: 'startsAt', kind: 'time', isRequired: true },
  { name: 'endsAt', kind: 'time', isRequired: true, isOpen: true },
  { name: 'perBuyerLimit', kind: 'count', isRequired: true },
  { name: 'campaignLimit', kind: 'count' },
  { name: 'paymentWindowSeconds', kind: 'count', isRequired: true },
  { name: 'ticketRequired', kind: 'flag' },
  { name: 'challengeRequired', kind: 'flag' },
  { name: 'queue', kind: 'choice', options: ['none', 'open'] },
  { name: 'waitingList', kind: 'flag' },
  { name: 'reason', kind: 'line', isOpen: true },
];

/** The values of the form: of an item, or of one that is to be made. */
export function valuesOf(item) {
  if (item === null) return { queue: 'none', currency: 'CNY', perBuyerLimit: 1, paymentWindowSeconds: 300 };
  return { ...item, currency: item.price.currency, price: item.price.amount, listPrice: item.listPrice?.amount ?? null, stock: item.stock.total };
}

/** What the service takes for these values. */
export function bodyOf({ currency, price, listPrice, ...values }) {
  return {
    ...values, price: { amount: price, currency },
    ...(listPrice !== undefined && listPrice !== null && { listPrice: { amount: listPrice, currency } }),
  };
}
