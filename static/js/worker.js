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

self.addEventListener("message", (event) => {
  const { keep, files } = event.data;
  if (!keep || !IS_SHEET.test(new URL(keep).pathname)) return;
  event.waitUntil((async () => {
    const cache = await caches.open(FILES);
    await Promise.allSettled(files.map((name) => cache.add(name)));
    await keepPage(keep, await fetch(keep));
  })());
});

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

async function keepPage(address, response) {
  const reader = response.headers.get("X-Reader");
  if (response.status !== 200 || response.redirected || !reader) return;
  await forget(PAGES + reader);
  await (await caches.open(PAGES + reader)).put(address.split("#")[0], response);
}

async function forget(except) {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PAGES) && name !== except).map((name) => caches.delete(name)));
}
