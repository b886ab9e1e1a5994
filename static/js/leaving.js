// Signing out leaves nothing behind: what waits is sent first, then all is forgotten.
import * as outbox from "./outbox.js";
import * as store from "./store.js";

const PATIENCE = 4000; // ms
const pause = () => new Promise((resolve) => { setTimeout(resolve, PATIENCE); });

// True when the reader may leave: everything is sent, or they accept the loss.
export async function mayLeave(reader, question) {
  await store.open(reader);
  if ((await outbox.waiting()).length) await Promise.race([outbox.send(), pause()]);
  const left = (await outbox.waiting()).length;
  return left === 0 || confirm(question.replace("{n}", left));
}

export async function forgetAll() {
  localStorage.removeItem("reader");
  await store.clear();
  await forgetPages();
}

async function forgetPages() {
  navigator.serviceWorker?.controller?.postMessage({ stop: true });
  if (!globalThis.caches) return;
  for (const name of await caches.keys()) if (name.startsWith("pages-")) await caches.delete(name);
}

// Another account has signed in here: what the earlier one left is not theirs.
export async function takeOver(reader) {
  await store.open(reader);
  await forgetPages();
  localStorage.setItem("reader", reader);
}
