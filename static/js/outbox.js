// Changes on their way to the server: written down first, sent in order, removed when acknowledged.
//
// One record for each field, so that a later answer takes the place of an earlier one. A record
// keeps `base`, the revision that its writer had seen; the server merges by it, or refuses what
// another device has changed meanwhile. Sending a change twice changes nothing.
//
// A record that cannot go on is set aside with its `problem` (conflict, refused, closed,
// withdrawn), and holds up no other. What this page has noted it keeps until the server's word
// for that very field, whatever becomes of the store.
import * as store from "./store.js";
import { renewSession, save } from "./sending.js";

const RETRY = [4000, 8000, 16000, 30000]; // ms
const LOCK_PATIENCE = 20000; // ms until a page that holds the lock and sleeps is passed by
const reader = document.querySelector("meta[name=reader]")?.content;
const listeners = new Set();
const channel = globalThis.BroadcastChannel ? new BroadcastChannel("berakhlak") : undefined;
const owed = new Map(); // id -> {record, isSafe}
const settled = new Map(); // id -> turn: acknowledged, even if the store does not let go of it
let timer;
let running;
let turn = 0;
let failures = 0;
let wasRenewed;

// Why nothing goes on: idle, saving, waiting, busy, trouble, gone, other or expired.
export let line = "idle";

// Hear {kind, ...}: line, noted, saved, problem.
export const listen = (listener) => listeners.add(listener);
function tell(message, everywhere = false) {
  for (const listener of listeners) listener(message);
  if (everywhere) channel?.postMessage(message);
}
channel?.addEventListener("message", ({ data }) => {
  yieldTo(data);
  for (const listener of listeners) listener(data);
});

// Another tab has taken over what this one noted before it, or has seen it saved.
function yieldTo({ kind, sheet, code, at, kept }) {
  const codes = kind === "noted" ? { [code]: at } : kind === "saved" ? kept : {};
  for (const [each, its] of Object.entries(codes)) {
    const id = idOf({ sheet, code: each });
    if (owed.has(id) && owed.get(id).record.turn <= its) owed.delete(id);
  }
}

const idOf = ({ sheet, code }) => `waiting/${sheet}/${code}`;

function alone(work) {
  if (!navigator.locks) return work();
  const control = new AbortController();
  const alarm = setTimeout(() => control.abort(), LOCK_PATIENCE);
  let hasBegun = false;
  const begin = () => { hasBegun = true; clearTimeout(alarm); return work(); };
  const asked = navigator.locks.request("berakhlak-outbox", { signal: control.signal }, begin);
  return asked.catch((error) => { if (hasBegun) throw error; return work(); });
}

// True while something noted here would be gone with the page.
export const isAtRisk = () => [...owed.values()].some((each) => !each.isSafe);

async function hold(record) {
  const entry = { record, isSafe: false };
  owed.set(idOf(record), entry);
  entry.isSafe = await store.put(idOf(record), record);
}

// Write a change down; `field` is {sheet, part: "answers" or "comments", code, value, label, who}.
export async function note(field, base) {
  const id = idOf(field);
  turn = Math.max(turn + 1, Date.now());
  const at = turn;
  const made = { base, sent: [], ...field, turn: at };
  const before = owed.get(id)?.record;
  owed.set(id, { record: made, isSafe: false });
  const earlier = before ?? await stored(id);
  if (owed.get(id)?.record !== made) return; // Tapped again meanwhile.
  await hold(earlier ? { ...made, base: earlier.base, sent: earlier.sent } : made);
  tell({ kind: "noted", ...field, at }, true);
}

const isSettled = (id, record) => record.turn <= settled.get(id);

async function stored(id) {
  const record = await store.get(id);
  return record && !isSettled(id, record) ? record : undefined;
}

// Everything not yet acknowledged, the oldest first.
export async function waiting() {
  const records = new Map((await store.all("waiting/")).filter(([id, record]) => !isSettled(id, record)));
  for (const [id, { record }] of owed) {
    if (!(records.get(id)?.turn > record.turn)) records.set(id, record);
  }
  return [...records.values()].sort((one, other) => one.turn - other.turn);
}

// What the server last told of a sheet.
export const known = (sheet) => store.get(`known/${sheet}`);

// Send everything that waits; resolves when it is sent, or cannot be sent now.
export function send() {
  clearTimeout(timer);
  wasRenewed = false;
  running = (running ?? Promise.resolve()).then(() => alone(sendAll)).catch(() => later("trouble"));
  return running;
}

async function sendAll() {
  const passed = new Set(); // Sheets with which the server has trouble must not hold up the others.
  for (;;) {
    const batch = nextBatch(await waiting(), passed);
    if (!batch.length) break;
    say("saving");
    const { word, body } = await sendBatch(batch);
    const next = await ACTS[word]?.(batch, body ?? {}) ?? word;
    if (next === "trouble") passed.add(batch[0].sheet);
    else if (next !== "on") return later(next);
  }
  if (passed.size) return later("trouble");
  failures = 0;
  return say("idle");
}

function nextBatch(records, passed) {
  const free = records.filter((record) => !record.problem && !passed.has(record.sheet));
  const [first] = free;
  if (!first || first.isAlone) return free.slice(0, 1);
  return free.filter((each) => each.sheet === first.sheet && each.base === first.base && !each.isAlone);
}

async function sendBatch(batch) {
  const [{ sheet, base }] = batch;
  const changes = { base, answers: {}, comments: {} };
  for (const record of batch) {
    changes[record.part][record.code] = record.value;
    record.sent.push(record.value);
    await amend(record, { sent: record.sent });
  }
  return save(sheet, changes);
}

// Change a record as it is now, unless it is gone; undefined takes a property away.
async function amend(record, changes) {
  const there = owed.has(idOf(record)) || await stored(idOf(record));
  const now = owed.get(idOf(record))?.record ?? there;
  if (now) await hold({ ...now, ...changes });
}

async function drop(record) {
  owed.delete(idOf(record));
  settled.set(idOf(record), record.turn);
  await store.remove(idOf(record));
}

// What to do with the server's word; gives "on", or why it does not go on.
const ACTS = {
  async saved(batch, body) {
    const kept = {};
    for (const record of batch.filter((each) => body.kept.includes(each.code))) {
      const now = owed.get(idOf(record))?.record ?? await stored(idOf(record));
      kept[record.code] = record.turn;
      if (!now || now.value === record.value) await drop(record);
      else await amend(record, { base: body.revision, sent: [] }); // Tapped again meanwhile.
    }
    await remember(batch[0].sheet, body, kept);
    failures = 0;
    return Object.keys(kept).length ? "on" : "trouble";
  },

  async differs(batch, body) {
    const there = { ...body.answers, ...body.comments };
    const differing = batch.filter((record) => record.code in there);
    for (const record of differing) {
      const saved = there[record.code];
      // Our own earlier sending whose answer never arrived is no other device.
      if (record.sent.includes(saved)) await amend(record, { base: body.revision });
      else await setAside([record], "conflict", { conflict: { saved, revision: body.revision } });
    }
    await remember(batch[0].sheet, body.since, Object.fromEntries(batch.map((each) => [each.code, 0])));
    return differing.length ? "on" : "trouble";
  },

  // Only what was refused; when the server does not name it, each is sent for itself to find out.
  async refused(batch, body) {
    const named = batch.filter((record) => body.fields && record.code in body.fields);
    if (named.length || batch.length === 1) {
      for (const record of named.length ? named : batch) {
        await setAside([record], "refused", { reason: body.fields?.[record.code] ?? "" });
      }
    } else {
      for (const record of batch) await amend(record, { isAlone: true });
    }
    return "on";
  },

  // It was sent: what a device still holds of it must not be found here, and begins no draft.
  async sealed([{ sheet }]) {
    await forget(sheet);
    tell({ kind: "sealed", sheet }, true);
    return "on";
  },

  closed: (batch) => setAside(batch, "closed"),
  withdrawn: (batch) => setAside(batch, "withdrawn"),

  async session() {
    if (wasRenewed) return "expired";
    wasRenewed = true;
    const who = await renewSession(reader);
    return who === "same" ? "on" : who;
  },
};

async function setAside(batch, problem, more = {}) {
  for (const record of batch) await amend(record, { problem, ...more });
  tell({ kind: "problem", sheet: batch[0].sheet }, true);
  return "on";
}

async function remember(sheet, body, kept) {
  const before = await known(sheet) ?? { answers: {}, comments: {} };
  const after = {
    revision: body.revision,
    answers: { ...before.answers, ...body.answers },
    comments: { ...before.comments, ...body.comments },
  };
  await store.put(`known/${sheet}`, after);
  tell({ ...body, kind: "saved", sheet, kept, own: Object.keys(kept) }, true);
}

// Leave nothing of a sheet that was sent and sealed.
export async function forget(sheet) {
  const mine = (await waiting()).filter((record) => String(record.sheet) === String(sheet));
  for (const record of mine) await drop(record);
  await store.remove(`known/${sheet}`);
}

// The reader has decided: what is here stands, or what is there.
export async function settle(sheet, code, keepsHere) {
  const record = (await waiting()).find((each) => idOf(each) === idOf({ sheet, code }));
  if (!record?.conflict) return;
  const { saved, revision } = record.conflict;
  if (keepsHere) {
    await amend(record, { base: revision, sent: [], problem: undefined, conflict: undefined });
  } else {
    await drop(record);
    const body = { answers: {}, comments: {}, [record.part]: { [code]: saved } };
    const before = await known(sheet);
    await remember(sheet, { ...body, revision: before?.revision ?? record.base }, {});
  }
  await send();
}

// The reader has read why these cannot be sent, and lets go of them.
export async function dismiss(records) {
  for (const record of records) await drop(record);
  tell({ kind: "problem" }, true);
}

function say(state) {
  line = state;
  tell({ kind: "line" });
}

// Try again by itself where time may help; else when the reader comes back to this page.
function later(state) {
  say(state);
  if (!["waiting", "busy", "trouble"].includes(state)) return;
  timer = setTimeout(send, RETRY[Math.min(failures, RETRY.length - 1)]);
  failures += 1;
}

const again = async () => { if ((await waiting()).length) await send(); };
addEventListener("online", () => { failures = 0; send(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden && line !== "idle") again(); });
addEventListener("focus", () => { if (["gone", "other", "expired"].includes(line)) again(); });
