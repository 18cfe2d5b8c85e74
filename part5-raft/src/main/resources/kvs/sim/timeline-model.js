'use strict';

/*
 * The model: what a run was, built event by event. It knows nothing of pages or files: a page of a finished run adds
 * all events at once, a page of a running cluster adds each as it happens.
 *
 * A "step" here is the position of an event in `events`, from 0; people see it counted from 1. The trace's own `n` counts
 * the steps of the simulator, of which one may have several events.
 */

/** A log is shown by terms alone, so it is kept as runs of equal terms: [first index, term]. Never changed in place. */
const EMPTY_LOG = Object.freeze({runs: Object.freeze([]), last: 0});

/** Entries from index `from` on are now of these terms; those before it stay. */
function replaceTail(log, from, terms) {
  let runs = from > log.last + 1 ? [] : log.runs;
  if (runs.length > 0 && runs[runs.length - 1][0] >= from) {
    runs = runs.filter(run => run[0] < from);
  }
  terms.forEach((term, i) => {
    if (runs.length === 0 || runs[runs.length - 1][1] !== term) {
      runs = runs.concat([[from + i, term]]);
    }
  });
  return {runs, last: from + terms.length - 1};
}

/** The term of an entry, or 0 if the log has none there. */
function termAt(log, index) {
  if (index > log.last) {
    return 0;
  }
  for (let i = log.runs.length - 1; i >= 0; i--) {
    if (log.runs[i][0] <= index) {
      return log.runs[i][1];
    }
  }
  return 0;
}

const FIRST_STATE = Object.freeze({
  role: 'FOLLOWER', term: 0, vote: 0, leader: 0, commit: 0, applied: 0, first: 1, last: 0, durable: 0, snapshot: 0,
  config: '', log: EMPTY_LOG, up: true, paused: false
});

/** Flights are found by step: each bucket of this many steps lists all that were in the air during it. */
const BUCKET = 256;

/** The last position in `list` whose `key` is at most `value`, or -1. */
function lastAtMost(list, key, value) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(list[middle]) <= value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

class Model {
  /** @param run the trace's first line: seed, nodes, note, rates */
  constructor(run) {
    this.run = run;
    this.nodes = run.nodes.slice();
    this.events = [];
    /** Per step, the message that it is about, if it is about one. */
    this.flightOf = [];
    /** Per node: every state it was in, as {step, state}. Two neighbours share what did not change. */
    this.versions = new Map();
    /** Per node: the stretches of one role and term, as {step, state}: what a row of the drawing shows. */
    this.spans = new Map();
    this.operations = [];
    this.clients = [];
    this.cuts = [];
    this.violations = [];
    /** The steps at which a node changed its role or its term. */
    this.turns = new Set();
    this.calmStep = -1;
    /** The term of each index when its commit was first reported, as {term, step}: it must never differ again. */
    this.committed = new Map();
    /** How many commits one event may note: a running cluster commits more at once than a page can show. */
    this.maxNoted = Infinity;
    this.buckets = [];
    this.inTheAir = new Map();
    this.openOperations = new Map();
    /** Per node: the messages with entries that it has not answered, to tell their responses from those to heartbeats. */
    this.unanswered = new Map();
    this.nodes.forEach(node => this.learnOf(node, true));
  }

  /** A node that joins later is down until then. */
  learnOf(node, up) {
    if (!this.versions.has(node)) {
      if (!this.nodes.includes(node)) {
        this.nodes.push(node);
      }
      const state = Object.freeze({...FIRST_STATE, up});
      this.versions.set(node, [{step: -1, state}]);
      this.spans.set(node, [{step: -1, state}]);
    }
  }

  /** Adds the next event. */
  add(event) {
    const step = this.events.length;
    this.events.push(event);
    if (step % BUCKET === 0) {
      this.buckets.push([...this.inTheAir.values()].flat());
    }
    if (event.node !== undefined) {
      this.learnOf(event.node, false);
    }
    switch (event.ev) {
      case 'send': this.takeOff(step, event, false); break;
      case 'duplicate': this.takeOff(step, event, true); break;
      case 'deliver': this.land(step, event, 'delivered'); break;
      case 'drop': this.land(step, event, 'dropped'); break;
      case 'crash': this.change(step, event.node, {up: false, paused: false}); break;
      case 'restart': this.change(step, event.node, {up: true, paused: false, role: 'FOLLOWER', leader: 0}); break;
      case 'pause': this.change(step, event.node, {paused: true}); break;
      case 'resume': this.change(step, event.node, {paused: false}); break;
      case 'cut': this.endCut(step); this.cuts.push({step, end: -1, links: event.cut || []}); break;
      case 'heal': this.endCut(step); break;
      case 'calm': this.calmStep = step; break;
      case 'invoke': this.invoke(step, event); break;
      case 'return': this.complete(step, event); break;
      case 'violation': this.violations.push(step); break;
    }
    if (event.node !== undefined && (event.state || event.log)) {
      const before = this.latest(event.node);
      const next = {...event.state};
      if (event.log) {
        // A running node tells its whole log, as runs.
        next.log = event.log.runs
          ? {runs: event.log.runs, last: event.log.last}
          : replaceTail(before.log, event.log.from, event.log.terms);
      } else if (next.last < before.log.last) {
        // After a restart, say, of a node none of whose entries was durable.
        next.log = replaceTail(before.log, next.last + 1, []);
      }
      if (event.state && event.ev !== 'crash') {
        next.up = true;
      }
      this.change(step, event.node, next);
      this.noteCommitted(step, this.latest(event.node), before.commit);
    }
    if (event.ev === 'violation') {
      this.markOperations(event);
    }
  }

  latest(node) {
    const versions = this.versions.get(node);
    return versions[versions.length - 1].state;
  }

  change(step, node, fields) {
    const before = this.latest(node);
    const state = Object.freeze({...before, ...fields});
    append(this.versions.get(node), step, state);
    if (['role', 'term', 'up', 'paused'].some(field => state[field] !== before[field])) {
      append(this.spans.get(node), step, state);
      if (state.role !== before.role || state.term !== before.term) {
        this.turns.add(step);
        // What came in an earlier term may stay without a response; not what came just now.
        const now = this.flightOf[step];
        this.unanswered.set(node, now && now.kind === 'AppendEntries' && !now.heartbeat ? 1 : 0);
      }
    }
  }

  noteCommitted(step, state, before) {
    for (let i = Math.max(before + 1, state.first, state.commit - this.maxNoted + 1); i <= state.commit; i++) {
      const term = termAt(state.log, i);
      if (term > 0 && !this.committed.has(i)) {
        this.committed.set(i, {term, step});
      }
    }
  }

  takeOff(step, event, copy) {
    const known = this.inTheAir.get(event.id) || [];
    const original = copy && known.length > 0 ? known[0] : {};
    const flight = {
      id: event.id, from: event.from ?? original.from, to: event.to ?? original.to,
      kind: event.kind ?? original.kind ?? 'message', term: event.term ?? original.term ?? 0,
      text: event.text ?? original.text ?? '', copy, sent: step, ended: -1, fate: 'flying'
    };
    flight.heartbeat = original.heartbeat ?? this.isHeartbeat(event, flight);
    this.flightOf[step] = flight;
    this.inTheAir.set(event.id, known.concat([flight]));
    this.buckets[this.buckets.length - 1].push(flight);
    return flight;
  }

  /** An AppendEntries without entries, or the response to one. */
  isHeartbeat(event, flight) {
    if (flight.kind === 'AppendEntries') {
      return event.entries === 0 || /\b(heartbeat|no entries|0 entries|empty)\b/i.test(flight.text);
    }
    if (flight.kind !== 'AppendEntriesResponse') {
      return false;
    }
    const unanswered = this.unanswered.get(flight.from) || 0;
    this.unanswered.set(flight.from, Math.max(0, unanswered - 1));
    return unanswered === 0;
  }

  /** A message that arrives or is lost. One that was lost as it was sent may have no "send" of its own. */
  land(step, event, fate) {
    const flying = this.inTheAir.get(event.id);
    const flight = flying ? flying[0] : this.takeOff(step, event, false);
    const rest = (this.inTheAir.get(event.id) || []).filter(other => other !== flight);
    if (rest.length > 0) {
      this.inTheAir.set(event.id, rest);
    } else {
      this.inTheAir.delete(event.id);
    }
    flight.ended = step;
    flight.fate = fate;
    this.flightOf[step] = flight;
    if (fate === 'delivered' && flight.kind === 'AppendEntries' && !flight.heartbeat) {
      this.unanswered.set(flight.to, (this.unanswered.get(flight.to) || 0) + 1);
    }
  }

  endCut(step) {
    const last = this.cuts[this.cuts.length - 1];
    if (last && last.end < 0) {
      last.end = step;
    }
  }

  invoke(step, event) {
    if (!this.clients.includes(event.client)) {
      this.clients.push(event.client);
      this.clients.sort((a, b) => String(a).localeCompare(String(b), 'en', {numeric: true}));
    }
    const operation = {client: event.client, op: event.op, invoked: step, returned: -1, bad: false};
    this.operations.push(operation);
    this.openOperations.set(event.client, operation);
  }

  complete(step, event) {
    const operation = this.openOperations.get(event.client);
    if (operation) {
      operation.returned = step;
      operation.ok = event.ok;
      operation.result = event.op !== operation.op ? event.op : undefined;
      this.openOperations.delete(event.client);
    }
  }

  /** A violation names its operations by the numbers of their invoke events, or its clients. */
  markOperations(violation) {
    const numbers = new Set(violation.invokes || []);
    const named = new Set((violation.text || '').match(/\bC\d+\b/g) || []);
    (violation.clients || []).forEach(client => named.add(client));
    const last = new Map();
    for (const operation of this.operations) {
      operation.bad ||= numbers.has(this.events[operation.invoked].n);
      last.set(operation.client, operation);
    }
    if (numbers.size === 0) {
      last.forEach((operation, client) => operation.bad ||= named.has(client));
    }
  }

  /** The state of a node once the event of this step had happened. */
  stateAt(node, step) {
    const versions = this.versions.get(node);
    return versions[lastAtMost(versions, version => version.step, step)].state;
  }

  /** All messages that were in the air at some step from `low` to `high`, each once. */
  flights(low, high) {
    const found = [];
    const firstBucket = Math.floor(Math.max(low, 0) / BUCKET);
    for (let b = firstBucket; b < this.buckets.length && b * BUCKET <= high; b++) {
      for (const flight of this.buckets[b]) {
        const isFirstSight = b === firstBucket || Math.floor(flight.sent / BUCKET) === b;
        if (isFirstSight && flight.sent <= high && (flight.ended < 0 || flight.ended >= low)) {
          found.push(flight);
        }
      }
    }
    return found;
  }

  cutAt(step) {
    const cut = this.cuts[lastAtMost(this.cuts, one => one.step, step)];
    return cut && (cut.end < 0 || cut.end > step) && cut.links.length > 0 ? cut : undefined;
  }

  /** The first event of the simulator's step `n`. */
  stepOf(n) {
    return Math.min(this.events.length - 1, lastAtMost(this.events, event => event.n, n - 1) + 1);
  }
}

/** Adds a version; a second one of the same step takes the place of the first. */
function append(versions, step, state) {
  if (versions[versions.length - 1].step === step) {
    versions.pop();
  }
  versions.push({step, state});
}
