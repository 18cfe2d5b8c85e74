// A headless Chromium for the scripts beside this one. CHROMIUM names another program.

import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const profile = mkdtempSync(join(tmpdir(), 'kvs-browser-'));
const chromium = spawn(process.env.CHROMIUM ?? 'chromium', [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-pipe', `--user-data-dir=${profile}`
], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});

// The protocol of the developer tools over a pipe: JSON, each message ended by a NUL.
let number = 0;
let session;
let received = '';
const waiting = new Map();
const listeners = new Map();
/** What was wrong, in sentences. */
export const problems = [];
chromium.stdio[4].setEncoding('utf8').on('data', text => {
  const parts = (received + text).split('\0');
  received = parts.pop();
  for (const part of parts) {
    const answer = JSON.parse(part);
    if (answer.id) {
      const {accept, refuse} = waiting.get(answer.id);
      waiting.delete(answer.id);
      answer.error ? refuse(new Error(answer.error.message)) : accept(answer.result);
    } else {
      listeners.get(answer.method)?.(answer.params);
    }
  }
});

/** Sends a command of the developer tools. */
export function send(method, params = {}) {
  const id = ++number;
  chromium.stdio[3].write(JSON.stringify({id, method, params, sessionId: session}) + '\0');
  return new Promise((accept, refuse) => waiting.set(id, {accept, refuse}));
}

export async function evaluate(expression) {
  const {result, exceptionDetails} = await send('Runtime.evaluate', {expression, awaitPromise: true, returnByValue: true});
  if (exceptionDetails) {
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }
  return result.value;
}

/** Waits until what was asked for has been drawn. */
export const drawn = () => evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');

/** Opens an address in a window of this width, in the light or the dark scheme. */
export async function open(url, width, scheme) {
  await send('Emulation.setDeviceMetricsOverride', {width, height: width < 600 ? 844 : 800, deviceScaleFactor: 1, mobile: width < 600});
  await send('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: scheme}]});
  const loaded = new Promise(done => listeners.set('Page.loadEventFired', done));
  await send('Page.navigate', {url: 'about:blank'});
  await loaded;
  const reloaded = new Promise(done => listeners.set('Page.loadEventFired', done));
  await send('Page.navigate', {url});
  await reloaded;
  await drawn();
}

export async function press(key, shift = false) {
  const modifiers = shift ? 8 : 0;
  const text = key.length === 1 ? key : undefined;
  await send('Input.dispatchKeyEvent', {type: 'keyDown', key, text, modifiers});
  await send('Input.dispatchKeyEvent', {type: 'keyUp', key, modifiers});
  await drawn();
}

/** Takes a picture of the whole page. */
export async function picture(file) {
  const {cssContentSize} = await send('Page.getLayoutMetrics');
  const {data} = await send('Page.captureScreenshot', {
    captureBeyondViewport: true, clip: {x: 0, y: 0, width: cssContentSize.width, height: cssContentSize.height, scale: 1}
  });
  writeFileSync(file, Buffer.from(data, 'base64'));
}

export function check(right, what) {
  if (!right) {
    problems.push(what);
  }
}

/** Runs a script in a fresh page, prints what was wrong, and sets the exit code. */
export async function run(script) {
  try {
    const {targetId} = await send('Target.createTarget', {url: 'about:blank'});
    ({sessionId: session} = await send('Target.attachToTarget', {targetId, flatten: true}));
    await send('Page.enable');
    await send('Runtime.enable');
    listeners.set('Runtime.exceptionThrown', ({exceptionDetails}) => problems.push(exceptionDetails.exception?.description ?? exceptionDetails.text));
    await script();
  } catch (e) {
    problems.push(e.stack);
  } finally {
    chromium.kill();
    chromium.once('exit', () => rmSync(profile, {recursive: true, force: true, maxRetries: 5}));
  }
  problems.forEach(problem => console.error(`wrong: ${problem}`));
  process.exitCode = problems.length ? 1 : 0;
}
