// Where the identity provider sends people back to. It takes the answer and leads on to the page that they came from.
import { el, replace } from './dom.js';
import { t } from './texts.js';
import { arrive } from './oidc.js';
import { begin, textOfFailure, way } from './session.js';

export async function show(main) {
  replace(main, el('h1', {}, t('signIn.title')), el('p', { class: 'state', id: 'state' }, t('loading')));
  const { code, token, back = '/' } = way === 'oidc' ? await arrive() : { code: 'answer_unknown' };
  if (code === null) {
    begin(token);
    // Replaced, so that "back" does not lead here again.
    location.replace(back);
    return;
  }

  replace(
    main, el('h1', {}, t('signIn.title')), el('p', { class: 'state', id: 'state', role: 'alert' }, textOfFailure(code)),
    el('p', {}, el('a', { href: back }, t('signIn.back'))),
  );
}
