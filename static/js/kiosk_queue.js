// Voices given at a kiosk, on their way to the server. Each has a number of its own, by which the
// server counts it once. It lies here, locked for the server alone, from before it is sent until it
// is acknowledged. It keeps no time, and numbers drawn by chance are no order.
import * as store from "./store.js";
import { canSeal, seal } from "./kiosk_sealing.js";

const PATIENCE = 5000; // ms for one request
const RETRY = 20000; // ms
let token = document.querySelector("input[name=csrf_token]")?.value ?? "";
let publicKey;
let timer;
let running;

export function open({ kiosk, seal: given }) {
  publicKey = given;
  return store.open(`kiosk-${kiosk}`);
}

export const waiting = () => store.all("kiosk/");

async function ask(address, options = {}) {
  const control = new AbortController();
  const alarm = setTimeout(() => control.abort(), PATIENCE);
  try {
    const response = await fetch(address, { ...options, redirect: "manual", cache: "no-store", signal: control.signal });
    const isJson = response.headers.get("Content-Type")?.includes("json");
    return { status: response.status, ...(isJson ? await response.json() : {}) };
  } catch {
    return { status: 0 };
  } finally {
    clearTimeout(alarm);
  }
}

// Whether our server answers; its answer brings a fresh token, also for the form of a kept page.
export async function isThere() {
  const answer = await ask("/kios/keadaan");
  token = answer.token ?? token;
  const field = document.querySelector("input[name=csrf_token]");
  if (field) field.value = token;
  return Boolean(answer.word);
}

async function post({ once, box, fields = [["box", box]] }) {
  const body = new URLSearchParams([...fields, ["once", once], ["csrf_token", token]]);
  const { word, status } = await ask("/kios/kirim", { method: "POST", body });
  return { word, isGone: status === 0 };
}

function newNumber() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Send what a visitor has just given: received, refused, or kept for later.
export async function send(fields) {
  const once = newNumber();
  const voice = canSeal ? { once, box: await seal(fields, once, publicKey) } : { once, fields };
  await store.put(`kiosk/${once}`, voice); // First: a browser that is ended now loses nothing.
  let { word, isGone } = await post(voice);
  if (!word && !isGone && await isThere()) ({ word } = await post(voice)); // The token was worn out.
  const isHere = isDone(word) || isOver(word); // Nothing of it waits: its visitor is told.
  if (isHere) await store.remove(`kiosk/${once}`);
  else later();
  return isHere ? word : "kept";
}

// What waited while its counter closed goes on waiting: the counter may open again.
const isOver = (word) => word === "closed" || word === "ended";
const isDone = (word) => word === "received" || word === "refused";

// Send all that waits; what is refused now was refused for good.
export function flush() {
  running ??= flushAll().finally(() => { running = undefined; });
  return running;
}

async function flushAll() {
  clearTimeout(timer);
  const voices = await waiting();
  if (!voices.length || !await isThere()) return later(voices.length);
  for (const [id, voice] of voices) {
    const { word } = await post(voice);
    if (!isDone(word)) return later();
    await store.remove(id);
  }
}

function later(isNeeded = true) {
  clearTimeout(timer);
  if (isNeeded) timer = setTimeout(flush, RETRY);
}

addEventListener("online", flush);
