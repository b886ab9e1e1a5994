// Everything works without this file; it only saves a step.

// After a refused form, focus the list of errors, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// A page that comes back out of the browser's memory may hold what somebody else typed or saw.
const reader = document.querySelector("meta[name=reader]")?.content;
addEventListener("pageshow", ({ persisted }) => {
  const isPrivate = document.querySelector("form[data-private]");
  if (persisted && (isPrivate || (reader && localStorage.getItem("reader") !== reader))) {
    document.documentElement.hidden = true;
    location.reload();
  }
});

// The language switch sends the form that was typed into last. It joins that form only when it is
// pressed: Enter in the form would press it otherwise.
let lastTyped = null;
addEventListener("input", ({ target }) => { lastTyped = target.closest("form.form[method=post]")?.id ?? lastTyped; });
for (const button of document.querySelectorAll(".languages button[formenctype]")) {
  button.addEventListener("click", () => { if (lastTyped) button.setAttribute("form", lastTyped); });
}

// An open menu closes when the reader turns elsewhere, or presses Escape.
const menus = document.querySelectorAll("details.menu");
const close = (menu) => menu.removeAttribute("open");

document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) close(menu);
});

for (const menu of menus) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close(menu);
    menu.querySelector("summary").focus();
  });
}

// What a rater's browser keeps belongs to one account, and goes when that account signs out.
const earlier = localStorage.getItem("reader");
if (reader && earlier && earlier !== reader) import("./leaving.js").then(({ takeOver }) => takeOver(reader));
else if (reader) localStorage.setItem("reader", reader);

// Every way out of the account, the menu's and those in pages.
const way = document.querySelector("form[data-leaving]");
const ways = way ? [...document.forms].filter((form) => form.action === way.action) : [];
for (const leaving of ways) {
  leaving.addEventListener("submit", async (event) => {
    if (leaving.dataset.cleared) return;
    event.preventDefault();
    const { mayLeave, forgetAll } = await import("./leaving.js");
    if (!await mayLeave(reader, way.dataset.leaving)) return;
    await forgetAll();
    leaving.dataset.cleared = "yes";
    leaving.requestSubmit();
  });
}
