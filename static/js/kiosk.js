// A tablet at a counter: sends the form without leaving the page, and starts over for the next
// visitor, after sending and after 20 seconds without a touch.
import * as pages from "./kiosk_pages.js";
import * as queue from "./kiosk_queue.js";

const IDLE = 20000; // ms without a touch
const WARNED = 5000; // ms before, in words
const THANKED = 6000; // ms
const UNTAKEN = ["refused", "closed", "ended"];
const CLOSED = 60000; // ms for a page without a form, on which somebody's words may stand
let wasRefused = Boolean(document.querySelector("[role=alert], .field--wrong"));
let isTouched = wasRefused; // What was typed before came back with the page.
let isSending = false;
let isLetThrough = false; // The language switch, once the server has answered.
let timers = [];
let place;
let form;
let line;
let thanks;

function look() {
  place = document.querySelector("[data-kiosk]");
  form = document.querySelector("main form[method=post]");
  line = place.querySelector(".kiosk__say");
  thanks = place.querySelector(".kiosk__thanks");
  document.querySelectorAll(".avatar img").forEach(hideUnlessCome);
}

// Without a network no photo comes; the initials below it say who it is.
function hideUnlessCome(photo) {
  const hide = () => { photo.hidden = true; };
  if (photo.complete && !photo.naturalWidth) hide();
  else photo.addEventListener("error", hide);
}

const say = (sentence) => { line.textContent = sentence; };

function watchTime() {
  timers.forEach(clearTimeout);
  if (line.textContent === place.dataset.idle) say("");
  timers = isTouched && !isSending
    ? [setTimeout(() => say(place.dataset.idle), IDLE - WARNED), setTimeout(startOver, IDLE)]
    : [];
}

// First nothing of the visitor is left on the screen; a fresh page comes when there is a network.
async function startOver() {
  timers.forEach(clearTimeout);
  form?.reset();
  if (wasRefused) empty();
  say("");
  scrollTo(0, 0);
  document.activeElement?.blur();
  thanks.hidden = true;
  [isTouched, isSending] = [false, false];
  if (!await queue.isThere()) return speak(pages.ownLanguage);
  await queue.flush(); // Where the browser keeps nothing for us, it would be gone with this page.
  if (!isTouched) location.replace("/kios");
  return undefined;
}

// Without a network: the form in another language, with what was given still in it.
async function speak(language) {
  if (language === document.documentElement.lang || !await pages.show(language)) return;
  wasRefused = false;
  look();
}

async function switchLanguage(button) {
  if (!await queue.isThere()) return speak(button.lang);
  isLetThrough = true;
  return form.requestSubmit(button);
}

// The way out needs a network; without one the browser would be left with no page at all.
async function leave(event) {
  const way = event.target.closest(".kiosk a");
  if (!way) return;
  event.preventDefault();
  if (await queue.isThere()) location.assign(way.href);
  else say(place.dataset.offline);
}

// A refused form came back with its values, so that is what it would be reset to.
function empty() {
  for (const control of form.elements) {
    if (control.type === "radio" || control.type === "checkbox") control.checked = false;
    else if (control.matches("textarea, input:not([type=hidden])")) control.value = "";
  }
}

// Only where nobody answers: the server says it better. A ticked box alone answers no question.
function isComplete(fields) {
  const given = new Set(fields.filter(([, value]) => value).map(([name]) => name));
  const required = place.dataset.required.split(" ").filter(Boolean);
  const chosen = [...form.querySelectorAll("input[type=radio]:checked")].filter(({ name }) => !required.includes(name));
  return required.every((name) => given.has(name)) && chosen.length > 0;
}

// Words are for an officer. The server refuses others, and what waits here must not be refused.
function isWordedToCounter(fields) {
  const given = new Map(fields);
  return given.get("officer") === "-1" && Boolean(given.get("comment")?.trim());
}

async function sent(event) {
  if (isLetThrough) return undefined;
  event.preventDefault();
  if (event.submitter?.closest(".languages")) return switchLanguage(event.submitter);
  if (isSending) return undefined;
  isSending = true;
  watchTime();
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
  const isWorded = isWordedToCounter(fields);
  if (isWorded || (!isComplete(fields) && !await queue.isThere())) {
    isSending = false;
    watchTime();
    return say(isWorded ? place.dataset.worded : place.dataset.incomplete);
  }
  const word = await queue.send(fields);
  if (UNTAKEN.includes(word)) return form.submit(); // The page that comes says why, with the words.
  thanks.classList.toggle("kiosk__thanks--later", word === "kept");
  form.reset();
  thanks.hidden = false;
  thanks.focus();
  timers.forEach(clearTimeout);
  timers = [setTimeout(startOver, THANKED)];
  return undefined;
}

// Thanks end with a whole tap: after half of one, the rest would touch the form below.
function touched({ type }) {
  if (!thanks.hidden) return type === "click" || type === "keydown" ? startOver() : undefined;
  isTouched = true;
  return watchTime();
}

look();
if (form) {
  for (const kind of ["pointerdown", "click", "keydown", "input", "change"]) addEventListener(kind, touched, { capture: true, passive: true });
  document.addEventListener("submit", sent);
  document.addEventListener("click", leave);
} else setTimeout(() => location.replace("/kios"), CLOSED);
watchTime();
await queue.open(place.dataset);
queue.flush();
pages.keep().catch(() => {}); // It does without: a reload then needs the network.
