// Quiet questions about haste, equal answers and habits of raters: from the taps of this page alone,
// kept nowhere. Each is said once, in one line, where it begins to bite.
const ENOUGH = 10;
const QUICK = 1200; // ms between answers, on average
const MANY = 0.8; // Of the answers, at the top of the scale.

export function quietHints(form, words, whisper) {
  const times = [];
  const said = new Set();
  const once = (name) => {
    if (said.has(name)) return;
    said.add(name);
    whisper(words[name]);
  };
  const radios = [...form.querySelectorAll(".scale input")].filter((radio) => !radio.closest(".beside"));
  const top = String(Math.max(...radios.map((radio) => Number(radio.value))));
  const [first, second] = [...form.querySelectorAll(".value")].map((value) => [...value.querySelectorAll(".scale")]);
  return () => {
    times.push(performance.now());
    const last = times.slice(-ENOUGH);
    const rated = radios.filter((radio) => radio.checked && radio.value !== "0").map((radio) => radio.value);
    if (rated.length === ENOUGH + 1) once("recency");
    const begun = [...first ?? [], ...second ?? []].map((scale) => scale.querySelector("input:checked")?.value);
    if (second && begun.every(Boolean) && new Set(begun).size === 1) once("halo");
    if (rated.length >= ENOUGH && rated.filter((value) => value === top).length >= MANY * rated.length) once("leniency");
    if (rated.length >= ENOUGH && new Set(rated).size === 1) once("alike");
    if (last.length === ENOUGH && (last.at(-1) - last[0]) / (ENOUGH - 1) < QUICK) once("haste");
  };
}
