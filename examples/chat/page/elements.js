// elements.js - what the page is made of: elements whose text is always text and never HTML, and times as people write them where the reader is.

export const $ = (id) => document.getElementById(id);
export const order = new Intl.Collator(navigator.languages);

/* An element with properties and children; strings become text. */
export function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
}

/* Makes the items of a list those of `keys`, in this order, and keeps those that are there: so the focus stays where it is. */
export function list(ul, keys, create, update) {
    const old = new Map([...ul.children].map((li) => [li.dataset.key, li]));
    keys.forEach((key, i) => {
        const li = old.get(key) ?? create(key);
        li.dataset.key = key;
        old.delete(key);
        if (ul.children[i] !== li) ul.insertBefore(li, ul.children[i] ?? null);
        update(li, key, i);
    });
    old.forEach((li) => li.remove());
}

export function face(element, name) {
    let hue = 7;
    for (const char of name) hue = (hue * 31 + char.codePointAt(0)) % 360;
    element.style.setProperty('--hue', hue);
    element.textContent = [...name][0].toUpperCase();
    return element;
}

export const avatar = (name) => face(make('span', { className: 'avatar', ariaHidden: 'true' }), name);

/* The text, with its addresses of pages as links. */
export function linked(text) {
    return text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,:;!?)\]])/).map((part, i) => i % 2 ? make('a', { href: part, textContent: part, target: '_blank', rel: 'noopener noreferrer' }) : part);
}

// ---- times; those of messages are in seconds

export const time = new Intl.DateTimeFormat(navigator.languages, { timeStyle: 'short' });
const date = new Intl.DateTimeFormat(navigator.languages, { dateStyle: 'medium' });
const longDate = new Intl.DateTimeFormat(navigator.languages, { weekday: 'long', day: 'numeric', month: 'long' });
const isToday = (at) => at.toDateString() === new Date().toDateString();

export const dateOf = (message) => new Date(message.time * 1000);
export const dayOf = (message) => (isToday(dateOf(message)) ? 'Today' : longDate.format(dateOf(message)));
export const momentOf = (message) => (isToday(dateOf(message)) ? time : date).format(dateOf(message));
