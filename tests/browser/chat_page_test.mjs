#!/usr/bin/env node
// chat_page_test.mjs - the page of the chat: where faults stand, what an empty room says, times, searching, emoji; with mouse, keyboard and on a phone.
// Environment: see server_help.mjs and browser_help.mjs.
import assert from 'node:assert/strict';

import { build } from './browser_help.mjs';
import { browser, Chat, go, say, sees, stands } from './chat_help.mjs';
import { runClaims } from './server_help.mjs';

const PHONE = { viewport: { width: 360, height: 640 }, colorScheme: 'dark', hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const chat = await Chat.start();
const ann = await chat.person('Ann'), ben = await chat.person('Ben', PHONE);

/* Waits until the text of the element is, or matches, this. */
async function reads(page, selector, text) {
    const source = typeof text === 'string' ? `^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` : text.source;
    await page.waitForFunction(([where, regexp]) => new RegExp(regexp).test(document.querySelector(where)?.textContent ?? ''), [selector, source])
        .catch(async () => assert.match(await page.textContent(selector), new RegExp(source), selector));
}

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.closest('li')?.dataset.key || document.activeElement.textContent);
const items = (page) => page.$$eval('#lists .item .label', (all) => all.map((one) => one.textContent));
const rows = (page) => page.$$eval('#side, #lists, #scroll, #composer, #text, #send', (all) => all.map((one) => JSON.stringify(one.getBoundingClientRect())));
const look = (who, name) => who.page.screenshot({ path: `${build}/chat-${name}.png` });

async function a_room_that_is_refused_says_why_at_its_field_which_keeps_its_text() {
    for (const [{ page }, text] of [[ann, 'no/such room'], [ann, ' '], [ann, 'x'.repeat(25)], [ben, 'why?']]) {
        if (page === ben.page) await page.tap('#menu');
        await page.fill('#room', text);
        await page.press('#room', 'Enter');
        await reads(page, '#room-fault', /^A room's name has 1 to 24 letters/);
        assert.equal(await page.inputValue('#room'), text);
        assert.ok(await page.isVisible('#room-fault'));
        assert.equal(await page.getAttribute('#room', 'aria-invalid'), 'true');
        assert.equal(await page.textContent('#fault'), '');
        assert.equal(await page.textContent('#title'), '#general');
    }
    await look(ben, 'phone-fault');
    await ben.page.type('#room', 'x');
    assert.equal(await ben.page.textContent('#room-fault'), '');
    await ben.page.fill('#room', 'Why not');
    await ben.page.press('#room', 'Enter');
    await stands(ben, '#why-not');
    assert.equal(await ben.page.inputValue('#room'), '');
    assert.ok(await ben.page.isHidden('#side'));
    await ben.page.evaluate(() => history.back());
    await stands(ben, '#general');
}

async function a_room_that_cannot_be_asked_for_keeps_its_text_too() {
    chat.cutting = true;
    await ann.context.setOffline(true);
    await ann.page.waitForSelector('#chat[data-state=waiting]');
    await ann.page.fill('#room', 'tea');
    await ann.page.press('#room', 'Enter');
    await reads(ann.page, '#room-fault', /^There is no connection/);
    assert.equal(await ann.page.inputValue('#room'), 'tea');
    await ann.context.setOffline(false);
    await ann.page.waitForSelector('#chat[data-state=open]');
    chat.cutting = false;
    await ann.page.press('#room', 'Enter');
    await stands(ann, '#tea');
    assert.equal(await ann.page.textContent('#room-fault'), '');
}

async function an_empty_room_says_what_can_be_done_and_its_address_leads_there() {
    await reads(ann.page, '.empty strong', 'Nothing has been said here yet');
    const link = await ann.page.textContent('.empty a');
    assert.equal(link, `${chat.base}#tea`);
    assert.equal(await ann.page.getAttribute('.empty a', 'href'), '#tea');
    await look(ann, 'empty');
    const friend = await chat.person('Friend', { address: link });
    await stands(friend, '#tea');
    assert.equal(await friend.page.evaluate(() => location.hash), '#tea');
    await say(friend, 'here I am');
    await sees(ann, ['here I am']);
    assert.equal(await ann.page.locator('.empty').count(), 0);
    await go(friend, '@Ann');
    await reads(friend.page, '.empty strong', 'This is between you and Ann');
    await friend.context.close();
    const lost = await chat.person('Lost', { address: `${chat.base}#no/room` });
    await reads(lost.page, '#fault', /^A room's name has/);
    assert.deepEqual([await lost.page.textContent('#title'), await lost.page.evaluate(() => location.hash)], ['#general', '#general']);
    await lost.context.close();
    await go(ann, '#general');
}

async function unread_private_messages_show_on_the_phone() {
    await go(ann, '#why-not');
    await say(ann, 'one in a room');
    await ben.page.waitForSelector('#menu-unread:not([hidden])');
    assert.equal(await ben.page.textContent('#menu-unread'), '');
    await go(ann, '@Ben');
    for (const text of ['one for you', 'and one more']) await say(ann, text);
    await reads(ben.page, '#menu-unread', '2');
    assert.equal(await ben.page.getAttribute('#menu', 'aria-label'), 'Rooms and people, 3 unread, 2 of them private');
    await look(ben, 'phone-unread');
    await ben.page.tap('#menu');
    assert.equal(await focused(ben.page), '@Ann');
    assert.equal(await ben.page.textContent('#people li:first-child .label'), 'Ann');
    await ben.page.keyboard.press('Enter');
    await sees(ben, ['one for you', 'and one more']);
    assert.equal(await ben.page.textContent('#menu-unread'), '');
    await go(ben, '#why-not');
    await ben.page.waitForSelector('#menu-unread[hidden]', { state: 'attached' });
}

async function one_sending_stands_for_all_that_waits() {
    await go(ann, '#why-not');
    chat.cutting = true;
    await ann.context.setOffline(true);
    await ann.page.waitForSelector('#chat[data-state=waiting]');
    const texts = ['first of three', 'second of three', 'third of three'];
    for (const [i, text] of texts.entries()) {
        await say(ann, text);
        await reads(ann.page, '#sending', i ? `sending ${i + 1} messages…` : 'sending…');
    }
    assert.equal(await ann.page.locator('.pending').count(), 3);
    assert.doesNotMatch(await ann.page.textContent('#log'), /sending/);
    await ann.page.$eval('#sending', (line) => Promise.all(line.getAnimations().map(({ finished }) => finished)));
    await look(ann, 'sending');
    await go(ann, '#general');
    await reads(ann.page, '#sending', '');
    await go(ann, '#why-not');
    await reads(ann.page, '#sending', 'sending 3 messages…');
    await ann.context.setOffline(false);
    await sees(ann, texts);
    await reads(ann.page, '#sending', '');
    chat.cutting = false;
    await sees(ben, texts);
}

async function what_the_server_refuses_goes_back_to_where_it_was_written() {
    await go(ann, '@Nobody');
    chat.cutting = true;
    await ann.context.setOffline(true);
    await ann.page.waitForSelector('#chat[data-state=waiting]');
    await say(ann, 'is there anybody?');
    await ann.page.fill('#text', 'a draft');
    await go(ann, '#general');
    await ann.page.fill('#text', 'another draft');
    await ann.context.setOffline(false);
    await reads(ann.page, '#fault', 'There is nobody of that name.');
    chat.cutting = false;
    assert.equal(await ann.page.inputValue('#text'), 'another draft');
    await go(ann, '@Nobody');
    assert.equal(await ann.page.inputValue('#text'), 'is there anybody?\na draft');
    await ann.page.press('#text', 'Enter');
    await reads(ann.page, '#fault', 'There is nobody of that name.');
    assert.equal(await ann.page.inputValue('#text'), 'is there anybody?\na draft');
    assert.equal(await ann.page.locator('.empty').count(), 1);
    await ann.page.fill('#text', '');
    await go(ann, '#general');
    await ann.page.fill('#text', '');
}

/* Where it is between five and seven in the morning now. */
async function times_are_as_people_write_them_where_they_are() {
    const west = (new Date().getUTCHours() - 5 + 24) % 24, timezoneId = west > 12 ? `Etc/GMT-${24 - west}` : `Etc/GMT+${west}`;
    await say(ann, 'what time is it?');
    for (const [locale, time] of [['en-US', /^[56]:\d\d\sAM$/], ['es-ES', /^[56]:\d\d$/], ['de-DE', /^0[56]:\d\d$/]]) {
        const reader = await chat.person(`Reader ${locale.slice(-2)}`, { locale, timezoneId });
        await sees(reader, ['what time is it?']);
        assert.match(await reader.page.locator('#log time').last().textContent(), time, locale);
        await reader.context.close();
    }
}

async function the_search_finds_rooms_people_and_messages() {
    const { page } = ann;
    await go(ann, '#why-not');
    for (let i = 0; i < 20; i++) await say(ben, `line ${i}`);
    await sees(ann, ['line 19']);
    await go(ann, '#general');
    const before = await rows(page);
    await page.fill('#search', 'WHY');
    assert.deepEqual(await items(page), ['why-not']);
    await page.fill('#search', 'be');
    assert.deepEqual(await items(page), ['Ben']);
    await page.fill('#search', 'of three');
    assert.deepEqual(await items(page), ['third of three', 'second of three', 'first of three']);
    assert.equal(await page.textContent('#found-count'), '3');
    assert.equal(await page.textContent('#found li:first-child mark'), 'of three');
    assert.match(await page.textContent('#found li:first-child small'), /^You · #why-not · /);
    await look(ann, 'search');
    await page.fill('#search', '.*[(\\');
    assert.deepEqual(await items(page), []);
    await reads(page, '#found-state', /^Nothing found/);
    await page.fill('#search', 'SECOND OF');
    assert.deepEqual(await rows(page), before);
    await page.press('#search', 'Enter');
    await stands(ann, '#why-not');
    assert.equal(await page.textContent('.found .text'), 'second of three');
    assert.ok(await page.evaluate(() => document.activeElement.matches('.found')));
    const [one, all] = await Promise.all(['.found', '#scroll'].map((where) => page.locator(where).boundingBox()));
    assert.ok(one.y >= all.y && one.y + one.height <= all.y + all.height);
    await look(ann, 'found');
    await page.press('#search', 'Escape');
    assert.equal(await page.inputValue('#search'), '');
    assert.ok((await items(page)).includes('Ben'));
    await page.fill('#search', 'ben');
    await page.press('#search', 'Enter');
    await stands(ann, '@Ben');
    assert.equal(await page.inputValue('#search'), '');
    await go(ann, '#general');
}

async function an_emoji_comes_into_the_text_where_its_cursor_is() {
    const { page } = ann, before = await rows(page);
    await page.fill('#text', 'tea?');
    await page.evaluate(() => document.querySelector('#text').setSelectionRange(3, 3));
    const smile = page.getByRole('button', { name: 'Emoji' });
    await smile.press('Enter');
    assert.ok(await page.isVisible('#emoji'));
    assert.deepEqual(await rows(page), before);
    await look(ann, 'emoji');
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowLeft', 'End', 'ArrowRight', 'Home', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    assert.equal(await focused(page), '🤔');
    await page.keyboard.press('Enter');
    assert.ok(await page.isHidden('#emoji'));
    assert.equal(await focused(page), 'text');
    assert.equal(await page.inputValue('#text'), 'tea🤔?');
    await page.keyboard.type('!');
    assert.equal(await page.inputValue('#text'), 'tea🤔!?');
    await smile.press('Enter');
    await page.keyboard.press('Escape');
    assert.ok(await page.isHidden('#emoji'));
    assert.equal(await focused(page), 'smile');
    await page.fill('#text', '');
    const phone = ben.page;
    await phone.tap('#smile');
    const box = await phone.locator('#emoji').boundingBox(), below = await phone.locator('#composer').boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 360 && box.y >= 0 && box.y + box.height <= below.y);
    await look(ben, 'phone-emoji');
    await phone.tap('#emoji button >> nth=16');
    assert.equal(await phone.inputValue('#text'), '👍');
    await phone.tap('#send');
    await go(ann, '#why-not');
    await sees(ann, ['👍']);
}

async function it_looks_well_in_the_dark_too() {
    await ann.page.emulateMedia({ colorScheme: 'dark' });
    await ann.page.fill('#search', 'three');
    await ann.page.press('#search', 'Enter');
    await look(ann, 'search-dark');
    await ann.page.click('#smile');
    await look(ann, 'emoji-dark');
    await ann.page.keyboard.press('Escape');
    await go(ann, '#all-new');
    await ann.page.waitForSelector('.empty');
    await look(ann, 'empty-dark');
    await go(ben, '#also-new');
    await ben.page.waitForSelector('.empty');
    await look(ben, 'phone-empty');
    await ben.page.tap('#menu');
    await ben.page.fill('#search', 'three');
    await look(ben, 'phone-search');
    assert.ok(!await ben.page.evaluate(() => [document.documentElement, document.querySelector('#lists')].some((one) => one.scrollWidth > one.clientWidth)));
    await ben.page.emulateMedia({ colorScheme: 'light' });
    await look(ben, 'phone-search-light');
}

async function the_pages_have_nothing_to_complain_of_and_the_server_stops() {
    assert.deepEqual(chat.complaints, []);
    for (const { context } of [ann, ben]) await context.close();
    assert.equal(await chat.server.stop(), 0);
    assert.doesNotMatch(chat.server.log(), / error: |signal \d|Warning|Notice|Fatal|Deprecated/);
}

const failed = await runClaims([
    a_room_that_is_refused_says_why_at_its_field_which_keeps_its_text,
    a_room_that_cannot_be_asked_for_keeps_its_text_too,
    an_empty_room_says_what_can_be_done_and_its_address_leads_there,
    unread_private_messages_show_on_the_phone,
    one_sending_stands_for_all_that_waits,
    what_the_server_refuses_goes_back_to_where_it_was_written,
    times_are_as_people_write_them_where_they_are,
    the_search_finds_rooms_people_and_messages,
    an_emoji_comes_into_the_text_where_its_cursor_is,
    it_looks_well_in_the_dark_too,
    the_pages_have_nothing_to_complain_of_and_the_server_stops,
], () => chat.server.log());
await browser.close();
await chat.end();
process.exit(failed ? 1 : 0);
