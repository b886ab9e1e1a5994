// How saving stands, in words: by cause, beside what it concerns, with what the reader can do.
import * as outbox from "./outbox.js";
import { controlOf, isHere, placeOf, sheetsHere } from "./fields.js";
import { selectExcess } from "./counter.js";

const status = document.querySelector(".saving");
const action = document.querySelector(".saving-action");
const STOPPED = ["conflict", "refused", "closed", "withdrawn"];
const MENDED_BY = { gone: "signin", expired: "reload", refused: "field", conflict: "field" };
let slow;
let wasSaved = false;

export const sawSaved = () => { wasSaved = true; };

// The state of what is on this page, and nothing of other sheets.
function stateOf(records) {
  const here = records.filter((record) => isHere(record.sheet));
  if (here.some((record) => !record.problem)) return outbox.line === "idle" ? "saving" : outbox.line;
  const stopped = STOPPED.find((problem) => here.some((record) => record.problem === problem));
  return stopped ?? (wasSaved ? "saved" : "ready");
}

export async function showStanding() {
  const records = await outbox.waiting();
  showSetAside(records);
  showRefused(records);
  showUnsent(records);
  if (status && sheetsHere().length) say(stateOf(records), records);
}

// State in words; what usually passes in a blink is not announced.
function say(state, records) {
  clearTimeout(slow);
  status.dataset.state = state;
  const speak = () => {
    const words = status.dataset[state] + (safetyOf(state) ?? "");
    if (status.textContent !== words) status.textContent = words;
    offer(state, records);
  };
  if (state === "saving") slow = setTimeout(speak, 300);
  else speak();
}

export const saySaving = () => { if (status) say("saving", []); };

// Whether what waits outlives this page; told wherever it cannot be sent now.
function safetyOf(state) {
  if (!["waiting", "busy", "trouble", "gone", "other", "expired"].includes(state)) return undefined;
  return `: ${outbox.isAtRisk() ? status.dataset.unsafe : status.dataset.safe}`;
}

function offer(state, records) {
  if (!action) return;
  const kind = MENDED_BY[state];
  action.hidden = !kind;
  if (!kind) return;
  const record = records.find((each) => each.problem === state && isHere(each.sheet));
  const here = location.pathname;
  const addresses = { signin: `/masuk?next=${encodeURIComponent(here)}`, reload: here, field: record && addressOf(record) };
  if (action.textContent !== action.dataset[kind]) action.textContent = action.dataset[kind];
  action.href = addresses[kind];
  // What only this page remembers must not go with it: signing in then happens beside it.
  action.target = kind === "signin" && outbox.isAtRisk() ? "_blank" : "";
}

function addressOf(record) {
  const control = controlOf(record);
  if (control) return `#${control.id}`;
  return `/tugas/${record.sheet}#${record.part === "comments" ? "komentar" : "perilaku"}-${record.code}`;
}

// What came too late, by name, until the reader lets go of it.
function showSetAside(records) {
  for (const box of document.querySelectorAll("[data-set-aside]")) {
    const found = records.filter((record) => record.problem === box.dataset.setAside);
    box.hidden = found.length === 0;
    box.querySelector("ul").replaceChildren(...found.map((record) => line(record, Boolean(record.reason))));
    const button = box.querySelector("button");
    if (button) button.onclick = () => outbox.dismiss(found).then(showStanding);
  }
}

function line(record, leads) {
  const text = [record.who, record.label].filter(Boolean).join(": ");
  const inner = leads ? Object.assign(document.createElement("a"), { href: addressOf(record), textContent: text }) : text;
  const item = document.createElement("li");
  item.append(inner);
  return item;
}

// A refused comment says so itself, and offers to mark what is too much.
function showRefused(records) {
  const refused = records.filter((record) => record.problem === "refused" && placeOf(record));
  const places = refused.map(placeOf);
  for (const old of document.querySelectorAll(".refused")) if (!places.includes(old.parentElement)) old.remove();
  for (const record of refused) drawRefused(record);
}

function drawRefused(record) {
  const place = placeOf(record);
  const control = controlOf(record);
  place.querySelector(".refused")?.remove();
  const box = Object.assign(document.createElement("div"), { className: "refused" });
  box.setAttribute("role", "alert");
  box.append(Object.assign(document.createElement("p"), { textContent: record.reason || status?.dataset.refused }));
  if (record.part === "comments") {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: action?.dataset.excess });
    button.addEventListener("click", () => selectExcess(control));
    box.append(button);
  }
  place.append(box);
}

// On the list of tasks: how many answers still wait in this browser.
function showUnsent(records) {
  const place = document.querySelector(".unsent");
  if (!place) return;
  const count = records.filter((record) => !record.problem || record.problem === "conflict").length;
  place.hidden = count === 0;
  place.textContent = count ? `${place.dataset.words} ${count}` : "";
}
