#!/usr/bin/env node
// chat_test.mjs - the example of the chat, used by three people in three browsers: rooms, private messages, presence, and all that may break meanwhile.
// Environment: see server_help.mjs and browser_help.mjs.
import assert from 'node:assert/strict';
import fs from 'node:fs';

import { build } from './browser_help.mjs';
import { browser, Chat, go, heard, say, sees, shown } from './chat_help.mjs';
import { childrenOf, runClaims, until, workersOf } from './server_help.mjs';

const chat = await Chat.start();
let ann, ben, clara;

// ---- what they see

const onlineOnes = (who) => who.page.$$eval('#people li:not(.away) .label', (all) => all.map((one) => one.textContent));

async function seesOnline(who, names) {
    await who.page.waitForFunction((wanted) => [...document.querySelectorAll('#people li:not(.away) .label')].map((one) => one.textContent).join() === wanted, names.join())
        .catch(async () => assert.deepEqual(await onlineOnes(who), names, `${who.name} sees online`));
}

// ---- the server's processes, ours alone

const journal = () => fs.readFileSync(`${chat.folder}/journal`, 'utf8');
const count = (text, what) => text.split(what).length - 1;

function holds_the_journal(pid) {
    try {
        return fs.readdirSync(`/proc/${pid}/fd`).some((fd) => fs.readlinkSync(`/proc/${pid}/fd/${fd}`) === fs.realpathSync(`${chat.folder}/journal`));
    } catch (error) {
        if (['ENOENT', 'ESRCH'].includes(error.code)) return false; // it has just gone, or the descriptor has
        throw error;
    }
}

const keeper = () => childrenOf(chat.server).find(holds_the_journal);
const workers = () => workersOf(chat.server).filter((pid) => !holds_the_journal(pid));

// ---- claims

async function a_name_is_enough_to_come_in() {
    const door = await browser.newPage({ viewport: { width: 360, height: 640 } });
    await door.goto(chat.base);
    await door.screenshot({ path: `${build}/chat-door.png` });
    await door.close();
    ann = await chat.person('Ann');
    assert.equal(await ann.page.textContent('#title'), '#general');
    assert.ok(await ann.page.isVisible('#alone'));
    ben = await chat.person('Ben');
    clara = await chat.person('Clara');
    await seesOnline(ann, ['Ben', 'Clara']);
    await seesOnline(clara, ['Ann', 'Ben']);
}

async function a_name_that_is_taken_too_long_or_none_is_refused_in_words() {
    const context = await browser.newContext(), page = await context.newPage();
    await page.goto(chat.base);
    for (const [name, answer] of [['ANN', /called ANN already/], ['x'.repeat(25), /too long: 24 characters/], ['<b>', /begins with a letter/]]) {
        await page.fill('#name', name);
        await page.click('#login button');
        await page.waitForFunction((text) => new RegExp(text).test(document.querySelector('#login-fault').textContent), answer.source);
        assert.ok(await page.isHidden('#chat'));
    }
    await context.close();
}

async function messages_come_in_one_order_in_their_room_only() {
    await go(ann, '#tea');
    await go(ben, '#tea');
    await clara.page.getByRole('button', { name: 'Join #tea' }).waitFor();
    const spoken = { tea: [], general: [] };
    for (let i = 0; i < 8; i++) {
        spoken.tea.push(`tea of Ann ${i}`, `tea of Ben ${i}`);
        spoken.general.push(`general of Clara ${i}`);
        await Promise.all([say(ann, `tea of Ann ${i}`), say(ben, `tea of Ben ${i}`), say(clara, `general of Clara ${i}`)]);
    }
    await sees(clara, spoken.general);
    for (const who of [ann, ben]) await who.page.waitForFunction((n) => document.querySelectorAll('#log .message:not(.pending)').length === n, spoken.tea.length);
    const order = await shown(ann.page);
    assert.deepEqual(await shown(ben.page), order);
    assert.deepEqual([...order].sort(), [...spoken.tea].sort());
    for (const name of ['Ann', 'Ben']) assert.deepEqual(order.filter((text) => text.includes(name)), spoken.tea.filter((text) => text.includes(name)));
    assert.ok(!heard(clara, 'tea of'));
    assert.equal(await ann.page.textContent('#rooms [data-key="#general"] .badge'), '8 unread');
    await go(ann, '#general');
    await sees(ann, spoken.general);
    assert.equal(await ann.page.textContent('#rooms [data-key="#general"] .badge'), '');
}

async function who_joins_a_room_sees_what_was_said_before() {
    await clara.page.getByRole('button', { name: 'Join #tea' }).click();
    await sees(clara, await shown(ben.page));
    assert.equal(await clara.page.textContent('#subtitle'), '3 members, 3 online');
    await clara.page.click('#leave');
    await clara.page.waitForFunction(() => document.querySelector('#title').textContent === '#general');
    await go(ben, '#tea');
    await say(ben, 'Clara has left the tea');
    await sees(ben, ['Clara has left the tea']);
    await say(clara, 'and heard nothing of it');
    await sees(clara, ['and heard nothing of it']);
    assert.ok(!heard(clara, 'Clara has left the tea'));
}

async function a_private_message_reaches_its_receiver_only() {
    await go(ann, '@Ben');
    await say(ann, 'between you and me');
    await ben.page.waitForFunction(() => document.querySelector('#people [data-key="@Ann"] .badge').textContent === '1 unread');
    await go(ben, '@Ann');
    await sees(ben, ['between you and me']);
    await say(ben, 'of course');
    await sees(ann, ['between you and me', 'of course']);
    await go(ann, '#general');
    await say(ann, 'hello all');
    await sees(clara, ['hello all']); // what came before it has come
    assert.ok(!heard(clara, 'between you and me') && !heard(clara, 'of course'));
}

async function typing_is_shown_where_it_is_typed() {
    await go(ben, '#general');
    await ben.page.type('#text', 'Hm');
    await ann.page.waitForFunction(() => document.querySelector('#typing').textContent === 'Ben is typing…');
    await ben.page.press('#text', 'Enter');
    await sees(ann, ['Hm']);
    assert.equal(await ann.page.textContent('#typing'), '');
}

async function a_user_with_two_tabs_is_online_until_the_last_is_gone() {
    const second = await chat.tab(ann);
    await second.waitForSelector('#chat[data-state=open]');
    assert.equal(await second.textContent('#my-name'), 'Ann');
    await say(ann, 'one of two');
    await second.waitForFunction(() => [...document.querySelectorAll('.mine .text')].at(-1)?.textContent === 'one of two');
    let left = count(journal(), '"offline"');
    await ann.page.close();
    await until('the server knows that a tab was closed', () => count(journal(), '"offline"') === left + 1);
    await say(ben, 'is she there?');
    await sees(ben, ['is she there?']);
    assert.deepEqual(await onlineOnes(ben), ['Ann', 'Clara']);
    assert.ok(!ben.page.frames_heard.some(({ op, name }) => op === 'presence' && name === 'Ann'));
    const crashed = second.waitForEvent('crash');
    second.goto('chrome://crash').catch(() => {}); // its process is killed: no page is there to say goodbye
    await crashed;
    await seesOnline(ben, ['Clara']);
    await second.close();
    ann.page = await chat.tab(ann);
    await seesOnline(ben, ['Ann', 'Clara']);
    await sees(ann, ['one of two', 'is she there?']);
}

async function killed_workers_are_not_missed() {
    const before = workers(), sockets = [ann, ben, clara].map(({ page }) => page.sockets);
    assert.equal(before.length, 4);
    process.kill(before[0], 'SIGKILL');
    await say(ann, 'after one was killed');
    await sees(ben, ['after one was killed']);
    await sees(ann, ['after one was killed']);
    const all = await shown(ann.page), two = ['after all were killed', 'and still'];
    before.slice(1).forEach((pid) => process.kill(pid, 'SIGKILL'));
    await say(clara, two[0]);
    await say(ben, two[1]);
    await ann.page.waitForFunction((n) => document.querySelectorAll('#log .message:not(.pending)').length === n, all.length + 2);
    assert.deepEqual((await shown(ann.page)).slice(-2).sort(), two); // of two connections, either may be the first
    assert.deepEqual([ann, ben, clara].map(({ page }) => page.sockets), sockets);
    await seesOnline(clara, ['Ann', 'Ben']);
}

async function a_killed_keeper_comes_back_with_all_it_knew() {
    const sockets = [ann, ben, clara].map(({ page }) => page.sockets), all = await shown(ben.page);
    process.kill(keeper(), 'SIGKILL');
    await say(ann, 'said to nobody at first');
    await sees(ben, [...all, 'said to nobody at first']);
    await sees(clara, ['said to nobody at first']);
    assert.deepEqual([ann, ben, clara].map(({ page }) => page.sockets), sockets);
    await seesOnline(ann, ['Ben', 'Clara']);
    const old = keeper();
    process.kill(chat.server.pid, 'SIGUSR2');
    await until('another keeper', () => ![old, undefined].includes(keeper()));
    await say(ben, 'after a reload');
    await sees(ann, ['said to nobody at first', 'after a reload']);
    await ann.page.reload();
    await sees(ann, [...all, 'said to nobody at first', 'after a reload']);
}

async function a_cut_network_loses_nothing_and_doubles_nothing() {
    const all = await shown(ben.page);
    chat.cutting = true;
    await ann.context.setOffline(true);
    await ann.page.waitForSelector('#banner:not([hidden])');
    await seesOnline(ben, ['Clara']);
    await say(ann, 'written in a tunnel');
    await say(ann, 'and another one');
    await ann.page.waitForFunction(() => document.querySelectorAll('.pending').length === 2);
    for (const text of ['missed one', 'missed two', 'missed three']) await say(ben, text);
    await sees(ben, ['missed one', 'missed two', 'missed three']);
    assert.ok(!heard(ann, 'missed'));
    await ann.context.setOffline(false);
    const now = [...all, 'missed one', 'missed two', 'missed three', 'written in a tunnel', 'and another one'];
    await sees(ann, now);
    await sees(ben, now);
    assert.equal((await shown(ann.page)).length, now.length);
    assert.ok(await ann.page.isHidden('#banner'));
    chat.cutting = false;
}

async function a_restarted_server_goes_on_where_it_was() {
    const all = await shown(ben.page);
    chat.cutting = true;
    assert.equal(await chat.server.stop(), 0);
    await ben.page.waitForSelector('#chat[data-state=waiting]');
    await say(ben, 'are you back?');
    await chat.serve();
    for (const { page } of [ann, ben, clara]) await page.waitForSelector('#chat[data-state=open]');
    chat.cutting = false;
    for (const who of [ann, ben, clara]) await sees(who, ['are you back?']);
    assert.deepEqual(await shown(ben.page), [...all, 'are you back?']);
    await seesOnline(ben, ['Ann', 'Clara']);
    await say(clara, 'yes');
    await sees(ann, ['are you back?', 'yes']);
    await go(ben, '@Ann');
    await sees(ben, ['between you and me', 'of course']);
    await go(ben, '#general');
}

async function markup_stays_text() {
    const evil = ['<img src=x onerror="window.hacked = 1">', '<script>window.hacked = 1</script>', '"><b>bold</b>', 'javascript:window.hacked=1 https://a.example/"onmouseover="window.hacked=1'];
    for (const text of evil) await say(ann, text);
    await sees(ben, evil);
    assert.equal(await ben.page.$eval('#log', (log) => log.querySelectorAll('img, script, b').length), 0);
    assert.deepEqual(await ben.page.$$eval('#log a', (all) => all.map((a) => a.getAttribute('href'))), ['https://a.example/']);
    assert.equal(await ben.page.evaluate(() => window.hacked), undefined);
}

async function a_long_message_is_refused_in_words_and_not_lost() {
    await ann.page.fill('#text', '𝄞'.repeat(2000));
    assert.ok(await ann.page.isEnabled('#send'));
    await ann.page.fill('#text', 'y'.repeat(2003));
    assert.equal(await ann.page.textContent('#room-for'), '3 characters too many');
    assert.ok(await ann.page.isDisabled('#send'));
    await ann.page.press('#text', 'Enter');
    assert.equal((await ann.page.inputValue('#text')).length, 2003);
    await ann.page.fill('#text', '');
    assert.ok(!heard(ben, 'yyyyy'));
}

/* What the server says to one that keeps to no rules of the page; resolves to all it has said, when `done` of that holds or the connection is closed. */
function rude(page, messages, done) {
    return page.evaluate(([url, say, source]) => new Promise((resolve) => {
        const socket = new WebSocket(url), heard = [];
        const enough = new Function('heard', `return (${source})(heard)`);
        socket.onopen = () => say.forEach((message) => socket.send(message));
        socket.onclose = ({ code, reason }) => resolve([...heard, { op: 'closed', code, reason }]);
        socket.onmessage = ({ data }) => {
            heard.push(JSON.parse(data));
            if (enough(heard)) (socket.onclose = null, socket.close(), resolve(heard));
        };
    }), [chat.base.replace('http', 'ws'), messages.map((message) => typeof message === 'string' ? message : JSON.stringify(message)), String(done)]);
}

const login = (name) => ({ op: 'login', name, secret: '0123456789abcdef', epoch: '', after: {} });

async function the_server_checks_for_itself_what_it_is_told() {
    const said = await rude(clara.page, ['nonsense', { op: '__construct' }, { op: 'say', to: '#general', text: 'x', cid: 'a' }, login('Rude'),
        { op: 'say', to: '#general', text: 'z'.repeat(2001), cid: 'b' }, { op: 'say', to: '#tea', text: 'I am not there', cid: 'c' },
        { op: 'say', to: '@Nobody', text: 'x', cid: 'd' }, { op: 'join', to: '#no such room' }], (heard) => heard.filter(({ op }) => op === 'error').length === 7);
    const errors = Object.fromEntries(said.filter(({ op, cid }) => op === 'error' && cid).map(({ cid, text }) => [cid, text]));
    assert.deepEqual(errors, { a: 'Who are you?', b: 'That message is too long: 2,001 characters, and 2,000 are the most.', c: 'You are not in #tea.', d: 'There is nobody of that name.' });
    assert.equal(said.filter(({ code }) => code === 'form').length, 2);
    assert.ok(said.some(({ text }) => /^A room's name has/.test(text ?? '')));
    assert.ok(!heard(ben, 'I am not there') && !heard(ben, 'zzzz'));
}

async function a_flood_is_slowed_down_and_then_cut_off() {
    const flood = Array.from({ length: 300 }, (_, i) => ({ op: 'say', to: '#general', text: `flood ${i}`, cid: `f${i}` }));
    const said = await rude(clara.page, [login('Rude'), ...flood], () => false);
    assert.ok(said.some(({ op, code }) => op === 'error' && code === 'slow'));
    const { op, code, reason } = said.at(-1);
    assert.deepEqual({ op, code, reason }, { op: 'closed', code: 1008, reason: 'too fast' });
    assert.ok(said.filter(({ op }) => op === 'message').length < 40);
    await seesOnline(ben, ['Ann', 'Clara']);
}

async function pages_of_other_sites_are_turned_away() {
    const page = await clara.context.newPage(); // about:blank has no origin of its own
    const refused = page.waitForEvent('console', (message) => message.text().includes('Unexpected response code: 403'));
    const said = await rude(page, [login('Mallory')], () => false);
    assert.deepEqual(said, [{ op: 'closed', code: 1006, reason: '' }]);
    await refused;
    await page.close();
}

async function the_keyboard_alone_will_do() {
    const dora = await chat.person('Dora', { reducedMotion: 'reduce' });
    const { page } = dora;
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.closest('li')?.dataset.key);
    assert.equal(await focused(), 'text');
    const order = [];
    for (let i = 0; i < 6; i++) (await page.keyboard.press('Shift+Tab'), order.push(await focused()));
    assert.ok(order.includes('scroll') && order.includes('@Clara'), `the focus went to ${order}`);
    await page.focus('#room');
    await page.keyboard.type('Cats and dogs');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#title').textContent === '#cats-and-dogs' && document.activeElement.id === 'text');
    await page.keyboard.type('first line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await page.keyboard.press('Enter');
    await sees(dora, ['first line\nsecond line']);
    for (const [role, name] of [['navigation', 'Rooms and people'], ['log', '#cats-and-dogs'], ['textbox', 'Message'], ['button', 'Log out'], ['textbox', 'Name of a new room']]) {
        assert.equal(await page.getByRole(role, { name, exact: true }).count(), 1, `${role} ${name}`);
    }
    await page.getByRole('button', { name: 'Log out' }).press('Enter');
    await page.waitForSelector('#name');
    await seesOnline(ben, ['Ann', 'Clara']);
    await dora.context.close();
}

async function a_narrow_phone_in_the_dark_has_all_of_it_without_scrolling_sideways() {
    const phone = { viewport: { width: 360, height: 640 }, colorScheme: 'dark', hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
    const longest = `W${'w'.repeat(23)}`;
    const wide = await chat.person(longest, phone);
    const { page } = wide;
    const sideways = () => page.evaluate(() => [document.documentElement, document.querySelector('#scroll'), document.querySelector('.lists')].some((one) => one.scrollWidth > one.clientWidth));
    await go(ben, `@${longest}`);
    await say(ben, 'M'.repeat(300));
    await page.waitForSelector('#menu-unread:not([hidden])');
    await page.tap('#menu');
    await page.waitForSelector('#chat.drawer');
    assert.ok(!await sideways());
    await page.screenshot({ path: `${build}/chat-phone-rooms.png` });
    await page.keyboard.press('Escape');
    await page.waitForSelector('#chat:not(.drawer)');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'menu');
    await page.tap('#menu');
    await page.tap('#people [data-key="@Ben"] button');
    await sees(wide, ['M'.repeat(300)]);
    await go(wide, `#${'w'.repeat(24)}`);
    assert.ok(!await sideways());
    await go(wide, '#general');
    assert.ok(!await sideways());
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(14, 16, 24)');
    assert.equal(await page.locator('#text').evaluate((box) => box.clientHeight < 60), true);
    await page.waitForFunction(() => document.querySelector('#scroll').scrollTop + document.querySelector('#scroll').clientHeight >= document.querySelector('#scroll').scrollHeight - 1);
    const box = await page.locator('#composer').boundingBox();
    assert.ok(box.y + box.height <= 640 && box.x + box.width <= 360);
    await page.screenshot({ path: `${build}/chat-phone.png` });
    await wide.context.close();
    await go(ben, '#general');
}

/* In a server with nothing else in it; what people see first of this project. */
async function it_looks_as_in_the_picture() {
    const pictured = await Chat.start(), people = {};
    for (const name of ['Maya', 'Jonas', 'Priya', 'Tomás']) people[name] = await pictured.person(name, name === 'Maya' ? { viewport: { width: 1120, height: 700 } } : {});
    for (const [name, room] of [['Jonas', '#weekend-hike'], ['Maya', '#weekend-hike'], ['Priya', '#weekend-hike'], ['Tomás', '#music'], ['Maya', '#general']]) await go(people[name], room);
    await go(people.Tomás, '#general');
    await say(people.Tomás, 'Good morning! Coffee is ready in the kitchen');
    await sees(people.Maya, ['Good morning! Coffee is ready in the kitchen']);
    await go(people.Maya, '#weekend-hike');
    const talk = [['Jonas', 'So, Saturday: the forecast looks good. Sun from ten on ☀'], ['Jonas', 'Lake trail or the ridge?'],
        ['Priya', 'The ridge! I have wanted to see the view from up there since spring.'], ['Maya', 'The ridge it is. The 8:14 train gets us there by nine.'],
        ['Maya', 'Map and water points: https://trails.example/ridge'], ['Priya', 'Perfect. I bring the sandwiches.'], ['Jonas', 'And I the cake. See you on the platform!']];
    for (const [name, text] of talk) {
        await say(people[name], text);
        await sees(people.Maya, [text]);
    }
    await say(people.Tomás, 'Anybody for lunch at one?');
    await go(people.Jonas, '@Maya');
    await say(people.Jonas, 'Can you lend me your poles?');
    await people.Priya.page.type('#text', 'By the way');
    await people.Maya.page.waitForFunction(() => document.querySelectorAll('.badge:not(:empty)').length >= 2 && document.querySelector('#typing').textContent);
    await people.Maya.page.screenshot({ path: `${build}/chat.png` });
    await people.Maya.page.emulateMedia({ colorScheme: 'dark' });
    await people.Maya.page.screenshot({ path: `${build}/chat-dark.png` });
    for (const { context } of Object.values(people)) await context.close();
    assert.deepEqual(pictured.complaints, []);
    assert.equal(await pictured.end(), 0);
}

async function the_pages_have_nothing_to_complain_of_and_the_server_stops() {
    assert.deepEqual(chat.complaints, []);
    for (const { context } of [ann, ben, clara]) await context.close();
    assert.equal(await chat.server.stop(), 0);
    assert.doesNotMatch(chat.server.log(), / error: |signal \d|Warning|Notice|Fatal|Deprecated/);
}

const failed = await runClaims([
    a_name_is_enough_to_come_in,
    a_name_that_is_taken_too_long_or_none_is_refused_in_words,
    messages_come_in_one_order_in_their_room_only,
    who_joins_a_room_sees_what_was_said_before,
    a_private_message_reaches_its_receiver_only,
    typing_is_shown_where_it_is_typed,
    a_user_with_two_tabs_is_online_until_the_last_is_gone,
    killed_workers_are_not_missed,
    a_killed_keeper_comes_back_with_all_it_knew,
    a_cut_network_loses_nothing_and_doubles_nothing,
    a_restarted_server_goes_on_where_it_was,
    markup_stays_text,
    a_long_message_is_refused_in_words_and_not_lost,
    the_server_checks_for_itself_what_it_is_told,
    a_flood_is_slowed_down_and_then_cut_off,
    pages_of_other_sites_are_turned_away,
    the_keyboard_alone_will_do,
    a_narrow_phone_in_the_dark_has_all_of_it_without_scrolling_sideways,
    it_looks_as_in_the_picture,
    the_pages_have_nothing_to_complain_of_and_the_server_stops,
], () => chat.server.log());
await browser.close();
await chat.end();
process.exit(failed ? 1 : 0);
