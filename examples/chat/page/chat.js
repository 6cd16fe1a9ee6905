// chat.js - the page of the chat: what client.js hears becomes elements.
import { Client } from './client.js';
import { $, avatar, dateOf, dayOf, face, linked, list, make, momentOf, order, time } from './elements.js';
import { offerEmoji } from './emoji.js';
import { memory, secretOf } from './memory.js';
import { excerpt, find } from './search.js';

const TEXT_MAX = 2000;       // characters, as the server counts them
const SHOWN_MAX = 500;       // messages of a channel that the page keeps
const TYPING_EVERY_MS = 2000, TYPING_FOR_MS = 4500;
const TOGETHER_S = 300;      // messages of one person so close to each other stand together
const FOUND_MAX = 20;

const phone = matchMedia('(max-width: 760px)');

let client = null, typedAt = 0, following = true; // the end of the messages
let current = '', wanted = '', sought = 0, seeking = ''; // the channel that is shown, a room that we have asked for, a message to go to, what is searched for
let channels = new Map(), online = new Set(), read = {};

// ---- coming in and going out

function showDoor(fault = '', name = '') {
    $('chat').hidden = true;
    $('door').hidden = false;
    $('login-fault').textContent = fault;
    $('name').value = name;
    $('name').focus();
    document.title = 'Chat';
}

function enter(name) {
    client?.close();
    channels = new Map();
    online = new Set();
    client = new Client(location.href.replace(/^http/, 'ws').replace(/#.*/, ''), name, secretOf(name));
    for (const type of Object.keys(hear)) client.addEventListener(type, (event) => hear[type](event.detail));
    client.connect();
}

function leaveChat() {
    seek('');
    client.close();
    memory.tab = '';
    showDoor('', client.name);
}

// ---- what the client tells

const hear = {
    state(state) {
        const words = { connecting: 'connecting…', open: 'online', waiting: 'no connection', closed: '' };
        $('my-state').textContent = words[state];
        $('chat').dataset.state = state;
        if (state === 'open') $('banner').hidden = true;
        if (state === 'waiting') {
            $('banner').textContent = 'The connection is lost. Trying again… What you write will be sent then.';
            $('banner').hidden = false;
            online.clear();
            draw();
        }
    },

    welcome(message) {
        memory.tab = message.name;
        memory.set('name', message.name);
        if (message.anew) channels = new Map();
        read = memory.get(`read.${message.name}`) ?? {};
        online = new Set(message.online);
        const rooms = new Map(message.rooms.map(({ name, members }) => [name, members]));
        for (const name of channels.keys()) if (name[0] === '#' && !rooms.has(name)) channels.delete(name);
        rooms.forEach((members, name) => { channel(name).members = new Set(members); });
        $('my-name').textContent = message.name;
        face($('my-avatar'), message.name);
        $('door').hidden = true;
        $('chat').hidden = false;
        if (!current || message.anew) open(named(location.hash) || '#general');
        draw();
    },

    history({ to, seq, messages }) {
        const c = channel(to);
        read[to] ??= to[0] === '#' ? seq : 0;
        messages.forEach((message) => add(c, message));
        c.known = true;
        if (wanted === to) go(to);
        else if (to === current) showLog();
        draw();
    },

    message(message) {
        const c = channel(message.to);
        add(c, message);
        c.typing.delete(message.from);
        if (message.from === client.name && $('fault').dataset.code === 'slow') fault('');
        if (message.to === current) {
            append(c, message);
            following || message.from === client.name ? toEnd() : $('down').hidden = false;
        }
        draw();
    },

    typing({ to, from }) {
        const { typing } = channel(to);
        clearTimeout(typing.get(from));
        typing.set(from, setTimeout(() => (typing.delete(from), drawTyping()), TYPING_FOR_MS));
        drawTyping();
    },

    presence({ name, online: is }) {
        is ? online.add(name) : online.delete(name);
        draw();
    },

    member({ to, name, in: is }) {
        const c = channel(to);
        is ? c.members.add(name) : c.members.delete(name);
        if (!is && name === client.name) Object.assign(c, { messages: [], known: false, unread: 0 });
        if (!c.members.size && to !== '#general') channels.delete(to);
        if (to === current && !channels.get(to)?.members.has(client.name)) open('#general');
        draw();
    },

    refused: ({ text }) => showDoor(text, client.name),

    fault({ text, code, cid, to }) {
        if (!cid && to && to === wanted) return roomFault(to, text);
        fault(text, code);
        if (code === 'slow' || !cid) return;
        const said = client.outbox.find((message) => message.cid === cid)?.text ?? '';
        const again = (draft) => (draft ? `${said}\n${draft}` : said); // to be mended, where it was written
        $('log').querySelector(`[data-cid="${CSS.escape(cid)}"]`)?.remove();
        if (!$('log').children.length) $('log').append(empty());
        if (to === current) write(again($('text').value));
        else if (channels.has(to)) channel(to).draft = again(channel(to).draft);
    },
};

function channel(name) {
    if (!channels.has(name)) channels.set(name, { name, members: new Set(), messages: [], typing: new Map(), unread: 0, known: false, draft: '' });
    return channels.get(name);
}

function add(c, message) {
    c.messages.push(message);
    if (c.messages.length > SHOWN_MAX) c.messages.shift();
    if (message.from === client.name || message.seq <= (read[c.name] ?? 0)) return;
    if (c.name === current && !document.hidden) markRead(c);
    else c.unread++;
}

function markRead(c) {
    c.unread = 0;
    const last = c.messages.at(-1)?.seq ?? 0;
    if (last > (read[c.name] ?? 0)) {
        read[c.name] = last;
        memory.set(`read.${client.name}`, read);
    }
}

// ---- which channel is shown; the address of the page has its name, so that going back works, and an address can be sent to a friend

const named = (hash) => {
    try {
        const name = decodeURIComponent(hash.slice(1));
        return name && (name[0] === '@' ? name : `#${name.toLowerCase()}`);
    } catch { return ''; }
};

const address = (name) => `#${encodeURIComponent(name[0] === '#' ? name.slice(1) : name).replace('%40', '@')}`;

/* To a channel, or to one of its messages. */
function go(name, seq = 0) {
    setDrawer(false);
    if (!seq) seek('');
    sought = seq;
    location.hash === address(name) ? open(name) : location.hash = address(name);
}

function open(name) {
    const c = channels.get(name), mine = c?.members.has(client.name) || name[0] === '@' && name !== `@${client.name}`;
    if (!mine) {
        if (!current) open('#general');
        if (name[0] === '#') join(name);
        return;
    }
    if (channels.has(current)) channels.get(current).draft = $('text').value;
    current = name;
    wanted = '';
    history.replaceState(null, '', address(name));
    fault('');
    if (name === asked()) $('room').value = '';
    roomFault(asked(), '');
    markRead(channel(name));
    draw();
    write(channel(name).draft);
    showLog();
    if (!phone.matches && !$('log').contains(document.activeElement)) $('text').focus();
}

/* The answer is a history, or a fault. */
function join(name) {
    wanted = name;
    client.tell('join', name) || roomFault(name, 'There is no connection. Please try again in a moment.');
}

/* The room that the field of new rooms names. */
const asked = () => `#${$('room').value.trim().replace(/^#/, '').replace(/\s+/g, '-').toLowerCase()}`;

/* What is wrong with a room stands at the field that has asked for it, which keeps its text; else where messages are written. */
function roomFault(name, text) {
    wanted = '';
    if (current) history.replaceState(null, '', address(current));
    if (name !== asked()) return fault(text);
    $('room-fault').textContent = text;
    $('room').setAttribute('aria-invalid', Boolean(text));
}

// ---- drawing: the lists

function item(name, mark, text) {
    const button = make('button', { className: 'item' }, mark, make('span', { className: 'label', textContent: text, dir: 'auto' }), make('span', { className: 'badge' }));
    button.onclick = () => go(name);
    return make('li', {}, button);
}

function updateItem(li, name) {
    const button = li.firstChild, unread = channels.get(name)?.unread ?? 0, badge = button.lastChild;
    name === current ? button.setAttribute('aria-current', 'true') : button.removeAttribute('aria-current');
    badge.replaceChildren(...unread ? [String(unread), make('span', { className: 'unseen', textContent: ' unread' })] : []);
}

function draw() {
    const rooms = [...channels.keys()].filter((name) => name[0] === '#').filter(isSought).sort(order.compare);
    const mine = rooms.filter((name) => channels.get(name).members.has(client.name));
    const others = rooms.filter((name) => !mine.includes(name));
    const hash = () => make('span', { className: 'hash', textContent: '#', ariaHidden: 'true' });
    list($('rooms'), mine, (name) => item(name, hash(), name.slice(1)), updateItem);
    list($('others'), others, (name) => item(name, hash(), name.slice(1)), (li, name) => {
        updateItem(li, name);
        li.firstChild.ariaLabel = `Join ${name}`;
        li.firstChild.lastChild.textContent = 'join';
    });
    $('others-title').hidden = !others.length;
    drawPeople();
    drawFound();
    drawTop();
    drawTyping();
}

function drawPeople() {
    const talks = [...channels.values()].filter(({ name, messages }) => name[0] === '@' && (messages.length || name === current)).map(({ name }) => name.slice(1));
    const people = [...new Set([...online, ...talks])].filter((name) => name !== client.name).filter(isSought);
    const last = (name) => channels.get(`@${name}`)?.messages.at(-1)?.time ?? 0; // whom we have talked with come first
    people.sort((a, b) => last(b) - last(a) || online.has(b) - online.has(a) || order.compare(a, b));
    list($('people'), people.map((name) => `@${name}`), (name) => item(name, avatar(name.slice(1)), name.slice(1)), (li, name) => {
        const here = online.has(name.slice(1));
        updateItem(li, name);
        li.classList.toggle('away', !here);
        li.firstChild.title = here ? 'online' : 'offline';
        li.firstChild.firstChild.dataset.here = here;
        li.firstChild.ariaDescription = here ? 'online' : 'offline';
    });
    $('people-count').textContent = online.size ? `${online.size} online` : '';
    $('alone').hidden = people.length > 0 || client.state !== 'open' || seeking !== '';
}

// ---- searching: the names of rooms and people, and the messages that the page has

const isSought = (name) => name.toLowerCase().includes(seeking.toLowerCase());

function seek(text) {
    if ($('search').value.trim() !== text) $('search').value = text;
    seeking = text;
    $('lists').classList.toggle('searching', text !== '');
    if (client) draw();
}

function drawFound() {
    const { found, total } = find(channels.values(), seeking, FOUND_MAX);
    list($('found'), found.map(({ to, message }) => `${to} ${message.seq}`), () => make('li', {}, make('button', { className: 'item hit' })), (li, _, i) => {
        const { to, message } = found[i], [before, hit, after] = excerpt(message.text, seeking);
        const where = make('small', { dir: 'auto', textContent: `${message.from === client.name ? 'You' : message.from} · ${to[0] === '#' ? to : `with ${to.slice(1)}`} · ${momentOf(message)}` });
        li.firstChild.replaceChildren(where, ' ', make('span', { className: 'label', dir: 'auto' }, before, make('mark', { textContent: hit }), after));
        li.firstChild.onclick = () => go(to, message.seq);
    });
    $('found-title').hidden = !total;
    $('found-count').textContent = total > FOUND_MAX ? `the newest ${FOUND_MAX} of ${total}` : String(total);
    const nothing = seeking && !$('lists').querySelector('.item') ? 'Nothing found. Only the messages that this page has are looked through.' : '';
    $('found-state').textContent = nothing || (total ? `${total} ${total === 1 ? 'message' : 'messages'} found` : '');
    $('found-state').classList.toggle('unseen', !nothing); // but heard
}

function drawTop() {
    if (!current) return;
    const c = channel(current), isRoom = current[0] === '#';
    const here = [...c.members].filter((name) => online.has(name)).sort(order.compare);
    $('title').textContent = isRoom ? current : current.slice(1);
    $('subtitle').textContent = isRoom ? `${c.members.size} ${c.members.size === 1 ? 'member' : 'members'}, ${here.length} online`
        : `private conversation · ${online.has(current.slice(1)) ? 'online' : 'offline'}`;
    $('faces').replaceChildren(...here.slice(0, 5).map((name) => make('li', { title: name }, avatar(name))));
    $('leave').hidden = !isRoom || current === '#general';
    $('text').placeholder = `Message ${isRoom ? current : current.slice(1)}`;
    const count = (those) => those.reduce((sum, { unread }) => sum + unread, 0);
    const unread = count([...channels.values()]), personal = count([...channels.values()].filter(({ name }) => name[0] === '@'));
    $('menu-unread').hidden = !unread;
    $('menu-unread').textContent = personal || ''; // for rooms a dot will do
    $('menu').ariaLabel = `Rooms and people${unread ? `, ${unread} unread` : ''}${personal ? `, ${personal} of them private` : ''}`;
    document.title = `${unread ? `(${unread}) ` : ''}${$('title').textContent} · Chat`;
}

function drawTyping() {
    const who = [...channels.get(current)?.typing.keys() ?? []];
    $('typing').textContent = who.length > 2 ? 'Several people are typing…' : who.length ? `${who.join(' and ')} ${who.length > 1 ? 'are' : 'is'} typing…` : '';
}

// ---- drawing: the messages

function showLog() {
    const c = channel(current), log = $('log');
    log.setAttribute('aria-live', 'off'); // not all of it is to be read out
    log.replaceChildren();
    c.messages.forEach((message, i) => append(c, message, c.messages[i - 1] ?? null));
    client.outbox.filter(({ to }) => to === current).forEach(appendPending);
    if (!log.children.length && (c.known || current[0] === '@')) log.append(empty());
    const one = sought && log.querySelector(`[data-seq="${sought}"]`);
    sought = 0;
    one ? reveal(one) : toEnd();
    requestAnimationFrame(() => log.setAttribute('aria-live', 'polite'));
}

/* What can be done where nothing has been said. */
function empty() {
    const link = make('a', { href: address(current) }), name = current.slice(1);
    link.textContent = link.href;
    return make('li', { className: 'empty' }, ...current[0] === '#'
        ? [make('strong', { textContent: 'Nothing has been said here yet' }), make('p', { textContent: 'Write the first message below: it will also be there for those who come later. To bring somebody in, send them the address of this room:' }), link]
        : [make('strong', { textContent: `This is between you and ${name}` }), make('p', { textContent: `Nobody else in the chat can read it. Write the first message below, also when ${name} is offline: it will be there.` })]);
}

function append(c, message, before = c.messages.at(-2) ?? null) {
    const log = $('log'), at = dateOf(message);
    log.querySelector('.empty')?.remove();
    log.querySelector(`.pending[data-cid="${CSS.escape(message.cid)}"]`)?.remove();
    const newDay = !before || dateOf(before).toDateString() !== at.toDateString();
    const together = !newDay && before.from === message.from && message.time - before.time < TOGETHER_S;
    const pending = log.querySelector('.pending');
    if (newDay) log.insertBefore(make('li', { className: 'day', textContent: dayOf(message) }), pending);
    const li = bubble(message, together, make('time', { dateTime: at.toISOString(), textContent: time.format(at) }));
    li.dataset.seq = message.seq;
    log.insertBefore(li, pending);
    while (log.children.length > 2 * SHOWN_MAX) log.firstChild.remove();
}

/* What has not been heard back stands below all else, as it will look then; one line says so for all of it. */
function appendPending(message) {
    const last = channel(current).messages.at(-1), isRecent = last?.from === client.name && Date.now() / 1000 - last.time < TOGETHER_S;
    const li = bubble({ ...message, from: client.name }, isRecent || $('log').querySelector('.pending'), make('span'));
    li.classList.add('pending');
    li.dataset.cid = message.cid;
    $('log').append(li);
}

function drawSending() {
    const waiting = $('log').querySelectorAll('.pending').length;
    $('sending').textContent = waiting > 1 ? `sending ${waiting} messages…` : waiting ? 'sending…' : '';
}

function bubble({ from, text }, together, when) {
    const mine = from === client.name;
    const by = make('p', { className: together ? 'by unseen' : 'by' }, make('strong', { textContent: mine ? 'You' : from, dir: 'auto' }), ' ', when);
    const li = make('li', { className: `message${mine ? ' mine' : ''}${together ? ' together' : ''}` }, mine ? '' : avatar(from),
        make('div', { className: 'bubble' }, by, make('p', { className: 'text', dir: 'auto' }, ...linked(text))));
    if (together) li.title = when.textContent;
    return li;
}

const atEnd = () => $('scroll').scrollHeight - $('scroll').scrollTop - $('scroll').clientHeight < 60;

function toEnd() {
    $('scroll').scrollTop = $('scroll').scrollHeight;
    $('down').hidden = following = true;
}

/* A message that was looked for. */
function reveal(li) {
    li.classList.add('found');
    li.tabIndex = -1;
    li.scrollIntoView({ block: 'center' });
    li.focus({ preventScroll: true });
    following = atEnd();
}

function fault(text, code = '') {
    $('fault').textContent = text;
    $('fault').dataset.code = code;
}

// ---- what people do

function write(text) {
    $('text').value = text;
    measure();
}

/* The height of the text, and how much room is left for it. */
function measure() {
    const box = $('text'), length = [...box.value.trim()].length;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
    $('room-for').textContent = length > TEXT_MAX ? `${length - TEXT_MAX} characters too many` : length > TEXT_MAX * 0.9 ? `${TEXT_MAX - length} left` : '';
    $('room-for').classList.toggle('fault', length > TEXT_MAX);
    $('send').disabled = !length || length > TEXT_MAX;
}

function send() {
    const text = $('text').value.trim();
    if ($('send').disabled) return;
    write('');
    fault('');
    typedAt = 0;
    $('log').querySelector('.empty')?.remove();
    appendPending(client.say(current, text));
    toEnd();
}

function setDrawer(shown) {
    $('chat').classList.toggle('drawer', shown);
    $('shade').hidden = !shown;
    $('menu').setAttribute('aria-expanded', shown);
    $('side').inert = phone.matches && !shown;
    $('main').inert = phone.matches && shown;
}

$('login').onsubmit = (event) => {
    event.preventDefault();
    const name = $('name').value.trim().replace(/\s+/g, ' ');
    $('login-fault').textContent = '';
    current = '';
    if (name) enter(name);
};
$('leave-chat').onclick = leaveChat;
$('leave').onclick = () => client.tell('leave', current) || fault('There is no connection. Please try again in a moment.');
$('new-room').onsubmit = (event) => {
    event.preventDefault();
    channels.get(asked())?.members.has(client.name) ? go(asked()) : join(asked());
};
$('room').oninput = () => roomFault(asked(), '');
$('search').oninput = () => seek($('search').value.trim());
$('search').onkeydown = (event) => {
    if (event.key === 'Enter') $('lists').querySelector('.item')?.click();
    if (event.key !== 'Escape' || !seeking) return;
    event.stopPropagation();
    seek('');
};
$('composer').onsubmit = (event) => { event.preventDefault(); send(); };
$('text').onkeydown = (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
};
$('text').oninput = () => {
    measure();
    if (!$('text').value.trim() || Date.now() - typedAt < TYPING_EVERY_MS) return;
    typedAt = Date.now();
    client.tell('typing', current);
};
$('scroll').onscroll = () => {
    following = atEnd();
    if (following) $('down').hidden = true;
};
new MutationObserver(drawSending).observe($('log'), { childList: true });
new ResizeObserver(() => { if (following) toEnd(); }).observe($('scroll')); // the keyboard of a phone, a longer text
$('down').onclick = toEnd;
$('menu').onclick = () => {
    setDrawer(true);
    ($('people').querySelector('.item:has(.badge:not(:empty))') ?? $('lists').querySelector('[aria-current]') ?? $('search')).focus();
};
$('shade').onclick = () => setDrawer(false);
phone.onchange = () => setDrawer(false);
addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !$('chat').classList.contains('drawer')) return;
    setDrawer(false);
    $('menu').focus();
});
addEventListener('hashchange', () => { if (client?.state && !$('chat').hidden) open(named(location.hash) || '#general'); });
document.addEventListener('visibilitychange', () => {
    if (document.hidden || !channels.has(current)) return;
    markRead(channel(current));
    draw();
});

offerEmoji($('emoji'), $('text'));
setDrawer(false);
const remembered = memory.tab ?? memory.get('name');
remembered ? enter(remembered) : showDoor('', memory.get('name') ?? '');
