// How much room is left in a text with a limit: told from 80 % on. Nothing is ever cut off; what is
// too much can be marked with one press. Letters are counted as the server counts them.
const NEAR = 0.8;
const lengthOf = (text) => [...text.trim()].length;

export function countLetters(area) {
  if (area.dataset.counted) return;
  area.dataset.counted = "yes";
  const most = Number(area.dataset.most);
  const note = Object.assign(document.createElement("p"), { className: "field__count", hidden: true });
  note.setAttribute("role", "status");
  area.after(note);
  const look = () => {
    const length = lengthOf(area.value);
    const shown = length >= most * NEAR;
    note.hidden = !shown;
    note.classList.toggle("field__count--over", length > most);
    note.textContent = shown ? sentence(area, length, most) : "";
  };
  for (const event of ["input", "shown"]) area.addEventListener(event, look);
  addEventListener("pageshow", look);
  look();
}

function sentence(area, length, most) {
  const words = length > most ? area.dataset.over : area.dataset.left;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  return words.replace("{n}", number.format(Math.abs(most - length)));
}

// Put the cursor before the first letter too many, with all that follows marked.
export function selectExcess(area) {
  const most = Number(area.dataset.most);
  const start = area.value.length - area.value.trimStart().length;
  const kept = [...area.value.trimStart()].slice(0, most).join("");
  area.focus();
  if (most) area.setSelectionRange(start + kept.length, area.value.length);
}

for (const area of document.querySelectorAll("textarea[data-most]")) countLetters(area);
