// Finds the number hidden in a challenge of ALTCHA; the page's script and its worker's.
// Kept small: docs/decisions/0193-proof-of-work.md says why and how.
const PATIENCE = 8000; // ms

const fraction = (number, root) => (number ** (1 / root) * 2 ** 32) | 0;
const primes = [];
for (let each = 2; primes.length < 64; each += 1) if (primes.every((prime) => each % prime)) primes.push(each);
const ROUNDS = Int32Array.from(primes, (prime) => fraction(prime, 3));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(prime, 2));
const schedule = new Int32Array(64);

const turn = (word, by) => (word >>> by) | (word << (32 - by));

// FIPS 180-4, 6.2.2
function compress(from, view, place) {
  for (let at = 0; at < 16; at += 1) schedule[at] = view.getInt32(place + at * 4);
  for (let at = 16; at < 64; at += 1) {
    const [far, near] = [schedule[at - 15], schedule[at - 2]];
    const small = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
    schedule[at] = (schedule[at - 16] + small + schedule[at - 7] + (turn(near, 17) ^ turn(near, 19) ^ (near >>> 10))) | 0;
  }
  let [a, b, c, d, e, f, g, h] = from;
  for (let at = 0; at < 64; at += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[at] + schedule[at]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, at) => (word + from[at]) | 0);
}

// Of salts whose last part fits one block with the number; whole blocks are hashed once.
function solve({ salt, challenge, maxNumber }) {
  const wanted = challenge.match(/.{8}/g).map((word) => parseInt(word, 16) | 0);
  const said = new TextEncoder().encode(salt);
  const whole = said.length - (said.length % 64);
  let state = START;
  for (let place = 0; place < whole; place += 64) state = compress(state, new DataView(said.buffer), place);
  const rest = said.subarray(whole);
  for (let number = 0; number <= maxNumber; number += 1) {
    const digits = String(number);
    const length = rest.length + digits.length;
    const block = new Uint8Array(64);
    block.set(rest);
    for (let at = 0; at < digits.length; at += 1) block[rest.length + at] = digits.charCodeAt(at);
    block[length] = 128;
    const view = new DataView(block.buffer);
    view.setUint32(60, (whole + length) * 8);
    if (compress(state, view, 0).every((word, at) => word === wanted[at])) return number;
  }
  return -1;
}

// Begins at the first touch.
function prove(field) {
  const { form } = field;
  const asked = JSON.parse(field.dataset.challenge);
  let worker;
  let isWaited = false;

  function done(number) {
    if ("done" in field.dataset) return;
    field.dataset.done = "";
    if (number >= 0) field.value = btoa(JSON.stringify({ ...asked, number }));
    if (isWaited) form.submit();
  }

  function begin() {
    if (worker) return;
    worker = new Worker(import.meta.url, { type: "module" });
    worker.addEventListener("message", ({ data }) => done(data));
    worker.addEventListener("error", () => done(-1));
    worker.postMessage(asked);
  }

  for (const kind of ["pointerdown", "keydown", "change"]) form.addEventListener(kind, begin, { once: true, passive: true });
  form.addEventListener("submit", (event) => {
    const isSent = !event.submitter?.closest(".languages") && !form.elements.visit?.value;
    if ("done" in field.dataset || !isSent) return;
    event.preventDefault();
    if (isWaited) return;
    isWaited = true;
    begin();
    setTimeout(() => done(-1), PATIENCE);
  });
}

if (globalThis.document) document.querySelectorAll("input[data-challenge]").forEach(prove);
else addEventListener("message", ({ data }) => postMessage(solve(data)));
