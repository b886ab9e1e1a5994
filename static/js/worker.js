// Keeps the rater's pages for when the network is gone. Pages of one reader alone: the cache is
// named after the reader's mark, and the pages of anybody else are thrown away when it changes.
const FILES = "files";
const PAGES = "pages-";
const IS_SHEET = /^\/tugas(\/\d+|\/bersama\/\d+\/[a-z]+\/[A-Za-z0-9_-]+)?$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate" && IS_SHEET.test(url.pathname)) event.respondWith(page(request));
});

// At most so many sheets are fetched before they are asked for, and so many bytes.
const MOST_PAGES = 60;
const MOST_BYTES = 6_000_000;
let stops = 0; // Counts sign-outs: what was asked for before one is not kept after it.

self.addEventListener("message", (event) => {
  const { keep, files, prefetch, stop, forget: sealed } = event.data;
  if (stop) stops += 1;
  if (sealed) event.waitUntil(forgetPages(sealed));
  if (prefetch) event.waitUntil(fetchAhead(prefetch));
  if (!keep || !IS_SHEET.test(new URL(keep).pathname)) return;
  event.waitUntil((async () => {
    const cache = await caches.open(FILES);
    const begun = stops;
    await Promise.allSettled(files.map((name) => cache.add(name)));
    await keepPage(keep, await fetch(keep), begun);
  })());
});

// The sheets that a list of tasks leads to, so that they open without a network too. One after the
// other, in the order of the list; those that are kept already are left alone.
async function fetchAhead(addresses) {
  const begun = stops;
  let bytes = 0;
  const sheets = addresses.filter((address) => IS_SHEET.test(new URL(address).pathname));
  for (const address of sheets.slice(0, MOST_PAGES)) {
    if (await caches.match(address)) continue;
    if (bytes > MOST_BYTES || stops !== begun) return;
    try {
      const response = await fetch(address, { redirect: "manual" });
      if (!response.headers.has("X-Reader")) return; // Signed out meanwhile.
      bytes += (await response.clone().arrayBuffer()).byteLength;
      if (stops === begun) await keepPage(address, response);
    } catch {
      return; // The network is gone; the next visit goes on.
    }
  }
}

// Most files change their address with their content: what is kept of those is never old. The
// others, parts of the script, are asked for again as long as there is a network.
async function file(request) {
  const kept = await caches.match(request);
  const { pathname, searchParams } = new URL(request.url);
  if (kept && (searchParams.has("v") || pathname.startsWith("/static/vendor/"))) return kept;
  try {
    const response = await fetch(request);
    if (response.status === 200) await (await caches.open(FILES)).put(request, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function page(request) {
  try {
    const response = await fetch(request);
    await keepPage(request.url, response.clone());
    return response;
  } catch (error) {
    const kept = await caches.match(request.url.split("#")[0]);
    if (kept) return kept;
    throw error;
  }
}

async function keepPage(address, response, begun = stops) {
  const reader = response.headers.get("X-Reader");
  if (begun !== stops || response.status !== 200 || response.redirected || !reader) return;
  await forget(PAGES + reader);
  const cache = await caches.open(PAGES + reader);
  if (begun === stops) await cache.put(address.split("#")[0], response);
}

// Pages that show what was sent and sealed; those of several sheets side by side are fetched anew.
async function forgetPages(paths) {
  for (const name of (await caches.keys()).filter((each) => each.startsWith(PAGES))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      if (paths.includes(pathname) || pathname.startsWith("/tugas/bersama/")) await cache.delete(request);
    }
  }
}

async function forget(except) {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PAGES) && name !== except).map((name) => caches.delete(name)));
}
