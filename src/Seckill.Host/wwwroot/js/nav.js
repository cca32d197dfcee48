// Where one can go: the shop's pages, and on the operators' desk the desk's.
import { t } from './texts.js';

/** Whether this is a page of the operators' desk. */
export const isDesk = /^\/desk(\/|$)/.test(location.pathname);

/** [address, text] of each page that the bar names. The desk is named to those who may use it. */
export function links(session) {
  if (isDesk) {
    return [
      ['/desk', t('desk.items')], ['/desk/operations', t('desk.operations')], ['/desk/books', t('desk.books')], ['/desk/cluster', t('desk.cluster')],
      ['/desk/switches', t('desk.switches')], ['/desk/blocks', t('desk.blocks')], ['/desk/prompt', t('desk.prompt')], ['/', t('desk.shop')],
    ];
  }

  return [['/', t('nav.sale')], ['/orders', t('nav.orders')], ...(session?.isOperator ? [['/desk', t('nav.desk')]] : [])];
}
