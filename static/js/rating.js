// A sheet, or several side by side: every tap is saved. Without this file the same forms are sent
// with their buttons.
import * as outbox from "./outbox.js";
import * as store from "./store.js";
import { showConflicts } from "./conflicts.js";
import { controlOf, fieldOf, form, isHere, mark, revisionOf, sheetsHere, show, showAll, wordsOf } from "./fields.js";
import { keyboard } from "./keyboard.js";
import { quietHints } from "./hints.js";
import { saySaving, sawSaved, showStanding } from "./standing.js";

const reader = document.querySelector("meta[name=reader]")?.content;
const words = document.querySelector(".spoken")?.dataset ?? {};
const pressed = (scale) => scale.querySelector("input:checked");

const hint = document.querySelector(".quiet-hint");
const whisper = (sentence) => { if (hint && sentence) hint.textContent = sentence; };

async function onMessage(message) {
  if (message.kind === "noted" && isHere(message.sheet)) show(message, message.value);
  if (message.kind === "problem") await showProblems();
  if (message.kind === "sealed" && isHere(message.sheet)) return comeAgain();
  if (message.kind === "saved" && isHere(message.sheet)) {
    const busy = (await outbox.waiting()).filter((each) => String(each.sheet) === String(message.sheet));
    const except = [...message.own, ...busy.map((each) => each.code)];
    if (showAll(message.sheet, message, except)) whisper(words.elsewhere);
    for (const code of message.own) noteComment(message.sheet, code, message.notes?.[code]);
    sawSaved();
  }
  if (message.kind !== "noted") await showStanding();
}

// The page that says so, in the place of a form that can be sent no more.
function comeAgain() {
  form.dataset.flushed = "yes";
  location.reload();
}

// A gentle word under a comment that could be recognised; gone once it no longer can.
function noteComment(sheet, code, sentence) {
  const place = controlOf({ part: "comments", sheet, code })?.closest(".field");
  if (!place) return;
  const old = place.querySelector(".comment-note");
  if (!sentence) return old?.remove();
  const note = old ?? Object.assign(document.createElement("p"), { className: "comment-note" });
  note.setAttribute("role", "status");
  note.textContent = sentence;
  place.append(note);
}

const showProblems = async () => showConflicts(await outbox.waiting(), words);

async function changed(control) {
  const field = fieldOf(control);
  if (!field) return;
  saySaving();
  await outbox.note({ ...field, ...wordsOf(control) }, Number(revisionOf(field.sheet).value));
  await outbox.send();
}

const typing = new Map();
function typed(control) {
  clearTimeout(typing.get(control));
  typing.set(control, setTimeout(() => { typing.delete(control); changed(control); }, 800));
}

async function flush() {
  for (const [control, timeout] of typing) {
    clearTimeout(timeout);
    typing.delete(control);
    await changed(control);
  }
  await outbox.send();
  const left = (await outbox.waiting()).filter((each) => isHere(each.sheet));
  return left.length > 0;
}

// On phones the next question comes by itself after a first answer. Not under a finger that is
// coming down again: its tap would answer something else.
let coming;
addEventListener("pointerdown", () => clearTimeout(coming), { passive: true });

function bringNext(radio) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = calm ? "instant" : "smooth";
  const cards = radio.closest(".cards");
  const bring = cards ? nextCard(cards, behavior) : nextQuestion(radio.closest(".scale"), behavior);
  clearTimeout(coming);
  if (bring) coming = setTimeout(bring, 250);
}

function nextCard(cards, behavior) {
  if (cards.scrollWidth <= cards.clientWidth + 1) return null;
  const next = [...cards.querySelectorAll(".scale")].find((scale) => !pressed(scale));
  const target = next?.closest(".cards__card");
  return target
    ? () => cards.scrollTo({ left: target.offsetLeft - cards.offsetLeft, behavior })
    : () => cards.closest(".behaviour").nextElementSibling?.scrollIntoView({ block: "start", behavior });
}

// The answer that was just given stays in view above the next question, as far as there is room;
// past the end of a value its comment is passed by, never hidden for good.
function nextQuestion(scale, behavior) {
  if (!matchMedia("(max-width: 36rem)").matches) return null;
  const all = [...form.querySelectorAll(".scale")];
  const next = all.slice(all.indexOf(scale) + 1).find((each) => !pressed(each));
  if (!next) return null;
  const section = next.closest(".value");
  const target = section === scale.closest(".value") ? next : section;
  return () => target.scrollIntoView({ block: target === next ? "center" : "start", behavior });
}

function watch() {
  const look = quietHints(form, words, whisper);
  const isNew = new WeakSet();
  form.addEventListener("pointerdown", ({ target }) => {
    const scale = target.closest(".scale");
    if (scale && !pressed(scale)) isNew.add(scale);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.type === "radio") {
      const scale = target.closest(".scale");
      mark(target);
      look(target);
      if (isNew.delete(scale)) bringNext(target);
    }
    clearTimeout(typing.get(target));
    typing.delete(target);
    changed(target);
  });
  form.addEventListener("input", ({ target }) => { if (target.matches("textarea")) typed(target); });
  form.addEventListener("submit", async (event) => {
    // The language switch brings everything back, what could not be saved included.
    if (form.dataset.flushed || event.submitter?.closest(".languages")) return;
    event.preventDefault();
    const { submitter } = event;
    if (await flush()) {
      whisper(words.unsent);
      await showStanding();
      document.querySelector(".refused button, .conflict button")?.focus();
      return;
    }
    form.dataset.flushed = "yes";
    form.requestSubmit(submitter);
  });
  keyboard(form);
}

async function recall() {
  for (const sheet of sheetsHere()) {
    const known = await outbox.known(sheet);
    if (known && known.revision > Number(revisionOf(sheet).value)) showAll(sheet, known);
  }
  for (const record of await outbox.waiting()) {
    if (isHere(record.sheet)) show(record, record.value);
  }
  await showProblems();
}

// Whether a choice came from the store, and is no news.
async function hasWord(radio) {
  const { sheet, code, value } = fieldOf(radio);
  const waits = (await outbox.waiting()).some((each) => String(each.sheet) === String(sheet) && each.code === code);
  return waits || (await outbox.known(sheet))?.answers[code] === value;
}

// Asked of the loading itself: a new worker may have claimed the page since.
function cameThroughWorker() {
  const [loading] = performance.getEntriesByType("navigation");
  return Boolean(loading?.workerStart);
}

async function keepForOffline() {
  if (!navigator.serviceWorker || !reader) return;
  try {
    await navigator.serviceWorker.register("/tugas/pekerja.js", { scope: "/tugas" });
  } catch {
    return; // Switched off, or no room: there is only no reopening without a network.
  }
  const { active } = await navigator.serviceWorker.ready;
  if (!cameThroughWorker()) {
    // The first page was loaded before there was a worker to keep it.
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    active.postMessage({ keep: location.href, files: files.filter((name) => name.includes("/static/")) });
  }
  active.postMessage({ prefetch: sheetsLinked() });
}

// The sheets that a list of tasks leads to; from a review one goes back to its sheet.
function sheetsLinked() {
  const addresses = [...document.querySelectorAll(".workload a[href]")].map((link) => {
    const { origin, pathname } = link;
    return origin + pathname.replace(/^(\/tugas\/\d+)\/periksa$/, "$1");
  });
  return [...new Set(addresses)];
}

// What was sent and sealed leaves this device: answers, what waited, and pages that show them.
async function forgetSealed() {
  const sheets = [...document.querySelectorAll("[data-sealed]")].map((place) => place.dataset.sealed);
  if (!sheets.length) return;
  for (const sheet of sheets) await outbox.forget(sheet);
  const worker = (await navigator.serviceWorker?.getRegistration("/tugas"))?.active;
  worker?.postMessage({ forget: sheets.map((sheet) => `/tugas/${sheet}`) });
}

async function begin() {
  outbox.listen(onMessage);
  if (form) {
    document.documentElement.classList.add("saves-itself");
    watch();
  }
  await store.open(reader);
  await forgetSealed();
  if (form) await recall();
  await showStanding();
  // What was tapped before this file arrived is saved now.
  for (const radio of form?.querySelectorAll(".scale input:checked") ?? []) {
    if (!radio.defaultChecked && !(await hasWord(radio))) await changed(radio);
  }
  if ((await outbox.waiting()).length) await outbox.send();
  await showStanding();
  await keepForOffline();
}

addEventListener("pageshow", (event) => {
  if (!form) return;
  delete form.dataset.flushed;
  if (event.persisted) recall();
});
addEventListener("beforeunload", (event) => {
  if (form && !form.dataset.flushed && (typing.size > 0 || outbox.isAtRisk())) event.preventDefault();
});
// A phone may end a page that is out of sight without another word.
document.addEventListener("visibilitychange", () => { if (form && document.hidden && typing.size) flush(); });
if (reader) begin();
