// Keeps the empty form of one kiosk, in every language, for when the network is gone. It looks after
// the address of that form alone, keeps no page that somebody was shown, and nothing that was given.
const NAME = "kiosk";
const PATIENCE = 4000; // ms for a page or a file
const own = new URL(registration.scope).pathname;
const sheet = (language) => `/kios/lembar/${language}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate" && url.pathname === own) event.respondWith(page(request, url.searchParams.get("lang")));
});

self.addEventListener("message", (event) => event.waitUntil(keep(event.data)));

// The first language is the tablet's own. What is not named any more belongs to an older version.
async function keep({ files, languages }) {
  const cache = await caches.open(NAME);
  const kept = await Promise.all(languages.map((language) => keepSheet(cache, language)));
  if (!kept.every(Boolean)) return;
  await Promise.all(files.map(async (name) => await cache.match(name) ?? cache.add(name)));
  const named = new Set([...files, ...languages.map((language) => location.origin + sheet(language))]);
  const known = await cache.keys();
  await Promise.all(known.filter(({ url }) => !named.has(url)).map((each) => cache.delete(each)));
  await cache.put("/kios/lembar", await cache.match(sheet(languages[0])));
}

async function keepSheet(cache, language) {
  const response = await fetch(sheet(language), { cache: "no-store" });
  const isForm = response.status === 200 && !response.redirected;
  if (isForm) await cache.put(sheet(language), response);
  return isForm;
}

// A file whose address changes with its content is never old; the others, parts of the scripts, are
// asked for again as long as there is a network.
async function file(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request);
  if (kept && new URL(request.url).searchParams.has("v")) return kept;
  try {
    const response = await soon(fetch(request));
    if (kept && response.status === 200) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function page(request, language) {
  const kept = () => caches.match(language ? sheet(language) : "/kios/lembar", { cacheName: NAME });
  try {
    const response = await (request.method === "GET" ? soon(fetch(request)) : fetch(request));
    return response.status >= 502 && response.status <= 504 ? await kept() ?? response : response;
  } catch {
    return await kept() ?? Response.error();
  }
}

const soon = (answer) => Promise.race([
  answer,
  new Promise((_resolve, reject) => { setTimeout(() => reject(new Error("no answer")), PATIENCE); }),
]);
