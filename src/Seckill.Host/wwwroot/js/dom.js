// The only way in which these pages make elements. Text becomes text nodes and attributes are set by name, never parsed, so a title
// such as "<img onerror=…>" is shown, not run. A test keeps innerHTML and its like out of all modules.

/** An element that the document has. */
export const byId = id => document.getElementById(id);

/** Makes an element. Properties that start with "on" are listeners; null and false leave an attribute out. */
export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/** Gives an element these children instead of those that it has. */
export const replace = (parent, ...children) => parent.replaceChildren(...children.filter(child => child));

/** Sets a text if it differs, so that screen readers and layout see only changes. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets or removes an attribute if that changes something. */
export function mark(element, name, value) {
  const wanted = value === true ? '' : value === false || value === null || value === undefined ? null : String(value);
  if (element.getAttribute(name) === wanted) return;
  if (wanted === null) element.removeAttribute(name);
  else element.setAttribute(name, wanted);
}

/** Shows or hides a control. If it has the focus when it goes, `next` gets it; otherwise the browser would start again at the top of the page. */
export function showControl(control, isShown, next) {
  const isLeft = !isShown && control === document.activeElement;
  control.hidden = !isShown;
  if (isLeft) next.focus();
}

/** The address of a picture that may be shown: https, or our own. Null for anything else, such as javascript: or data:. */
function pictureAddress(text) {
  if (!text) return null;
  try {
    const url = new URL(text, location.origin);
    return url.protocol === 'https:' || url.origin === location.origin ? url.href : null;
  } catch {
    return null;
  }
}

/** The picture, or the title's first letter. */
export function showPicture(frame, { imageUrl, title }) {
  const address = pictureAddress(imageUrl);
  const key = address ?? [...title][0];
  if (frame.dataset.shows === key) return;
  frame.dataset.shows = key;
  const letter = el('span', {}, [...title][0]);
  if (address === null) replace(frame, letter);
  else replace(frame, el('img', { src: address, alt: '', referrerpolicy: 'no-referrer', decoding: 'async', onerror: () => replace(frame, letter) }));
}
