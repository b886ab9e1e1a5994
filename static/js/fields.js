// The controls of a sheet, or of several side by side, and the fields that they stand for.
export const frame = document.querySelector(".sheet");
export const form = frame?.querySelector("form");
const NAME = /^(jawaban|komentar)-(?:(\d+)-)?(.+)$/;
const isOne = Boolean(frame?.dataset.sheet);

// {sheet, part, code, value} of a control; side by side its name carries the sheet.
export function fieldOf(control) {
  const found = NAME.exec(control.name);
  if (!found) return null;
  const [, kind, sheet, code] = found;
  const part = kind === "jawaban" ? "answers" : "comments";
  const value = part === "answers" ? Number(control.value) : control.value.trim();
  return { sheet: sheet ?? frame.dataset.sheet, part, code, value };
}

const nameOf = ({ part, sheet, code }) =>
  `${part === "answers" ? "jawaban" : "komentar"}-${isOne ? "" : `${sheet}-`}${code}`;

// The control of a field on this page; of an answer, its first step.
export const controlOf = (field) => (isHere(field.sheet) ? form.querySelector(`[name="${nameOf(field)}"]`) : null);
// What stands around it: a scale, or a comment with its label.
export const placeOf = (field) => controlOf(field)?.closest("fieldset, .field");
export const revisionOf = (sheet) => form?.elements[isOne ? "revision" : `revision-${sheet}`];

export const sheetsHere = () => {
  if (!form) return [];
  return isOne ? [frame.dataset.sheet] : [...form.querySelectorAll("input[name^=revision-]")].map((each) => each.name.slice(9));
};
export const isHere = (sheet) => sheetsHere().includes(String(sheet));

// What a field asks and about whom, in the words of the page: {label, who}.
export function wordsOf(control) {
  const scale = control.closest(".scale");
  const legend = scale ? textOf(scale.querySelector("legend")) : textOf(control.labels[0]);
  const behaviour = scale?.closest(".behaviour")?.querySelector("h3");
  if (behaviour) return { label: textOf(behaviour), who: legend };
  return { label: legend, who: textOf(document.querySelector("h1")) };
}

function textOf(element) {
  const copy = element?.cloneNode(true);
  for (const extra of copy?.querySelectorAll(".visually-hidden, .scale__place, .field__optional") ?? []) extra.remove();
  return copy?.textContent.trim().replaceAll(/\s+/g, " ") ?? "";
}

// A value as the reader chose it.
export function spoken(field, value) {
  if (field.part === "comments") return `“${value}”`;
  const radio = form.querySelector(`[name="${nameOf(field)}"][value="${value}"]`);
  return radio ? radio.labels[0].querySelector(".step__words").textContent : value;
}

// Show a value in the form; true when it was another one.
export function show(field, value) {
  const control = form.elements[nameOf(field)];
  if (!control || document.activeElement === control) return false;
  if (String(control.value) === String(value)) return false;
  control.value = String(value);
  if (field.part === "answers") mark(controlOf(field));
  else control.dispatchEvent(new Event("shown"));
  return true;
}

export const mark = (radio) => document.querySelector(`.dots a[href="#kartu-${radio.name}"]`)?.classList.add("is-answered");

export function showAll(sheet, { revision, answers, comments }, except = []) {
  let foreign = 0;
  for (const [part, fields] of Object.entries({ answers, comments })) {
    for (const [code, value] of Object.entries(fields)) {
      if (!except.includes(code) && show({ part, sheet, code }, value)) foreign += 1;
    }
  }
  const field = revisionOf(sheet);
  if (field) field.value = String(Math.max(Number(field.value), revision));
  return foreign;
}
