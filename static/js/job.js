// Shows how far a job is without reloading the page; without scripts the page reloads itself.
const part = document.querySelector("[data-job]");
const seconds = 2;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-job]");
    if (!fresh) return location.reload(); // It is over: links and facts are elsewhere on the page.
    // Leave a button alone that somebody is on; the rest is words.
    if (!part.contains(document.activeElement)) part.innerHTML = fresh.innerHTML;
  } catch {
    // No connection: the next look may succeed.
  }
  setTimeout(look, seconds * 1000);
}

if (part) setTimeout(look, seconds * 1000);
