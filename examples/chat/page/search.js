// search.js - looks for a text in the messages of channels, whatever its case. What the page does not have is not looked at; no page in it.

const pattern = (text) => new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu');

/* The newest messages with that text, as { to, message }, and how many have it; none for an empty text. */
export function find(channels, text, most) {
    if (!text) return { found: [], total: 0 };
    const has = pattern(text), all = [];
    for (const { name, messages } of channels) {
        for (const message of messages) if (has.test(message.text)) all.push({ to: name, message });
    }
    all.sort((a, b) => b.message.time - a.message.time || b.message.seq - a.message.seq);
    return { found: all.slice(0, most), total: all.length };
}

/* What stands before the text in a message (the end of it, if it is long), the text as it stands there, and what comes then. */
export function excerpt(said, text) {
    const { 0: hit, index } = pattern(text).exec(said), before = [...said.slice(0, index)];
    return [before.length > 24 ? `…${before.slice(-20).join('')}` : before.join(''), hit, said.slice(index + hit.length)];
}
