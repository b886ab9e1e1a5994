// A code from mail stands behind the # of the address, which is never sent; it goes into its field.
const field = document.querySelector("input[name=code]");

function take() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!field || !/^[A-Za-z0-9-]{16,30}$/.test(code)) return;
  field.value = code;
  history.replaceState(null, "", location.pathname);
}

take();
addEventListener("hashchange", take);
