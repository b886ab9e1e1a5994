// Everything works without this file; it only saves a step.

// After a refused form, focus the list of errors, so that it is read first.
document.querySelector("[data-focus]")?.focus();

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
