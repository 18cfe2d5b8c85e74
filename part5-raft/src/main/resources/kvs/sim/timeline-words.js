'use strict';

/* Sentences: what an event was, and what it changed. */

/**
 * Every kind of event: its filter and its sentence. A kind that is missing here is shown all the same, by its name.
 * `this` is not used; `m` is the model, `e` the event, `f` the message that the event is about.
 */
const EVENTS = {
  state: {filter: 'disk', say: (m, e) => `Node ${e.node} reports how it stands.`},
  tick: {filter: 'ticks', say: (m, e) => `The clock of node ${e.node} ticks.`},
  deliver: {filter: 'messages', say: (m, e, f) => `Node ${f.to} receives ${message(f, ` from node ${f.from}`)}.`},
  send: {filter: 'messages', say: (m, e, f) => `Node ${f.from} sends ${message(f, ` to node ${f.to}`)}.`},
  drop: {filter: 'messages', say: (m, e, f) => `Lost on the way: ${message(f, ` from node ${f.from} to node ${f.to}`)}.`},
  duplicate: {filter: 'messages', say: (m, e, f) => `The network makes ${message(f, ` from node ${f.from} to node ${f.to}`)}.`},
  propose: {filter: 'clients', say: (m, e) => `Node ${e.node} is asked to replicate ${detail(e) || 'a command'}.`},
  read: {filter: 'clients', say: (m, e) => `Node ${e.node} is asked to read${suffix(e)}.`},
  persisted: {filter: 'disk', say: (m, e) => `The disk of node ${e.node} reports a write as durable${suffix(e)}.`},
  'lost-write': {filter: 'faults', say: (m, e) => `Node ${e.node} loses what was not yet durable${suffix(e)}.`},
  crash: {filter: 'faults', say: (m, e) => `Node ${e.node} crashes${suffix(e)}.`},
  restart: {filter: 'faults', say: (m, e) => `Node ${e.node} restarts with what was durable${suffix(e)}.`},
  pause: {filter: 'faults', say: (m, e) => `Node ${e.node} pauses${suffix(e)}.`},
  resume: {filter: 'faults', say: (m, e) => `Node ${e.node} goes on after its pause${suffix(e)}.`},
  cut: {filter: 'faults', say: (m, e) => `The network is cut: ${cutWords(e.cut || [], m.nodes)}.`},
  heal: {filter: 'faults', say: (m, e) => `The network is whole again${suffix(e)}.`},
  calm: {filter: 'faults', say: () => 'Phase 2 begins: from here on there are no faults, and the cluster must recover.'},
  invoke: {filter: 'clients', say: (m, e) => `Client ${e.client} calls ${e.op}.`},
  'return': {filter: 'clients', say: (m, e) => `Client ${e.client} gets its answer: ${answer(e)}.`},
  snapshot: {filter: 'disk', say: (m, e) => `Node ${e.node} takes a snapshot${suffix(e)}.`},
  fault: {filter: 'faults', say: (m, e) => sentence(`${e.node ? `node ${e.node}: ` : ''}${e.what || 'a fault'}`)},
  violation: {filter: 'always', say: (m, e) => `Violated: ${e.rule}. ${sentence(e.text || '')}`}
};

const ROLES = {
  FOLLOWER: 'follower', PRE_CANDIDATE: 'pre-candidate', CANDIDATE: 'candidate', LEADER: 'leader', LEARNER: 'learner'
};

function roleName(role) {
  return ROLES[role] || String(role).toLowerCase();
}

function detail(event) {
  return event.op || event.text || event.what || '';
}

function suffix(event) {
  return detail(event) ? ` (${detail(event)})` : '';
}

function sentence(text) {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return begun === '' || /[.!?]$/.test(begun) ? begun : begun + '.';
}

function answer({op, ok}) {
  return ok === undefined ? op : `${op}, ${result(ok)}`;
}

function result(ok) {
  return ok === true ? 'ok' : ok === false ? 'failed' : String(ok);
}

/** A message in words: its kind, its term, where it goes, and its content where the trace tells it. */
function message(flight, route) {
  const kind = flight.heartbeat && flight.kind === 'AppendEntries' ? 'AppendEntries (heartbeat)' : flight.kind;
  const text = flight.text && flight.text !== flight.kind ? `: ${flight.text}` : '';
  return `${flight.copy ? 'a copy of ' : ''}${kind} of term ${flight.term}${route}${text}`;
}

/** Which links are down: as groups that do not reach each other, or link by link if there are no such groups. */
function cutWords(links, nodes) {
  const down = new Set(links.map(([from, to]) => `${from}→${to}`));
  const groups = [];
  for (const node of nodes) {
    const group = groups.find(members => members.some(
      other => !down.has(`${node}→${other}`) && !down.has(`${other}→${node}`)));
    if (group) {
      group.push(node);
    } else {
      groups.push([node]);
    }
  }
  const between = groups.flatMap(group => group.flatMap(
    from => nodes.filter(to => !group.includes(to)).map(to => `${from}→${to}`)));
  if (groups.length > 1 && between.length === down.size && between.every(link => down.has(link))) {
    return groups.map(group => group.join(' ')).join(' | ');
  }
  const words = [];
  for (const [from, to] of links) {
    if (!down.has(`${to}→${from}`)) {
      words.push(`${from}↛${to}`);
    } else if (from < to) {
      words.push(`${from}↮${to}`);
    }
  }
  return words.join(', ') || 'no link is down';
}

/** Which filter shows or hides this event. */
function filterOf(model, step) {
  // A tick that starts an election is no mere tick.
  if (model.turns.has(step)) {
    return 'always';
  }
  const flight = model.flightOf[step];
  if (flight && flight.heartbeat) {
    return 'heartbeats';
  }
  const kind = EVENTS[model.events[step].ev];
  return kind ? kind.filter : 'faults';
}

/** What happened at this step. */
function describe(model, step) {
  const event = model.events[step];
  const kind = EVENTS[event.ev];
  return kind ? kind.say(model, event, model.flightOf[step]) : sentence(`${event.ev}${suffix(event)}`);
}

/** What the event of this step changed on its node. */
function describeChange(model, step) {
  const {node} = model.events[step];
  if (node === undefined) {
    return '';
  }
  const before = model.stateAt(node, step - 1);
  const after = model.stateAt(node, step);
  const words = [];
  if (before.role !== after.role) {
    words.push(`becomes ${roleName(after.role)}${after.role === 'FOLLOWER' ? '' : ` of term ${after.term}`}`);
  } else if (before.term !== after.term) {
    words.push(`moves from term ${before.term} to term ${after.term}`);
  }
  if (before.vote !== after.vote && after.vote) {
    words.push(after.vote === node ? 'votes for itself' : `votes for node ${after.vote}`);
  }
  if (before.snapshot !== after.snapshot) {
    words.push(`has a snapshot up to ${after.snapshot}`);
  }
  if (before.log !== after.log) {
    words.push(logWords(before.log, after.log));
  }
  for (const [field, words_] of [['durable', 'is durable'], ['commit', 'knows commits'], ['applied', 'has applied entries']]) {
    if (before[field] !== after[field]) {
      words.push(`${words_} up to ${after[field]}${after[field] < before[field] ? ` (was ${before[field]})` : ''}`);
    }
  }
  if (before.config !== after.config && before.config) {
    words.push(`has the configuration ${after.config}`);
  }
  return words.filter(Boolean).length ? `Node ${node} ${words.filter(Boolean).join(', ')}.` : '';
}

function logWords(before, after) {
  let same = Math.min(before.last, after.last);
  while (same > 0 && termAt(before, same) !== termAt(after, same)) {
    same--;
  }
  const removed = before.last > same ? `removes ${range(same + 1, before.last)}` : '';
  const added = after.last > same ? `appends ${range(same + 1, after.last)}` : '';
  return [removed, added].filter(Boolean).join(' and ');
}

function range(from, to) {
  return from === to ? `entry ${from}` : `entries ${from}–${to}`;
}

/** A virtual time in microseconds, short. */
function time(micros) {
  const trim = number => String(Math.round(number * 1000) / 1000);
  return micros >= 1e6 ? `${trim(micros / 1e6)} s` : micros >= 1000 ? `${trim(micros / 1000)} ms` : `${micros} µs`;
}
