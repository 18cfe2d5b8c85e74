'use strict';

/* The moment: what each node is and has at the selected step, as tables. */

/** The width of a box with its gap, and of a digit beyond the second. */
const BOX = 30;
const DIGIT = 7;
const MAX_BOXES = 120;
const MAX_IN_FLIGHT = 8;

const byId = id => document.getElementById(id);

/** An element with its class, its text or its children. */
function element(tag, className, content) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  if (Array.isArray(content)) {
    made.append(...content);
  } else if (content !== undefined) {
    made.textContent = content;
  }
  return made;
}

/** The class names whose values are true. */
function names(flags) {
  return Object.keys(flags).filter(name => flags[name]).join(' ');
}

function termBox(tag, className, term, text) {
  const box = element(tag, className, text);
  box.style.setProperty('--fill', `var(--term-${colourOf(term)})`);
  box.style.setProperty('--ink', `var(--ink-${colourOf(term)})`);
  return box;
}

/** Role, term, vote and the three indexes of each node. `choose` is called with a node that the reader picks. */
function factsTable(model, step, chosen, choose) {
  const head = element('tr', '', ['node', 'role', 'term', 'vote', 'commit', 'applied', 'durable']
    .map(name => head_('col', name)));
  const changed = model.events[step].node;
  const accused = accusedNodes(model, step);
  const rows = model.nodes.map(node => {
    const state = model.stateAt(node, step);
    const before = model.stateAt(node, step - 1);
    const fact = (field, text) => element('td', changed === node && before[field] !== state[field] ? 'changed' : '', text);
    const button = element('button', '', String(node));
    button.type = 'button';
    button.setAttribute('aria-pressed', String(node === chosen));
    button.setAttribute('aria-label', `select node ${node}`);
    button.dataset.node = node;
    button.addEventListener('click', () => choose(node));
    const name = element('th', '', [button]);
    name.scope = 'row';
    const role = state.up ? roleName(state.role) + (state.paused ? ', paused' : '') : 'down';
    const term = fact('term', '');
    term.append(termBox('span', 'term', state.term, String(state.term)));
    const turned = changed === node && before.role !== state.role;
    const roleNames = names({role: true, leads: state.up && state.role === 'LEADER', changed: turned});
    const row = element('tr', names({chosen: node === chosen, down: !state.up, accused: accused.has(node)}), [
      name,
      element('td', roleNames, role),
      term,
      fact('vote', state.vote ? String(state.vote) : '–'),
      fact('commit', String(state.commit)),
      fact('applied', String(state.applied)),
      fact('durable', String(state.durable))
    ]);
    return row;
  });
  return element('table', 'facts', [element('thead', '', [head]), element('tbody', '', rows)]);
}

function head_(scope, text) {
  const cell = element('th', '', text);
  cell.scope = scope;
  return cell;
}

/** The nodes that a violation of this step or an earlier one names. */
function accusedNodes(model, step) {
  return new Set(model.violations.filter(at => at <= step).flatMap(at => model.events[at].nodes || []));
}

/** The logs below each other, index under index, so that the eye finds where they differ. */
function logTable(model, step, width) {
  const states = model.nodes.map(node => ({node, state: model.stateAt(node, step)}));
  const last = Math.max(0, ...states.map(({state}) => Math.max(state.log.last, state.first - 1)));
  if (last === 0) {
    return element('p', 'more', 'All logs are empty.');
  }
  const box = BOX + DIGIT * Math.max(0, String(last).length - 2);
  const fitting = Math.max(4, Math.floor((width - 150) / box));
  const conflicts = new Map();
  for (let index = Math.max(1, last - 2000); index <= last; index++) {
    const kind = conflictAt(model, states, index, step);
    if (kind) {
      conflicts.set(index, kind);
    }
  }
  // Of what is in every snapshot, a little is enough.
  let low = Math.max(1, last - fitting + 1, Math.min(...states.map(({state}) => state.first)) - 3);
  // A difference that matters stays in view: what was committed and differs comes first.
  const worst = [...conflicts].filter(([, kind]) => kind === 'broken').map(([index]) => index);
  if (worst.length > 0) {
    low = Math.min(low, Math.max(1, worst[0] - 1));
  }
  const high = Math.min(last, low + MAX_BOXES - 1);
  const head = [head_('col', 'index')];
  if (low > 1) {
    head.push(element('td', 'earlier', `1–${low - 1}`));
  }
  for (let index = low; index <= high; index++) {
    const cell = head_('col', String(index));
    const kind = conflicts.get(index);
    cell.className = kind || '';
    if (kind) {
      cell.title = kind === 'broken' ? 'a committed entry differs' : 'the logs differ here';
    }
    head.push(cell);
  }
  const rows = states.map(({node, state}) => logRow(model, node, state, step, low, high));
  rows.push(committedRow(model, step, low, high));
  return element('table', 'log', [element('thead', '', [element('tr', '', head)]), element('tbody', '', rows)]);
}

function logRow(model, node, state, step, low, high) {
  const name = head_('row', `node ${node}`);
  const cells = [name];
  if (low > 1) {
    const held = Math.min(low - 1, state.log.last);
    const snapshot = state.first > 1 ? `▣ ${Math.min(state.first - 1, low - 1)}` : held === low - 1 ? '…' : held > 0 ? `… ${held}` : '';
    const box = element('td', `earlier ${state.first > 1 ? 'snapshot' : ''}`, snapshot);
    box.title = state.first > 1 ? `entries up to ${state.first - 1} are in the snapshot` : `entries 1–${held}`;
    cells.push(box);
  }
  const covered = Math.min(state.first - 1, high);
  if (covered >= low) {
    const box = element('td', 'entry snapshot', covered - low > 2 ? `▣ snapshot up to ${state.first - 1}` : '▣');
    box.colSpan = covered - low + 1;
    box.title = `entries up to ${state.first - 1} of node ${node} are in its snapshot`;
    cells.push(box);
  }
  for (let index = Math.max(low, covered + 1); index <= high; index++) {
    cells.push(logCell(model, node, state, step, index));
  }
  return element('tr', state.up ? '' : 'down', cells);
}

/** What every log must agree with: the entry that was committed first at each index, on whichever node. */
function committedRow(model, step, low, high) {
  const cells = [head_('row', 'committed')];
  if (low > 1) {
    cells.push(element('td', 'earlier', ''));
  }
  for (let index = low; index <= high; index++) {
    const known = model.committed.get(index);
    const cell = known && known.step <= step
      ? termBox('td', 'entry committed', known.term, String(known.term))
      : element('td', 'none', '');
    if (known && known.step <= step) {
      cell.title = `entry ${index} was first committed at event ${known.step + 1}`;
    }
    cells.push(cell);
  }
  return element('tr', 'truth', cells);
}

/** A link to an event. `go` is called with its step. */
function eventLink(model, step, go) {
  const link = element('a', '', `event ${step + 1}, at ${time(model.events[step].t)}`);
  link.href = `#event=${step + 1}`;
  link.addEventListener('click', click => {
    click.preventDefault();
    go(step);
  });
  return link;
}

/** Sentences about the committed entries that some log contradicts. `go` is called with the step of a link. */
function conflictWords(model, step, go) {
  const words = [];
  const states = model.nodes.map(node => ({node, state: model.stateAt(node, step)}));
  for (const [index, known] of model.committed) {
    if (words.length === 3) {
      break;
    }
    if (known.step > step) {
      continue;
    }
    if (conflictAt(model, states, index, step) === 'broken') {
      const against = states
        .filter(({state}) => index >= state.first && termAt(state.log, index) > 0
          && isWrong(model, termAt(state.log, index), index, step))
        .map(({node, state}) => `${node} (term ${termAt(state.log, index)})`);
      const link = eventLink(model, known.step, go);
      words.push(element('p', 'conflict', [`✗ Entry ${index} was committed with term ${known.term} at `, link,
        `. Another entry is in the log of node ${against.join(', ')}.`]));
    }
  }
  return words;
}

function logCell(model, node, state, step, index) {
  const term = termAt(state.log, index);
  if (term === 0) {
    return element('td', 'none', '');
  }
  const committed = index <= state.commit;
  const durable = index <= state.durable;
  const wrong = isWrong(model, term, index, step);
  const className = names({entry: true, committed, durable, wrong, 'commit-edge': index === state.commit});
  const box = termBox('td', className, term, String(term));
  const was = model.committed.get(index);
  box.title = `entry ${index} of node ${node}: term ${term}, ${committed ? 'committed' : 'not committed'}, `
    + `${durable ? 'durable' : 'not durable'}${wrong ? `; committed with term ${was.term} at event ${was.step + 1}` : ''}`;
  return box;
}

/** Whether another entry was committed at this index, by this step. */
function isWrong(model, term, index, step) {
  const known = model.committed.get(index);
  return known !== undefined && known.step <= step && known.term !== term;
}

/**
 * "broken" if another entry was committed at this index and a log contradicts it: as committed, or as that of a leader, which
 * will spread it. Else "differs" if two logs disagree, as they may for a while.
 */
function conflictAt(model, states, index, step) {
  const terms = new Set();
  let broken = false;
  for (const {state} of states) {
    const term = index < state.first ? 0 : termAt(state.log, index);
    if (term > 0) {
      terms.add(term);
      broken ||= isWrong(model, term, index, step) && (index <= state.commit || overwrites(model, state, index, step));
    }
  }
  return broken ? 'broken' : terms.size > 1 ? 'differs' : '';
}

/** Whether this node leads with an entry other than the committed one: it will overwrite it. */
function overwrites(model, state, index, step) {
  return state.role === 'LEADER' && state.up && state.term >= termOfStep(model, model.committed.get(index).step);
}

function termOfStep(model, step) {
  const {node} = model.events[step];
  return node === undefined ? 0 : model.stateAt(node, step).term;
}

/** The messages that are under way. */
function inFlight(model, step, showHeartbeats) {
  const flying = model.flights(step, step)
    .filter(flight => flight.sent <= step && (flight.ended < 0 || flight.ended > step) && (showHeartbeats || !flight.heartbeat))
    .sort((a, b) => a.sent - b.sent);
  const items = flying.slice(-MAX_IN_FLIGHT).map(flight => element('li', '', [
    termBox('span', 'term', flight.term, String(flight.term)),
    ` ${flight.from} → ${flight.to} ${flight.kind}${flight.text && flight.text !== flight.kind ? `: ${flight.text}` : ''}`
  ]));
  if (flying.length > MAX_IN_FLIGHT) {
    items.unshift(element('li', 'more', `${flying.length - MAX_IN_FLIGHT} sent earlier`));
  }
  return items.length ? items : [element('li', 'more', 'none')];
}
