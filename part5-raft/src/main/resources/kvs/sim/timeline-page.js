'use strict';

/* The page: joins model, drawing, tables, keys and pointer. That of a running cluster builds on it. */

/** Which filter shows what, and whether it does at first. */
const FILTERS = [
  ['messages', 'messages', true],
  ['heartbeats', 'heartbeats', false],
  ['clients', 'client calls', true],
  ['disk', 'disk', false],
  ['ticks', 'ticks', false],
  ['faults', 'faults', true]
];

/** How many events the first window shows. */
const FIRST_WINDOW = 70;

class Page {
  constructor(model) {
    this.model = model;
    this.shown = {always: true};
    FILTERS.forEach(([name, , on]) => this.shown[name] = on);
    this.even = false;
    this.node = undefined;
    this.drawing = new Drawing(byId('drawing'));
    this.overview = new Overview(byId('overview'));
    this.writeTitle();
    this.makeChips();
    this.makeAxis();
    this.step = model.violations[0] ?? this.axis.steps[0] ?? 0;
    this.firstWindow();
    this.readHash();
    this.listen();
    this.resize();
  }

  writeTitle() {
    const {run, violations, events} = this.model;
    const name = run.title || `seed ${run.seed}`;
    document.title = `${violations.length ? '✗ ' : ''}${name} · Raft timeline`;
    byId('title').textContent = `Raft timeline · ${name}`;
    byId('note').textContent = [run.note, `${events.length.toLocaleString('en')} events, ${time(events[events.length - 1].t)}`]
      .filter(Boolean).join(' · ');
    const verdict = byId('verdict');
    if (violations.length === 0) {
      verdict.className = 'banner good';
      verdict.textContent = 'No rule was violated in this run.';
      return;
    }
    const event = events[violations[0]];
    const link = eventLink(this.model, violations[0], step => this.select(step));
    verdict.className = 'banner broken';
    const rule = element('strong', '', `✗ Violated: ${event.rule}`);
    verdict.append(rule, ' · ', link, document.createElement('br'), sentence(event.text || ''));
    if (violations.length > 1) {
      verdict.append(` (${violations.length - 1} more: press v again)`);
    }
  }

  makeChips() {
    const chip = (text, pressed, toggle) => {
      const button = element('button', '', text);
      button.type = 'button';
      button.setAttribute('aria-pressed', String(pressed));
      button.addEventListener('click', () => {
        const on = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', String(on));
        toggle(on);
      });
      byId('chips').append(button);
    };
    FILTERS.forEach(([name, text, on]) => chip(text, on, now => {
      this.shown[name] = now;
      this.changeAxis();
    }));
    chip('even spacing', this.even, now => {
      this.even = now;
      this.changeAxis();
    });
  }

  makeAxis() {
    this.axis = new Axis(this.model, this.even, step => this.shown[filterOf(this.model, step)]);
    byId('slider').max = Math.max(0, this.axis.steps.length - 1);
  }

  /** Keeps the events at the edges of the window where they are, on an axis of another kind. */
  changeAxis() {
    const low = this.axis.stepBefore(this.from);
    const high = this.axis.stepBefore(this.to);
    this.makeAxis();
    this.from = this.axis.at(low);
    this.to = Math.max(this.axis.at(high), this.from + 2);
    this.draw();
  }

  /** Shows the selected step with the events before it and some after it; a short run whole. */
  firstWindow() {
    const events = byId('drawing-place').clientWidth < 600 ? FIRST_WINDOW / 2 : FIRST_WINDOW;
    if (this.axis.steps.length <= events * 1.7) {
      this.showAll();
      return;
    }
    const first = this.axis.move(this.step, -Math.round(events * 0.8));
    const last = this.axis.move(this.step, Math.round(events * 0.2));
    this.from = this.axis.at(first);
    this.to = this.axis.at(last);
    const margin = Math.max(1, (this.to - this.from) * 0.04);
    this.from -= margin;
    this.to += margin;
  }

  readHash() {
    const [, kind, number] = /^#(event|step)=(\d+)$/.exec(location.hash) || [];
    if (kind) {
      const last = this.model.events.length - 1;
      const wanted = kind === 'step' ? this.model.stepOf(Number(number)) : Number(number) - 1;
      this.step = Math.min(Math.max(wanted, 0), last);
      this.reveal();
    }
  }

  listen() {
    const press = (id, action) => byId(id).addEventListener('click', action);
    press('first', () => this.move(-Infinity));
    press('back', () => this.move(-1));
    press('forward', () => this.move(1));
    press('last', () => this.move(Infinity));
    press('in', () => this.zoom(1 / 1.6));
    press('out', () => this.zoom(1.6));
    press('help', () => byId('help-text').showModal());
    byId('slider').addEventListener('input', event => this.select(this.axis.steps[event.target.value]));
    document.addEventListener('keydown', event => this.key(event));
    addEventListener('resize', () => this.resize());
    addEventListener('hashchange', () => {
      const before = this.step;
      this.readHash();
      if (this.step !== before) {
        this.draw();
      }
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.drawing.palette = readPalette();
      this.draw();
    });
    new Pointer(byId('drawing-place'), this);
    byId('overview-place').addEventListener('pointerdown', event => {
      const move = moved => this.center(this.overview.positionAt(this.axis, offset(byId('overview-place'), moved).x));
      move(event);
      const place = event.currentTarget;
      place.setPointerCapture(event.pointerId);
      place.addEventListener('pointermove', move);
      place.addEventListener('lostpointercapture', () => place.removeEventListener('pointermove', move), {once: true});
    });
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || byId('help-text').open) {
      return;
    }
    const far = event.shiftKey ? 10 : 1;
    const actions = {
      ArrowLeft: () => this.move(-far), ArrowRight: () => this.move(far),
      Home: () => this.move(-Infinity), End: () => this.move(Infinity),
      n: () => this.moveOnNode(1), p: () => this.moveOnNode(-1), v: () => this.nextViolation(),
      '+': () => this.zoom(1 / 1.6), '=': () => this.zoom(1 / 1.6), '-': () => this.zoom(1.6), '0': () => this.showAll(),
      '?': () => byId('help-text').showModal()
    };
    const action = actions[event.key] || (/^[1-9]$/.test(event.key) && (() => this.choose(this.model.nodes[event.key - 1])));
    if (action) {
      event.preventDefault();
      action();
    }
  }

  move(by) {
    const {steps} = this.axis;
    if (steps.length > 0) {
      this.select(by === -Infinity ? steps[0] : by === Infinity ? steps[steps.length - 1] : this.axis.move(this.step, by));
    }
  }

  moveOnNode(direction) {
    const node = this.node ?? this.model.nodes[0];
    this.node = node;
    let step = this.step;
    do {
      const next = this.axis.move(step, direction);
      if (next === step) {
        this.draw();
        return;
      }
      step = next;
    } while (!concerns(this.model, step, node));
    this.select(step);
  }

  nextViolation() {
    const {violations} = this.model;
    if (violations.length > 0) {
      this.select(violations.find(step => step > this.step) ?? violations[0]);
    }
  }

  choose(node) {
    if (node !== undefined) {
      this.node = node === this.node ? undefined : node;
      this.draw();
    }
  }

  select(step) {
    if (step !== undefined) {
      this.step = step;
      this.reveal();
      this.draw();
    }
  }

  /** Moves the window so that the selected step is in it. */
  reveal() {
    const at = this.axis.at(this.step);
    const width = this.to - this.from;
    if (at < this.from + width * 0.03) {
      this.from = at - width * 0.3;
    } else if (at > this.to - width * 0.03) {
      this.from = at - width * 0.7;
    }
    // No emptiness before the beginning or after the end, where the run is longer than the window.
    const margin = width * 0.06;
    this.from = Math.max(Math.min(this.from, this.axis.end() + margin - width), this.axis.start() - margin);
    this.to = this.from + width;
  }

  zoom(factor, around = this.axis.at(this.step)) {
    const least = this.even ? 3 : 20;
    const most = (this.axis.end() - this.axis.start()) * 1.1 + least;
    const width = Math.min(Math.max((this.to - this.from) * factor, least), most);
    const inside = around >= this.from && around <= this.to;
    const part = inside ? (around - this.from) / (this.to - this.from) : 0.5;
    this.from = (inside ? around : (this.from + this.to) / 2) - width * part;
    this.to = this.from + width;
    this.draw();
  }

  showAll() {
    const margin = (this.axis.end() - this.axis.start()) * 0.02;
    this.from = this.axis.start() - margin;
    this.to = this.axis.end() + margin;
    this.draw();
  }

  /** Moves the window by a part of the drawing, in pixels. */
  pan(pixels) {
    const by = pixels / this.drawing.scale;
    this.from -= by;
    this.to -= by;
    this.draw();
  }

  center(position) {
    const half = (this.to - this.from) / 2;
    this.from = position - half;
    this.to = position + half;
    this.select(this.axis.nearest(position));
  }

  resize() {
    this.drawing.resize(this.model);
    this.overview.resize(this.model);
    this.draw();
  }

  /** Asks for a new drawing. However many changes come, there is one drawing per frame. */
  draw() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = undefined;
      this.drawNow();
    });
  }

  drawNow() {
    const {model, axis, step} = this;
    const view = {axis, from: this.from, to: this.to, step, node: this.node, shown: this.shown};
    this.drawing.draw(model, view);
    this.overview.draw(model, view, this.drawing.palette);
    const event = model.events[step];
    byId('slider').value = lastAtMost(axis.steps, one => one, step);
    byId('where').textContent = this.where(event);
    const change = describeChange(model, step);
    byId('sentence').className = event.ev === 'violation' ? 'broken' : '';
    byId('sentence').replaceChildren(element('b', '', describe(model, step)), ...(change ? [change] : []));
    this.drawTables(model, step);
    this.writeHash();
  }

  /** The place of the selected event, in words. */
  where(event) {
    const simulatorsStep = event.n === this.step + 1 ? '' : ` · step ${event.n}`;
    return `event ${this.step + 1} of ${this.model.events.length}${simulatorsStep} · ${time(event.t)}`;
  }

  /** Lets the address lead back to the selected event. */
  writeHash() {
    const hash = `#event=${this.step + 1}`;
    if (location.hash !== hash) {
      history.replaceState(null, '', hash);
    }
  }

  drawTables(model, step) {
    const focused = document.activeElement?.dataset?.node;
    byId('facts').replaceChildren(factsTable(model, step, this.node, node => this.choose(node)));
    if (focused !== undefined) {
      byId('facts').querySelector(`[data-node="${focused}"]`)?.focus();
    }
    const logs = byId('logs');
    logs.replaceChildren(logTable(model, step, logs.clientWidth));
    // The newest entries are on the right; a difference that is wrong is on the left.
    logs.scrollLeft = logs.querySelector('thead .broken') ? 0 : logs.scrollWidth;
    byId('conflicts').replaceChildren(...conflictWords(model, step, to => this.select(to)));
    byId('in-flight').replaceChildren(...inFlight(model, step, this.shown.heartbeats));
  }
}

/** Whether an event happened on this node. */
function concerns(model, step, node) {
  const event = model.events[step];
  const flight = model.flightOf[step];
  return event.node === node || (event.nodes || []).includes(node)
    || (flight !== undefined && (event.ev === 'send' ? flight.from === node : flight.to === node));
}
