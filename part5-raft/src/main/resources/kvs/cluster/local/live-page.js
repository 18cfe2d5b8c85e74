'use strict';

/* The page of a running cluster: a timeline that follows the present, and a card for each node. */

/** What is shown at first, and what is kept: in microseconds. */
const WINDOW = 30e6;
const KEPT = 120e6;
const MAX_KEPT = 20000;
/** Commits of one event that are remembered: as many as a table of logs shows. */
const MAX_NOTED = 50;

/** An axis whose end is the present. */
class LiveAxis extends Axis {
  constructor(model, even, shown, now) {
    super(model, even, shown);
    this.now = now;
  }

  end() {
    return this.even ? super.end() : Math.max(super.end(), this.now);
  }
}

class LivePage extends Page {
  constructor(model, now) {
    super(model);
    this.now = now;
    this.button = element('button', '', 'follow');
    this.button.type = 'button';
    this.button.id = 'follow';
    this.button.title = 'follow the present (f)';
    this.button.addEventListener('click', () => this.follow(!this.following));
    byId('last').after(this.button);
    byId('overview').setAttribute('aria-label', 'the last two minutes; click to go to a moment');
    byId('help-text').querySelector('dl').append(
      element('dt', '', [element('kbd', '', 'f')]), element('dd', '', 'follow the present, or stay here'));
    this.follow(true);
  }

  writeTitle() {
    document.title = 'Raft, live · kvs-cluster';
    byId('title').textContent = 'Raft, live';
    byId('nodes-title').textContent = 'Nodes at the chosen moment';
  }

  firstWindow() {
    this.to = this.axis.end();
    this.from = this.to - WINDOW;
  }

  /** Events have no lasting number here: old ones are forgotten. */
  readHash() {}

  writeHash() {}

  where(event) {
    const ago = Math.max(0, this.axis.now - event.t);
    return `${this.following ? 'live' : `${(ago / 1e6).toFixed(1)} s ago`} · ${time(Math.round(event.t / 1000) * 1000)}`;
  }

  makeAxis() {
    this.axis = new LiveAxis(this.model, this.even, step => this.shown[filterOf(this.model, step)], this.now ?? 0);
    byId('slider').max = Math.max(0, this.axis.steps.length - 1);
  }

  /** Takes the next events. */
  take(events, now) {
    const nodes = this.model.nodes.length;
    events.forEach(event => this.model.add(event));
    this.now = now;
    this.forget();
    this.makeAxis();
    if (this.model.nodes.length !== nodes) {
      this.resize();
    }
    if (this.following) {
      this.present();
    }
    this.draw();
  }

  /** Begins again with other events: the page has missed some. */
  replace(model, now) {
    this.model = model;
    this.step = model.events.length - 1;
    this.take([], now);
  }

  forget() {
    const {events} = this.model;
    if (events.length <= MAX_KEPT && this.now - events[0].t <= 1.5 * KEPT) {
      return;
    }
    const keep = Math.min(events.length - 1,
      Math.max(events.length - Math.round(0.75 * MAX_KEPT), lastAtMost(events, event => event.t, this.now - KEPT) + 1, 1));
    const before = events.length;
    this.model = trimmed(this.model, keep);
    const shift = this.model.events.length - before;
    this.step = Math.max(0, this.step + shift);
  }

  follow(on) {
    this.following = on;
    this.button?.setAttribute('aria-pressed', String(on));
    byId('sentence').setAttribute('aria-live', on ? 'off' : 'polite');
    if (on) {
      this.present();
      this.draw();
    }
  }

  present() {
    const width = this.to - this.from;
    this.to = this.axis.end() + 0.02 * width;
    this.from = this.to - width;
    // Visible or not: the tables show the present.
    this.step = this.model.events.length - 1;
  }

  key(event) {
    if (event.key === 'f' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      this.follow(!this.following);
    } else {
      super.key(event);
    }
  }

  move(by) {
    if (by === Infinity) {
      this.follow(true);
    } else {
      super.move(by);
    }
  }

  select(step) {
    this.follow(false);
    super.select(step);
  }

  pan(pixels) {
    this.follow(false);
    super.pan(pixels);
  }

  zoom(factor, around = this.axis.at(this.step)) {
    super.zoom(factor, this.following ? this.to : around);
  }

  showAll() {
    super.showAll();
    this.follow(this.following);
  }
}

function liveModel(nodes) {
  const model = new Model({ev: 'run', nodes});
  model.maxNoted = MAX_NOTED;
  return model;
}

/** A model of the events from step `keep` on, which begins with how things stood then. */
function trimmed(old, keep) {
  const model = liveModel(old.nodes);
  const {n, t} = old.events[keep];
  for (const node of old.nodes) {
    const {log, up, paused, ...state} = old.stateAt(node, keep - 1);
    model.add({n, t, ev: 'state', node, state, log: {runs: log.runs, last: log.last}});
    if (!up) {
      model.add({n, t, ev: 'crash', node});
    } else if (paused) {
      model.add({n, t, ev: 'pause', node});
    }
  }
  const cut = old.cutAt(keep - 1);
  if (cut) {
    model.add({n, t, ev: 'cut', cut: cut.links});
  }
  old.events.slice(keep).forEach(event => model.add(event));
  return model;
}

/** The sentence above the cards. */
function tell(text, bad) {
  const verdict = byId('verdict');
  verdict.className = `banner ${bad ? 'broken' : 'good'}`;
  setText(verdict, text);
}

function start() {
  const feed = new Feed(({now, leader, nodes, events, afresh}) => {
    cards.show(nodes, leader);
    const term = nodes.find(node => node.id === leader)?.term;
    tell(leader ? `Node ${leader} leads${term ? ` in term ${term}` : ''}.` : 'No node leads: no write is possible.', !leader);
    if (!afresh && window.timeline) {
      window.timeline.take(events, now);
      return;
    }
    if (events.length === 0) {
      return;
    }
    const model = liveModel(nodes.map(node => node.id));
    events.forEach(event => model.add(event));
    if (window.timeline) {
      window.timeline.replace(model, now);
    } else {
      window.timeline = new LivePage(model, now);
    }
  }, sentence => tell(sentence, true));
  const cards = new Cards(byId('cards'), byId('said'), (node, action) => feed.act(node, action));
  window.feed = feed;
  tell('Waiting for kvs-cluster …', false);
  feed.poll();
}

start();
