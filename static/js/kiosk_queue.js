// Voices given at a kiosk, on their way to the server. Each has a number of its own, by which the
// server counts it once; one that cannot be sent now waits here, encrypted, and goes when it is
// acknowledged. It keeps no time, and numbers drawn by chance are no order.
import * as store from "./store.js";

const PATIENCE = 8000; // ms for one request
const RETRY = 20000; // ms
let token = document.querySelector("input[name=csrf_token]")?.value ?? "";
let timer;
let running;

export const open = (kiosk) => store.open(`kiosk-${kiosk}`);
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

// Whether our server answers; its answer brings a fresh token.
export async function isThere() {
  const answer = await ask("/kios/keadaan");
  token = answer.token ?? token;
  return Boolean(answer.word);
}

async function post({ once, fields }) {
  const body = new URLSearchParams([...fields, ["once", once], ["csrf_token", token]]);
  const { word } = await ask("/kios/kirim", { method: "POST", body });
  return word;
}

function newNumber() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Send what a visitor has just given: received, refused, or kept for later.
export async function send(fields) {
  const voice = { once: newNumber(), fields };
  let word = await post(voice);
  if (!word && await isThere()) word = await post(voice); // The token was worn out.
  if (word === "received" || word === "refused") return word;
  await store.put(`kiosk/${voice.once}`, voice);
  later();
  return "kept";
}

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
    const word = await post(voice);
    if (word !== "received" && word !== "refused") return later();
    await store.remove(id);
  }
}

function later(isNeeded = true) {
  clearTimeout(timer);
  if (isNeeded) timer = setTimeout(flush, RETRY);
}

addEventListener("online", flush);
