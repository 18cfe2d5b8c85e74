// Opens timelines in a headless Chromium, tries the keyboard, and takes pictures. Not part of the build: it needs Node 20
// and Chromium (CHROMIUM names another program). From the root of the repository:
//
//   mvn -pl part5-raft test-compile
//   java -cp part5-raft/target/classes:part5-raft/target/test-classes kvs.sim.SampleTraces part5-raft/target/timelines
//   node part5-raft/src/test/browser/timeline.mjs part5-raft/target/timelines
//
// Pictures go to the same directory: 1280 and 390 pixels wide, light and dark. Exit code 1 if something is wrong.

import {spawn} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const directory = resolve(process.argv[2] ?? '.');
const profile = mkdtempSync(join(tmpdir(), 'timeline-'));
const chromium = spawn(process.env.CHROMIUM ?? 'chromium', [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-pipe', `--user-data-dir=${profile}`
], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});

// The protocol of the developer tools over a pipe: JSON, each message ended by a NUL.
let number = 0;
let session;
let received = '';
const waiting = new Map();
const listeners = new Map();
const problems = [];
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

function send(method, params = {}) {
  const id = ++number;
  chromium.stdio[3].write(JSON.stringify({id, method, params, sessionId: session}) + '\0');
  return new Promise((accept, refuse) => waiting.set(id, {accept, refuse}));
}

async function evaluate(expression) {
  const {result, exceptionDetails} = await send('Runtime.evaluate', {expression, awaitPromise: true, returnByValue: true});
  if (exceptionDetails) {
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }
  return result.value;
}

/** Waits until what was asked for has been drawn. */
const drawn = () => evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');

async function open(file, width, scheme) {
  await send('Emulation.setDeviceMetricsOverride', {width, height: width < 600 ? 844 : 800, deviceScaleFactor: 1, mobile: width < 600});
  await send('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: scheme}]});
  const loaded = new Promise(done => listeners.set('Page.loadEventFired', done));
  await send('Page.navigate', {url: 'about:blank'});
  await loaded;
  const reloaded = new Promise(done => listeners.set('Page.loadEventFired', done));
  await send('Page.navigate', {url: pathToFileURL(file).href});
  await reloaded;
  await drawn();
}

async function press(key, shift = false) {
  const modifiers = shift ? 8 : 0;
  const text = key.length === 1 ? key : undefined;
  await send('Input.dispatchKeyEvent', {type: 'keyDown', key, text, modifiers});
  await send('Input.dispatchKeyEvent', {type: 'keyUp', key, modifiers});
  await drawn();
}

async function picture(name) {
  const {cssContentSize} = await send('Page.getLayoutMetrics');
  const {data} = await send('Page.captureScreenshot', {
    captureBeyondViewport: true, clip: {x: 0, y: 0, width: cssContentSize.width, height: cssContentSize.height, scale: 1}
  });
  writeFileSync(join(directory, `${name}.png`), Buffer.from(data, 'base64'));
}

function check(right, what) {
  if (!right) {
    problems.push(what);
  }
}

async function tryKeys(name) {
  const step = () => evaluate('timeline.step');
  const all = await evaluate('timeline.axis.steps.length');
  await press('Home');
  check(await step() === await evaluate('timeline.axis.steps[0]'), `${name}: Home`);
  await press('ArrowRight');
  check(await step() === await evaluate('timeline.axis.steps[1]'), `${name}: →`);
  check(await evaluate('location.hash === `#event=${timeline.step + 1}`'), `${name}: the address`);
  await press('ArrowRight', true);
  check(await step() === await evaluate(`timeline.axis.steps[${Math.min(11, all - 1)}]`), `${name}: shift →`);
  await press('ArrowLeft');
  check(await step() === await evaluate(`timeline.axis.steps[${Math.min(11, all - 1) - 1}]`), `${name}: ←`);
  await press('End');
  check(await step() === await evaluate('timeline.axis.steps.at(-1)'), `${name}: End`);
  if (await evaluate('timeline.model.violations.length > 0')) {
    await press('Home');
    await press('v');
    check(await step() === await evaluate('timeline.model.violations[0]'), `${name}: v`);
  }
  await press('2');
  check(await evaluate('timeline.node === timeline.model.nodes[1]'), `${name}: 2 selects a node`);
  await press('p');
  check(await evaluate('concerns(timeline.model, timeline.step, timeline.node)'), `${name}: p`);
  const width = await evaluate('timeline.to - timeline.from');
  await press('+');
  check(await evaluate('timeline.to - timeline.from') < width, `${name}: +`);
  await press('-');
  await press('?');
  check(await evaluate('document.getElementById("help-text").open'), `${name}: ?`);
  await evaluate('document.getElementById("help-text").close()');
}

/** The pointer on the first bar of a client, on an empty place, and on a button; if there is such a bar. */
async function tryPointer(name) {
  await press('0');
  const place = await evaluate('(({left, top}) => ({left, top}))(document.getElementById("drawing-place").getBoundingClientRect())');
  const target = await evaluate('timeline.drawing.targets.filter(one => one.step !== undefined).at(-1)');
  if (!target) {
    return;
  }
  await evaluate('scrollTo(0, 0)');
  const x = place.left + (target.x1 + target.x2) / 2;
  const y = place.top + target.y1;
  await send('Input.dispatchMouseEvent', {type: 'mouseMoved', x, y});
  await drawn();
  check(await evaluate('!document.getElementById("tip").hidden && document.getElementById("tip").textContent !== ""'), `${name}: a hint under the pointer`);
  await send('Input.dispatchMouseEvent', {type: 'mousePressed', x, y, button: 'left', clickCount: 1});
  await send('Input.dispatchMouseEvent', {type: 'mouseReleased', x, y, button: 'left', clickCount: 1});
  await drawn();
  check(await evaluate('timeline.step') === target.step, `${name}: a click selects`);
  const from = await evaluate('timeline.from');
  await send('Input.dispatchMouseEvent', {type: 'mousePressed', x, y, button: 'left', clickCount: 1});
  await send('Input.dispatchMouseEvent', {type: 'mouseMoved', x: x - 60, y, button: 'left'});
  await send('Input.dispatchMouseEvent', {type: 'mouseReleased', x: x - 60, y, button: 'left', clickCount: 1});
  await drawn();
  check(await evaluate('timeline.from') > from, `${name}: a drag moves the window`);
  const visible = await evaluate('timeline.axis.steps.length');
  await evaluate('document.querySelectorAll("#chips button")[4].click()');
  check(await evaluate('timeline.axis.steps.length') >= visible, `${name}: the ticks are shown`);
}

async function main() {
  const {targetId} = await send('Target.createTarget', {url: 'about:blank'});
  ({sessionId: session} = await send('Target.attachToTarget', {targetId, flatten: true}));
  await send('Page.enable');
  await send('Runtime.enable');
  listeners.set('Runtime.exceptionThrown', ({exceptionDetails}) => problems.push(exceptionDetails.exception?.description ?? exceptionDetails.text));
  for (const file of readdirSync(directory).filter(name => name.endsWith('.html')).sort()) {
    const name = file.replace(/\.html$/, '');
    for (const width of [1280, 390]) {
      for (const scheme of ['light', 'dark']) {
        await open(join(directory, file), width, scheme);
        check(await evaluate('document.documentElement.scrollWidth <= innerWidth'), `${name} at ${width}: the page scrolls sideways`);
        await picture(`${name}-${width}-${scheme}`);
      }
    }
    await tryKeys(name);
    await tryPointer(name);
    const millis = await evaluate('timeline.showAll(), (() => { const begun = performance.now(); timeline.drawNow(); return performance.now() - begun; })()');
    console.log(`${name}: ${await evaluate('timeline.model.events.length')} events; the whole run is drawn in ${millis.toFixed(1)} ms`);
  }
}

try {
  await main();
} catch (e) {
  problems.push(e.stack);
} finally {
  chromium.kill();
  chromium.once('exit', () => rmSync(profile, {recursive: true, force: true, maxRetries: 5}));
}
problems.forEach(problem => console.error(`wrong: ${problem}`));
process.exitCode = problems.length ? 1 : 0;
