// Typing slips without a mouse: a digit answers the question that has the focus and leads on to the
// next, Backspace goes back, Enter saves. Works with whatever questions the form has. Where several
// boxes may be ticked, 0 leads on.
const form = document.querySelector(".paper-entry").closest("form");
const groups = [...form.querySelectorAll(".paper-entry fieldset, .paper-entry textarea")];
const controlsOf = (group) => [...group.querySelectorAll("input[type=radio], input[type=checkbox]")];

function enter(group) {
  if (!group) return form.querySelector(".buttons button").focus();
  const controls = group.matches("textarea") ? [group] : controlsOf(group);
  (controls.find((each) => each.checked) ?? controls[0])?.focus();
  return group.scrollIntoView({ block: "nearest" });
}

// On a scale the number is the answer's own; elsewhere it is the place in the list.
function answerTo(group, digit) {
  const controls = controlsOf(group);
  const own = controls.find((each) => each.value === digit);
  return group.matches(".scale") ? own : controls[Number(digit) - 1];
}

form.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const group = target.closest("fieldset, textarea");
  const place = groups.indexOf(group);
  if (key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if (key === "Backspace" && !target.matches("textarea")) {
    event.preventDefault();
    enter(groups[place < 0 ? groups.length - 1 : Math.max(place - 1, 0)]);
  } else if (/^\d$/.test(key) && place >= 0 && !group.matches("textarea")) {
    const control = answerTo(group, key);
    const areBoxes = controlsOf(group).some(({ type }) => type === "checkbox");
    if (areBoxes && key === "0") {
      event.preventDefault();
      enter(groups[place + 1]);
    }
    if (!control) return;
    event.preventDefault();
    control.checked = control.type === "radio" || !control.checked;
    control.dispatchEvent(new Event("change", { bubbles: true }));
    if (control.type === "radio") enter(groups[place + 1]);
  }
});

// A slip sent twice by two fast Enters would only be told that it is there already.
form.addEventListener("submit", () => { form.querySelector(".buttons button").disabled = true; });
enter(groups.find((group) => !controlsOf(group).some((each) => each.checked)));
