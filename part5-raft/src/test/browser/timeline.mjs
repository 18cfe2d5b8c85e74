// Opens timelines in a headless Chromium, tries the keyboard, and takes pictures. Not part of the build: it needs Node 20
// and Chromium (CHROMIUM names another program). From the root of the repository:
//
//   mvn -pl part5-raft test-compile
//   java -cp part5-raft/target/classes:part5-raft/target/test-classes kvs.sim.SampleTraces part5-raft/target/timelines
//   node part5-raft/src/test/browser/timeline.mjs part5-raft/target/timelines
//
// Pictures go to the same directory: 1280 and 390 pixels wide, light and dark. Exit code 1 if something is wrong.

import {readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {check, drawn, evaluate, open, picture, press, run, send} from './browser.mjs';

const directory = resolve(process.argv[2] ?? '.');

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
  for (const file of readdirSync(directory).filter(name => name.endsWith('.html')).sort()) {
    const name = file.replace(/\.html$/, '');
    for (const width of [1280, 390]) {
      for (const scheme of ['light', 'dark']) {
        await open(pathToFileURL(join(directory, file)).href, width, scheme);
        check(await evaluate('document.documentElement.scrollWidth <= innerWidth'), `${name} at ${width}: the page scrolls sideways`);
        await picture(join(directory, `${name}-${width}-${scheme}.png`));
      }
    }
    await tryKeys(name);
    await tryPointer(name);
    const millis = await evaluate('timeline.showAll(), (() => { const begun = performance.now(); timeline.drawNow(); return performance.now() - begun; })()');
    console.log(`${name}: ${await evaluate('timeline.model.events.length')} events; the whole run is drawn in ${millis.toFixed(1)} ms`);
  }
}

await run(main);
