// Digits answer the behaviour that has the focus, then lead on to the next one unanswered.
// Only there: a digit typed anywhere else stays a digit.
export function keyboard(form) {
  form.addEventListener("keydown", (event) => {
    const scale = event.target.closest?.(".scale");
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
    if (!scale || !isPlain || !/^\d$/.test(event.key)) return;
    const radio = scale.querySelector(`input[value="${event.key}"]`);
    if (!radio) return;
    event.preventDefault();
    if (!radio.checked) radio.click();
    radio.focus();
    nextUnanswered(form, scale)?.focus();
  });
}

function nextUnanswered(form, scale) {
  const scales = [...form.querySelectorAll(".scale")];
  const after = scales.slice(scales.indexOf(scale) + 1);
  const next = after.find((each) => !each.querySelector("input:checked"));
  return next ? next.querySelector("input") : form.querySelector(".buttons button");
}
