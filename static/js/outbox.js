// Changes on their way to the server: written down first, sent in order, removed when acknowledged.
//
// One record for each field, so that a later answer takes the place of an earlier one. A record
// keeps `base`, the revision that its writer had seen; the server merges by it, or refuses what
// another device has changed meanwhile. Sending a change twice changes nothing.
import * as store from "./store.js";

const RETRY = 4000; // ms
const PATIENCE = 15000; // ms for one request
const listeners = new Set();
const channel = globalThis.BroadcastChannel ? new BroadcastChannel("berakhlak") : undefined;
let timer;
let running;
let turn = Date.now();
let unwritten = 0; // taps that are on their way into the store

// Hear {kind, ...}: state, saved, noted, conflict.
export const listen = (listener) => listeners.add(listener);
function tell(message, everywhere = false) {
  for (const listener of listeners) listener(message);
  if (everywhere) channel?.postMessage(message);
}
channel?.addEventListener("message", ({ data }) => { for (const listener of listeners) listener(data); });

const idOf = (sheet, code) => `waiting/${sheet}/${code}`;
const alone = (work) => (navigator.locks ? navigator.locks.request("berakhlak-outbox", work) : work());

// Write a change down; `field` is {sheet, part: "answers" or "comments", code, value}.
export async function note(field, base) {
  turn += 1;
  const place = turn;
  const id = idOf(field.sheet, field.code);
  unwritten += 1;
  try {
    const earlier = await store.get(id);
    await store.put(id, { turn: place, base, sent: [], ...earlier, ...field });
  } finally {
    unwritten -= 1;
  }
  tell({ kind: "noted", ...field }, true);
}

export async function waiting() {
  const records = (await store.all("waiting/")).map(([, record]) => record);
  return records.sort((one, other) => one.turn - other.turn);
}

// What the server last told of a sheet.
export const known = (sheet) => store.get(`known/${sheet}`);

// Send everything that waits; resolves when it is sent, or cannot be sent now.
export function send() {
  clearTimeout(timer);
  running = (running ?? Promise.resolve()).then(() => alone(sendAll)).catch(() => later("failed"));
  return running;
}

async function sendAll() {
  for (;;) {
    const records = (await waiting()).filter((record) => !record.conflict);
    const first = records[0];
    if (!first) break;
    const batch = records.filter((each) => each.sheet === first.sheet && each.base === first.base);
    tell({ kind: "state", state: "saving" });
    if (!await sendBatch(first.sheet, first.base, batch)) return;
  }
  const left = await waiting();
  if (unwritten === 0) tell({ kind: "state", state: left.length ? "conflict" : "saved" }, true);
}

async function sendBatch(sheet, base, batch) {
  const changes = { base, answers: {}, comments: {} };
  for (const record of batch) {
    changes[record.part][record.code] = record.value;
    record.sent.push(record.value);
    await update(record, (now) => { now.sent = record.sent; });
  }
  let response;
  try {
    response = await fetch(`/tugas/${sheet}/jawaban`, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify(changes),
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  } catch {
    return later("waiting");
  }
  const told = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
  if (response.ok) return acknowledged(sheet, batch, told);
  if (response.status === 409 && told.revision !== undefined) return refused(sheet, batch, told);
  return failed(response);
}

const token = () => document.querySelector("input[name=csrf_token]")?.value ?? "";

// Change a record as it is now, unless it is gone.
async function update(record, change) {
  const id = idOf(record.sheet, record.code);
  const now = await store.get(id);
  if (!now) return;
  change(now);
  await store.put(id, now);
}

async function acknowledged(sheet, batch, told) {
  for (const record of batch) {
    const id = idOf(sheet, record.code);
    const now = await store.get(id);
    if (now?.value === record.value) await store.remove(id);
    else if (now) await store.put(id, { ...now, base: told.revision, sent: [] }); // Tapped again meanwhile.
  }
  await remember(sheet, told, batch);
  return true;
}

async function remember(sheet, told, batch) {
  const before = await known(sheet) ?? { answers: {}, comments: {} };
  const after = {
    revision: told.revision,
    answers: { ...before.answers, ...told.answers },
    comments: { ...before.comments, ...told.comments },
  };
  await store.put(`known/${sheet}`, after);
  const own = batch.map((record) => record.code);
  tell({ kind: "saved", sheet, own, ...told }, true);
}

async function refused(sheet, batch, told) {
  const there = { ...told.answers, ...told.comments };
  for (const record of batch) {
    if (!(record.code in there)) continue;
    const saved = there[record.code];
    // Our own earlier sending whose answer never arrived is no other device.
    if (record.sent.includes(saved)) await update(record, (now) => { now.base = told.revision; });
    else await update(record, (now) => { now.conflict = { saved, revision: told.revision }; });
    tell({ kind: "conflict", sheet, code: record.code }, true);
  }
  await remember(sheet, told.since, batch);
  return true;
}

// The reader has decided: what is here stands, or what is there.
export async function settle(sheet, code, keepsHere) {
  const record = await store.get(idOf(sheet, code));
  if (!record?.conflict) return;
  const { saved, revision } = record.conflict;
  if (keepsHere) {
    await update(record, (now) => { now.base = revision; now.sent = []; delete now.conflict; });
  } else {
    await store.remove(idOf(sheet, code));
    const part = { [code]: saved };
    const told = { answers: {}, comments: {}, [record.part]: part };
    const before = await known(sheet);
    await remember(sheet, { ...told, revision: before?.revision ?? record.base }, [{ code: "" }]);
  }
  await send();
}

function failed(response) {
  if (response.type === "opaqueredirect" || response.status === 400) return stop("gone");
  if (response.status === 410) return stop("closed");
  if (response.status === 422) return stop("refused");
  return later("failed");
}

function stop(state) {
  tell({ kind: "state", state }, true);
  return false;
}

function later(state) {
  timer = setTimeout(send, RETRY);
  return stop(state);
}

addEventListener("online", send);
