// The empty form of a kiosk, kept on the tablet in every language, for when the network is gone.
const place = document.querySelector("[data-kiosk]");
const languages = place.dataset.languages.split(" ");
const spoken = navigator.languages.map((name) => name.toLowerCase().split("-")[0]);

// What the tablet is set to; older Android calls Indonesian "in".
export const ownLanguage = spoken.map((name) => (name === "in" ? "id" : name)).find((name) => languages.includes(name)) ?? languages[0];

// Have the worker keep what this page needs.
export async function keep() {
  if (!navigator.serviceWorker) return;
  const { pathname: scope, origin } = location;
  const [registration] = await Promise.all([
    navigator.serviceWorker.register("/kios/pekerja.js", { scope }),
    document.readyState === "complete" || new Promise((resolve) => { addEventListener("load", resolve, { once: true }); }),
  ]);
  await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map(({ name }) => name.split("#")[0]);
  registration.active.postMessage({
    files: [...new Set(files)].filter((name) => name.startsWith(`${origin}/static/`)),
    languages: [ownLanguage, ...languages.filter((each) => each !== ownLanguage)],
  });
}

// Show the kept form of a language, with what was given still in it; whether there is one.
export async function show(language) {
  const kept = await globalThis.caches?.match(`/kios/lembar/${language}`);
  if (!kept) return false;
  const fresh = new DOMParser().parseFromString(await kept.text(), "text/html");
  const given = new FormData(document.querySelector("main form"));
  const open = [...document.querySelectorAll("main details")].map((each) => each.open);
  document.documentElement.lang = language;
  document.title = fresh.title;
  document.body.replaceWith(document.adoptNode(fresh.body));
  document.querySelectorAll("main details").forEach((each, place) => { each.open = open[place]; });
  for (const control of document.querySelector("main form").elements) fill(control, given);
  return true;
}

function fill(control, given) {
  if (control.type === "radio" || control.type === "checkbox") control.checked = given.getAll(control.name).includes(control.value);
  else if (control.matches("textarea, input:not([type=hidden])")) control.value = given.get(control.name) ?? "";
}
