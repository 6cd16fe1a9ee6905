// chat.js - the page of the chat: what client.js hears becomes elements, always as text and never as HTML.
import { Client } from './client.js';

const TEXT_MAX = 2000;       // characters, as the server counts them
const SHOWN_MAX = 500;       // messages of a channel that the page keeps
const TYPING_EVERY_MS = 2000, TYPING_FOR_MS = 4500;
const TOGETHER_S = 300;      // messages of one person so close to each other stand together

const $ = (id) => document.getElementById(id);
const phone = matchMedia('(max-width: 760px)');
const order = new Intl.Collator();

/* An element with properties and children; strings become text. */
function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
}

/* What this browser remembers: our names and their secrets, and how far we have read. In private windows it may not. */
const memory = {
    get(key) { try { return JSON.parse(localStorage.getItem(`chat.${key}`)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(`chat.${key}`, JSON.stringify(value)); } catch { /* then not */ } },
    get tab() { try { return sessionStorage.getItem('chat.name'); } catch { return null; } },
    set tab(name) { try { sessionStorage.setItem('chat.name', name); } catch { /* then not */ } },
};

let client = null, current = '', wanted = '', typedAt = 0, following = true; // the end of the messages
let channels = new Map(), online = new Set(), read = {};

// ---- coming in and going out

function secretOf(name) {
    const secrets = memory.get('secrets') ?? {}, key = name.toLowerCase();
    secrets[key] ??= Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    memory.set('secrets', secrets);
    return secrets[key];
}

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
        if (wanted === to) open(to);
        else if (to === current) showLog();
        draw();
    },

    message(message) {
        const c = channel(message.to);
        add(c, message);
        c.typing.delete(message.from);
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
        fault(text);
        if (code === 'slow' || !cid) return;
        const failed = $('log').querySelector(`[data-cid="${CSS.escape(cid)}"]`);
        const said = client.outbox.find((message) => message.cid === cid)?.text ?? '';
        failed?.remove();
        if (to === current && !$('text').value) write(said); // to be mended
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

function go(name) {
    setDrawer(false);
    const hash = `#${encodeURIComponent(name[0] === '#' ? name.slice(1) : name).replace('%40', '@')}`;
    location.hash === hash ? open(name) : location.hash = hash;
}

function open(name) {
    const c = channels.get(name), mine = c?.members.has(client.name) || name[0] === '@' && name !== `@${client.name}`;
    if (!mine) {
        wanted = name;
        if (name[0] !== '@') client.tell('join', name);
        if (!current) open('#general');
        return;
    }
    if (channels.has(current)) channels.get(current).draft = $('text').value;
    current = name;
    wanted = '';
    fault('');
    markRead(channel(name));
    draw();
    write(channel(name).draft);
    showLog();
    if (!phone.matches) $('text').focus();
}

// ---- drawing: the lists

/* Makes the items of a list those of `keys`, in this order, and keeps those that are there: so the focus stays where it is. */
function list(ul, keys, create, update) {
    const old = new Map([...ul.children].map((li) => [li.dataset.key, li]));
    keys.forEach((key, i) => {
        const li = old.get(key) ?? create(key);
        li.dataset.key = key;
        old.delete(key);
        if (ul.children[i] !== li) ul.insertBefore(li, ul.children[i] ?? null);
        update(li, key);
    });
    old.forEach((li) => li.remove());
}

function face(element, name) {
    let hue = 7;
    for (const char of name) hue = (hue * 31 + char.codePointAt(0)) % 360;
    element.style.setProperty('--hue', hue);
    element.textContent = [...name][0].toUpperCase();
    return element;
}

const avatar = (name) => face(make('span', { className: 'avatar', ariaHidden: 'true' }), name);

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
    const rooms = [...channels.keys()].filter((name) => name[0] === '#').sort(order.compare);
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
    drawTop();
    drawTyping();
}

function drawPeople() {
    const talks = [...channels.values()].filter(({ name, messages }) => name[0] === '@' && (messages.length || name === current)).map(({ name }) => name.slice(1));
    const people = [...new Set([...online, ...talks])].filter((name) => name !== client.name);
    people.sort((a, b) => online.has(b) - online.has(a) || order.compare(a, b));
    list($('people'), people.map((name) => `@${name}`), (name) => item(name, avatar(name.slice(1)), name.slice(1)), (li, name) => {
        const here = online.has(name.slice(1));
        updateItem(li, name);
        li.classList.toggle('away', !here);
        li.firstChild.title = here ? 'online' : 'offline';
        li.firstChild.firstChild.dataset.here = here;
        li.firstChild.ariaDescription = here ? 'online' : 'offline';
    });
    $('people-count').textContent = online.size ? `${online.size} online` : '';
    $('alone').hidden = people.length > 0 || client.state !== 'open';
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
    const unread = [...channels.values()].reduce((sum, { unread }) => sum + unread, 0);
    $('menu-unread').hidden = !unread;
    $('menu').ariaLabel = `Rooms and people${unread ? `, ${unread} unread` : ''}`;
    document.title = `${unread ? `(${unread}) ` : ''}${$('title').textContent} · Chat`;
}

function drawTyping() {
    const who = [...channels.get(current)?.typing.keys() ?? []];
    $('typing').textContent = who.length > 2 ? 'Several people are typing…' : who.length ? `${who.join(' and ')} ${who.length > 1 ? 'are' : 'is'} typing…` : '';
}

// ---- drawing: the messages

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

function showLog() {
    const c = channel(current), log = $('log');
    log.setAttribute('aria-live', 'off'); // not all of it is to be read out
    log.replaceChildren();
    c.messages.forEach((message, i) => append(c, message, c.messages[i - 1] ?? null));
    client.outbox.filter(({ to }) => to === current).forEach(appendPending);
    if (!c.messages.length) log.append(make('li', { className: 'empty', textContent: current[0] === '#' ? 'Nothing has been said here yet. Say hello!' : `Only you and ${current.slice(1)} can read what is said here.` }));
    toEnd();
    requestAnimationFrame(() => log.setAttribute('aria-live', 'polite'));
}

function append(c, message, before = c.messages.at(-2) ?? null) {
    const log = $('log'), at = new Date(message.time * 1000);
    log.querySelector('.empty')?.remove();
    log.querySelector(`.pending[data-cid="${CSS.escape(message.cid)}"]`)?.remove();
    const newDay = !before || new Date(before.time * 1000).toDateString() !== at.toDateString();
    const together = !newDay && before.from === message.from && message.time - before.time < TOGETHER_S;
    const pending = log.querySelector('.pending');
    if (newDay) log.insertBefore(make('li', { className: 'day', textContent: at.toDateString() === new Date().toDateString() ? 'Today' : day.format(at) }), pending);
    log.insertBefore(bubble(message, together, make('time', { dateTime: at.toISOString(), textContent: time.format(at) })), pending);
    while (log.children.length > 2 * SHOWN_MAX) log.firstChild.remove();
}

function appendPending(message) {
    const li = bubble({ ...message, from: client.name }, false, make('span', { textContent: 'sending…' }));
    li.classList.add('pending');
    li.dataset.cid = message.cid;
    $('log').append(li);
}

function bubble({ from, text }, together, when) {
    const mine = from === client.name;
    const by = make('p', { className: together ? 'by unseen' : 'by' }, make('strong', { textContent: mine ? 'You' : from, dir: 'auto' }), ' ', when);
    const li = make('li', { className: `message${mine ? ' mine' : ''}${together ? ' together' : ''}` }, mine ? '' : avatar(from),
        make('div', { className: 'bubble' }, by, make('p', { className: 'text', dir: 'auto' }, ...linked(text))));
    if (together) li.title = when.textContent;
    return li;
}

/* The text, with its addresses of pages as links. */
function linked(text) {
    return text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,:;!?)\]])/).map((part, i) => i % 2 ? make('a', { href: part, textContent: part, target: '_blank', rel: 'noopener noreferrer' }) : part);
}

const atEnd = () => $('scroll').scrollHeight - $('scroll').scrollTop - $('scroll').clientHeight < 60;

function toEnd() {
    $('scroll').scrollTop = $('scroll').scrollHeight;
    $('down').hidden = following = true;
}

function fault(text) {
    $('fault').textContent = text;
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
$('leave').onclick = () => client.tell('leave', current);
$('new-room').onsubmit = (event) => {
    event.preventDefault();
    const name = $('room').value.trim().replace(/^#/, '').replace(/\s+/g, '-').toLowerCase();
    if (!name) return;
    $('room').value = '';
    go(`#${name}`);
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
new ResizeObserver(() => { if (following) toEnd(); }).observe($('scroll')); // the keyboard of a phone, a longer text
$('down').onclick = toEnd;
$('menu').onclick = () => { setDrawer(true); $('side').querySelector('[aria-current], .item')?.focus(); };
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

setDrawer(false);
const remembered = memory.tab ?? memory.get('name');
remembered ? enter(remembered) : showDoor('', memory.get('name') ?? '');
