// A field that another device has changed too: both sides in sight, and the reader chooses.
import * as outbox from "./outbox.js";
import { controlOf, placeOf, show, spoken } from "./fields.js";

export function showConflicts(records, words) {
  for (const old of document.querySelectorAll(".conflict")) old.remove();
  for (const record of records) if (record.conflict && placeOf(record)) draw(record, words);
}

function draw(record, words) {
  const box = Object.assign(document.createElement("div"), { className: "conflict" });
  box.setAttribute("role", "alert");
  const sentence = Object.assign(document.createElement("p"), { textContent: words.conflict });
  const choices = Object.assign(document.createElement("div"), { className: "conflict__choices" });
  const offer = (label, value, keepsHere) => {
    const text = `${label}: ${spoken(record, value)}`;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: text });
    button.addEventListener("click", async () => {
      box.remove();
      show(record, value);
      controlOf(record).focus();
      await outbox.settle(record.sheet, record.code, keepsHere);
    });
    choices.append(button);
  };
  offer(words.here, record.value, true);
  offer(words.there, record.conflict.saved, false);
  box.append(sentence, choices);
  placeOf(record).append(box);
}
