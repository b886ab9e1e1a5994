// A tablet at a counter: sends the form without leaving the page, and starts over for the next
// visitor, after sending and after 20 seconds without a touch.
import * as queue from "./kiosk_queue.js";

const IDLE = 20000; // ms without a touch
const WARNED = 5000; // ms before, in words
const THANKED = 6000; // ms
const place = document.querySelector("[data-kiosk]");
const form = document.querySelector("main form[method=post]");
const line = place.querySelector(".kiosk__say");
const thanks = place.querySelector(".kiosk__thanks");
const wasRefused = Boolean(document.querySelector("[role=alert], .field--wrong"));
let isTouched = wasRefused; // What was typed before came back with the page.
let isSending = false;
let timers = [];

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
  if (!await queue.isThere()) return;
  await queue.flush(); // Where the browser keeps nothing for us, it would be gone with this page.
  if (!isTouched) location.replace("/kios");
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

async function sent(event) {
  if (event.submitter?.closest(".languages")) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  watchTime();
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
  if (!isComplete(fields) && !await queue.isThere()) {
    isSending = false;
    watchTime();
    return say(place.dataset.incomplete);
  }
  const word = await queue.send(fields);
  if (word === "refused") return form.submit(); // The page comes back and says what is missing.
  thanks.classList.toggle("kiosk__thanks--later", word === "kept");
  form.reset();
  thanks.hidden = false;
  thanks.focus();
  timers.forEach(clearTimeout);
  timers = [setTimeout(startOver, THANKED)];
  return undefined;
}

function touched() {
  if (!thanks.hidden) return startOver();
  isTouched = true;
  return watchTime();
}

if (form) {
  for (const kind of ["pointerdown", "keydown", "input", "change"]) addEventListener(kind, touched, { capture: true, passive: true });
  form.addEventListener("submit", sent);
}
watchTime();
await queue.open(place.dataset.kiosk);
queue.flush();
