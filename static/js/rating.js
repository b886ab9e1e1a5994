// A sheet, or several side by side: every tap is saved. Without this file the same forms are sent
// with their buttons.
import * as outbox from "./outbox.js";
import * as store from "./store.js";
import { keyboard } from "./keyboard.js";
import { quietHints } from "./hints.js";

const reader = document.querySelector("meta[name=reader]")?.content;
const frame = document.querySelector(".sheet");
const form = frame?.querySelector("form");
const status = document.querySelector(".saving");
const words = document.querySelector(".spoken")?.dataset ?? {};
const NAME = /^(jawaban|komentar)-(?:(\d+)-)?(.+)$/;
const pressed = (scale) => scale.querySelector("input:checked");

// {sheet, part, code, value} of a control; side by side its name carries the sheet.
function fieldOf(control) {
  const found = NAME.exec(control.name);
  if (!found) return null;
  const [, kind, sheet, code] = found;
  const part = kind === "jawaban" ? "answers" : "comments";
  const value = part === "answers" ? Number(control.value) : control.value.trim();
  return { sheet: sheet ?? frame.dataset.sheet, part, code, value };
}

const nameOf = (part, sheet, code) =>
  `${part === "answers" ? "jawaban" : "komentar"}-${frame.dataset.sheet ? "" : `${sheet}-`}${code}`;
const revisionOf = (sheet) =>
  form?.elements[frame.dataset.sheet ? "revision" : `revision-${sheet}`];
const sheetsHere = () => (frame.dataset.sheet
  ? [frame.dataset.sheet]
  : [...form.querySelectorAll("input[name^=revision-]")].map((each) => each.name.slice(9)));
const isHere = (sheet) => Boolean(form) && sheetsHere().includes(String(sheet));

// Show a value in the form; true when it was another one.
function show(part, sheet, code, value) {
  const field = form.elements[nameOf(part, sheet, code)];
  if (!field || document.activeElement === field) return false;
  if (String(field.value) === String(value)) return false;
  field.value = String(value);
  if (part === "answers") mark(form.querySelector(`[name="${nameOf(part, sheet, code)}"]`));
  return true;
}

const mark = (radio) => document.querySelector(`.dots a[href="#kartu-${radio.name}"]`)?.classList.add("is-answered");

function showAll(sheet, { revision, answers, comments }, except = []) {
  let foreign = 0;
  for (const [part, fields] of Object.entries({ answers, comments })) {
    for (const [code, value] of Object.entries(fields)) {
      if (!except.includes(code) && show(part, sheet, code, value)) foreign += 1;
    }
  }
  const field = revisionOf(sheet);
  if (field) field.value = String(Math.max(Number(field.value), revision));
  return foreign;
}

// State in words; what usually passes in a blink is not announced.
let slow;
function say(state) {
  if (!status) return;
  clearTimeout(slow);
  status.dataset.state = state;
  const speak = () => {
    if (status.textContent !== status.dataset[state]) status.textContent = status.dataset[state];
  };
  if (state === "saving") slow = setTimeout(speak, 300);
  else speak();
}

const hint = document.querySelector(".quiet-hint");
const whisper = (sentence) => { if (hint && sentence) hint.textContent = sentence; };

async function onMessage(message) {
  if (message.kind === "state") say(message.state);
  if (!isHere(message.sheet)) return;
  if (message.kind === "noted") show(message.part, message.sheet, message.code, message.value);
  if (message.kind === "conflict") await showConflicts();
  if (message.kind === "saved") {
    const busy = (await outbox.waiting()).filter((each) => String(each.sheet) === String(message.sheet));
    const except = [...message.own, ...busy.map((each) => each.code)];
    if (showAll(message.sheet, message, except)) whisper(words.elsewhere);
    for (const code of message.own) noteComment(message.sheet, code, message.notes?.[code]);
  }
}

// A gentle word under a comment that could be recognised; gone once it no longer can.
function noteComment(sheet, code, sentence) {
  const place = form.elements[nameOf("comments", sheet, code)]?.closest?.(".field");
  if (!place) return;
  const old = place.querySelector(".comment-note");
  if (!sentence) return old?.remove();
  const note = old ?? Object.assign(document.createElement("p"), { className: "comment-note" });
  note.setAttribute("role", "status");
  note.textContent = sentence;
  place.append(note);
}

async function showConflicts() {
  for (const old of document.querySelectorAll(".conflict")) old.remove();
  for (const record of await outbox.waiting()) {
    if (record.conflict && isHere(record.sheet)) drawConflict(record);
  }
}

function drawConflict(record) {
  const field = form.querySelector(`[name="${nameOf(record.part, record.sheet, record.code)}"]`);
  const place = field?.closest("fieldset, .field");
  if (!place) return;
  const box = Object.assign(document.createElement("div"), { className: "conflict" });
  box.setAttribute("role", "alert");
  const sentence = Object.assign(document.createElement("p"), { textContent: words.conflict });
  const choices = Object.assign(document.createElement("div"), { className: "conflict__choices" });
  const offer = (label, value, keepsHere) => {
    const text = `${label}: ${spoken(record, value)}`;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: text });
    button.addEventListener("click", async () => {
      box.remove();
      show(record.part, record.sheet, record.code, value);
      field.focus();
      await outbox.settle(record.sheet, record.code, keepsHere);
    });
    choices.append(button);
  };
  offer(words.here, record.value, true);
  offer(words.there, record.conflict.saved, false);
  box.append(sentence, choices);
  place.append(box);
}

function spoken(record, value) {
  if (record.part === "comments") return `“${value}”`;
  const name = nameOf("answers", record.sheet, record.code);
  const radio = form.querySelector(`[name="${name}"][value="${value}"]`);
  return radio ? radio.labels[0].querySelector(".step__words").textContent : value;
}

async function changed(control) {
  const field = fieldOf(control);
  if (!field) return;
  say("saving");
  await outbox.note(field, Number(revisionOf(field.sheet).value));
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
  return (await outbox.waiting()).some((each) => isHere(each.sheet));
}

// On phones side by side, the next card comes by itself after a first answer. Not under a finger
// that is coming down again: its tap would answer for somebody else.
let coming;
addEventListener("pointerdown", () => clearTimeout(coming), { passive: true });

function bringNextCard(radio) {
  const cards = radio.closest(".cards");
  if (!cards || cards.scrollWidth <= cards.clientWidth + 1) return;
  const next = [...cards.querySelectorAll(".scale")].find((scale) => !pressed(scale));
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = calm ? "instant" : "smooth";
  const target = next?.closest(".cards__card");
  const bring = target
    ? () => cards.scrollTo({ left: target.offsetLeft - cards.offsetLeft, behavior })
    : () => cards.closest(".behaviour").nextElementSibling?.scrollIntoView({ block: "start", behavior });
  clearTimeout(coming);
  coming = setTimeout(bring, 250);
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
      if (isNew.delete(scale)) bringNextCard(target);
    }
    clearTimeout(typing.get(target));
    typing.delete(target);
    changed(target);
  });
  form.addEventListener("input", ({ target }) => { if (target.matches("textarea")) typed(target); });
  form.addEventListener("submit", async (event) => {
    if (form.dataset.flushed) return;
    event.preventDefault();
    const { submitter } = event;
    if (await flush()) {
      whisper(words.unsent);
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
    if (isHere(record.sheet)) show(record.part, record.sheet, record.code, record.value);
  }
  await showConflicts();
}

// Whether a choice came from the store, and is no news.
async function hasWord(radio) {
  const { sheet, code, value } = fieldOf(radio);
  const waits = (await outbox.waiting()).some((each) => String(each.sheet) === String(sheet) && each.code === code);
  return waits || (await outbox.known(sheet))?.answers[code] === value;
}

async function keepForOffline() {
  if (!navigator.serviceWorker || !reader) return;
  try {
    await navigator.serviceWorker.register("/tugas/pekerja.js", { scope: "/tugas" });
  } catch {
    return; // Switched off, or no room: there is only no reopening without a network.
  }
  if (navigator.serviceWorker.controller) return;
  // The first page was loaded before there was a worker to keep it.
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  active.postMessage({ keep: location.href, files: files.filter((name) => name.includes("/static/")) });
}

async function begin() {
  outbox.listen(onMessage);
  if (form) {
    document.documentElement.classList.add("saves-itself");
    say("ready");
    watch();
  }
  await store.open(reader);
  if (form) await recall();
  // What was tapped before this file arrived is saved now.
  for (const radio of form?.querySelectorAll(".scale input:checked") ?? []) {
    if (!radio.defaultChecked && !(await hasWord(radio))) await changed(radio);
  }
  await tellUnsent();
  if ((await outbox.waiting()).length) await outbox.send();
  await tellUnsent();
  await keepForOffline();
}

async function tellUnsent() {
  const place = document.querySelector(".unsent");
  if (!place) return;
  const count = (await outbox.waiting()).length;
  place.hidden = count === 0;
  place.textContent = count ? `${place.dataset.words} ${count}` : "";
}

addEventListener("pageshow", (event) => {
  if (!form) return;
  delete form.dataset.flushed;
  if (event.persisted) recall();
});
addEventListener("beforeunload", (event) => {
  if (form && !store.lasting && ["saving", "waiting", "failed"].includes(status?.dataset.state)) event.preventDefault();
});
if (reader) begin();
