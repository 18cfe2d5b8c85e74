// Opens the live page of a cluster in a headless Chromium, presses its buttons and keys, and takes pictures. Not part of the
// build: it needs Node 20 and Chromium (CHROMIUM names another program). From the root of the repository, in two terminals:
//
//   bin/kvs-cluster --nodes 3 --dir part5-raft/target/live
//   node part5-raft/src/test/browser/live.mjs http://127.0.0.1:9000/ part5-raft/target/live-pictures
//
// Exit code 1 if something is wrong.

import {mkdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {check, drawn, evaluate, open, picture, press, run, send} from './browser.mjs';

const url = process.argv[2] ?? 'http://127.0.0.1:9000/';
const directory = resolve(process.argv[3] ?? '.');
mkdirSync(directory, {recursive: true});

/** Waits until an expression is true: the page asks for news four times a second. */
const until = (expression, what) => evaluate(`new Promise((done, fail) => {
  const end = Date.now() + 15000;
  const look = () => (${expression}) ? done() : Date.now() > end ? fail(new Error(${JSON.stringify(what)})) : setTimeout(look, 50);
  look();
})`);

const standing = node => `document.querySelectorAll('.card')[${node - 1}].querySelector('.standing').textContent`;
const button = (node, i) => `document.querySelectorAll('.card')[${node - 1}].querySelectorAll('button')[${i}]`;

async function pressButton(node, i, label, expected) {
  const name = `"${label}" on node ${node}`;
  await until(`${button(node, i)}.textContent === '${label}' && !${button(node, i)}.disabled`, `there is no ${name}`);
  await evaluate(`${button(node, i)}.focus()`);
  await send('Input.dispatchKeyEvent', {type: 'keyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r'});
  await send('Input.dispatchKeyEvent', {type: 'keyUp', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13});
  await until('!document.getElementById("said").textContent.endsWith("…")', `${name} is not answered`);
  await until(`${standing(node)}${expected}`, `${name} did nothing: ${await evaluate(standing(node))}`);
  console.log(`${name}: ${await evaluate('document.getElementById("said").textContent')}; ${await evaluate(standing(node))}`);
}

async function main() {
  await open(url, 1280, 'light');
  await until('window.timeline && document.querySelectorAll(".card").length > 0', 'no cards, or no drawing');
  await until('/^Node \\d+ leads/.test(document.getElementById("verdict").textContent)', 'no node leads');
  const leader = () => evaluate('Number(/\\d+/.exec(document.getElementById("verdict").textContent)[0])');
  const first = await leader();
  await pressButton(first, 0, 'pause', ' === "paused"');
  await until(`/^Node \\d+ leads/.test(document.getElementById("verdict").textContent)
    && !document.getElementById("verdict").textContent.startsWith('Node ${first} ')`, 'no other node took over');
  const second = await leader();
  await pressButton(first, 0, 'resume', ' === "follower"');
  await pressButton(second, 1, 'kill', ' === "down"');
  await until(`/^Node \\d+ leads/.test(document.getElementById("verdict").textContent)
    && !document.getElementById("verdict").textContent.startsWith('Node ${second} ')`, 'no node took over from a dead one');
  await pressButton(second, 1, 'start', ' === "follower"');
  const third = await leader();
  await pressButton(third, 3, 'cut off', '.endsWith("cut off")');
  await until(`timeline.model.cuts.length > 0 && timeline.model.cuts.at(-1).end < 0`, 'the drawing does not show the cut');
  await until(`document.getElementById("verdict").textContent.match(/\\d+/) != ${third}`, 'the others did not elect a leader');
  await pictures('cut');
  await pressButton(third, 3, 'reconnect', ' === "follower"');
  await pressButton(third, 2, 'restart', ' === "follower"');
  await until('!timeline.model.cutAt(timeline.model.events.length - 1)', 'the drawing does not show the end of the cut');
  const kinds = await evaluate('[...new Set(timeline.model.events.map(event => event.ev))].sort().join(" ")');
  console.log(`events: ${await evaluate('timeline.model.events.length')}, of the kinds ${kinds}`);
  for (const kind of ['crash', 'cut', 'deliver', 'heal', 'pause', 'restart', 'resume', 'send', 'state']) {
    check(kinds.split(' ').includes(kind), `no event "${kind}" in the timeline`);
  }
  await tryKeys();
  await pictures('live');
  const token = await evaluate(`fetch('/nodes/1/kill', {method: 'POST'}).then(answer => answer.status)`);
  check(token === 403, `a request without the token is answered with ${token}`);
  await tryForgetting();
}

async function pictures(name) {
  for (const width of [1280, 390]) {
    for (const scheme of ['light', 'dark']) {
      await open(url, width, scheme);
      await until('window.timeline && document.querySelectorAll(".card").length > 0', 'no cards, or no drawing');
      await until('document.querySelector(".card .standing").textContent !== ""', 'an empty card');
      await drawn();
      check(await evaluate('document.documentElement.scrollWidth <= innerWidth'), `at ${width}: the page scrolls sideways`);
      await picture(join(directory, `${name}-${width}-${scheme}.png`));
    }
  }
}

async function tryKeys() {
  check(await evaluate('timeline.following'), 'the page does not follow the present at first');
  const before = await evaluate('timeline.to');
  await until(`timeline.to > ${before}`, 'the drawing does not move with the present');
  await press('ArrowLeft');
  check(!await evaluate('timeline.following'), 'a step back does not stop the following');
  const still = await evaluate('timeline.from');
  const now = await evaluate('timeline.now');
  await until(`timeline.now > ${now}`, 'no news');
  check(await evaluate('timeline.from') === still, 'the drawing moves although it does not follow');
  await press('End');
  check(await evaluate('timeline.following'), 'End does not follow the present');
  await press('f');
  await press('f');
  check(await evaluate('timeline.following'), 'f twice does not follow the present');
  await press('+');
  check(await evaluate('timeline.following'), 'zooming stops the following');
}

/** Feeds more events than the page keeps. */
async function tryForgetting() {
  const result = await evaluate(`(() => {
    const {model} = timeline;
    const before = model.nodes.map(node => JSON.stringify(timeline.model.latest(node)));
    const many = Array.from({length: 21000}, (_, i) => ({n: 1e6 + i, t: timeline.now + i, ev: 'read', node: model.nodes[0]}));
    const begun = performance.now();
    timeline.take(many, timeline.now + 21000);
    const taken = performance.now() - begun;
    const after = timeline.model.nodes.map(node => JSON.stringify(timeline.model.latest(node)));
    return {taken, kept: timeline.model.events.length, same: before.join() === after.join(), step: timeline.step};
  })()`);
  check(result.kept <= 20000, `${result.kept} events are kept`);
  check(result.same, 'how the nodes stand is forgotten with old events');
  check(result.step < result.kept, 'the selected event is gone');
  console.log(`21,000 events at once: ${result.taken.toFixed(0)} ms, ${result.kept} kept`);
  await drawn();
}

await run(main);
