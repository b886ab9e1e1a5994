// Quiet questions about haste and equal answers: from the taps of this page alone, kept nowhere.
const ENOUGH = 10;
const QUICK = 1200; // ms between answers, on average

export function quietHints(form, words, whisper) {
  const times = [];
  const said = new Set();
  const once = (name) => {
    if (said.has(name)) return;
    said.add(name);
    whisper(words[name]);
  };
  return () => {
    times.push(performance.now());
    const last = times.slice(-ENOUGH);
    if (last.length === ENOUGH && (last.at(-1) - last[0]) / (ENOUGH - 1) < QUICK) once("haste");
    const pressed = [...form.querySelectorAll(".scale input:checked")];
    const answers = pressed.filter((radio) => !radio.closest(".beside")).map((radio) => radio.value);
    const rated = answers.filter((value) => value !== "0");
    if (rated.length >= ENOUGH && new Set(rated).size === 1) once("alike");
  };
}
