'use strict';

/* The page of a finished run: reads the trace out of the page. */

function start() {
  const [run, ...events] = JSON.parse(byId('trace').textContent);
  const model = new Model(run);
  events.forEach(event => model.add(event));
  if (events.length === 0) {
    byId('title').textContent = `Raft timeline · seed ${run.seed}`;
    byId('verdict').textContent = 'The trace has no events: nothing happened in this run.';
    return;
  }
  window.timeline = new Page(model);
}

start();
