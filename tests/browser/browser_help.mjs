// browser_help.mjs - the system's Chromium, driven by Playwright; APPNET_BROWSER is a folder whose node_modules has playwright-core, screenshots are left there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';

export const build = process.env.APPNET_BROWSER;
const { chromium } = createRequire(`${build}/`)('playwright-core');

function executable() {
    const names = ['chromium', 'chromium-headless-shell', 'google-chrome'];
    const found = process.env.PATH.split(':').flatMap((folder) => names.map((name) => `${folder}/${name}`)).find((file) => fs.existsSync(file));
    return found ?? assert.fail(`none of ${names} is installed`);
}

export function openBrowser() {
    return chromium.launch({ executablePath: executable(), args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
}
