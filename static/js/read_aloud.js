// Where the browser has a voice of the page's language.
const button = document.querySelector("[data-read-aloud]");
const speech = globalThis.speechSynthesis;
const language = document.documentElement.lang;
// What older Android calls Indonesian.
const names = language === "id" ? ["id", "in"] : [language];

const voice = () => speech.getVoices().find(({ lang }) => names.includes(lang.toLowerCase().split(/[-_]/)[0]));
const show = () => { button.hidden = !voice(); };

// As on the page, without what is folded away.
const texts = () => [...document.querySelectorAll("main :is(h1, p, legend, label, summary, button[type=submit])")]
  .filter((each) => each.checkVisibility?.() ?? each.offsetParent)
  .map((each) => each.innerText.trim())
  .filter(Boolean);

const isReading = (yes) => button.setAttribute("aria-pressed", String(yes));
const stop = () => {
  speech.cancel();
  isReading(false);
};

function read() {
  speech.cancel();
  const spoken = texts().map((text) => Object.assign(new SpeechSynthesisUtterance(text), { lang: language, voice: voice() }));
  spoken[spoken.length - 1].addEventListener("end", () => isReading(false));
  isReading(true);
  spoken.forEach((each) => speech.speak(each));
}

if (button && speech) {
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : read()));
  speech.addEventListener?.("voiceschanged", show);
  addEventListener("pagehide", stop);
  show();
}
