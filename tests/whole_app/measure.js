// What a program can measure of a page that is on the screen. Each function gives its faults as
// sentences; tests/whole_app/test_sizes.py says which hold at which size.
(() => {
  const TARGET = 44;
  // Made to be scrolled with a finger or with the keyboard, inside a page that stands still.
  const SCROLLERS = ".table-region, .value-links, .cards, textarea, select, input";
  const FRAMES = ".notice, .card, .confirm, .table-region, .empty";
  const FOCUSABLE = "a[href], button:not([tabindex='-1']), input:not([type=hidden]), select, textarea, summary, [tabindex='0']";

  const style = (element, part) => getComputedStyle(element, part);
  // Kept for screen readers alone, by the element or by one around it; asked thousands of times.
  let known;
  const clipped = (element) => {
    if (!known.has(element)) {
      const own = style(element).clipPath === "inset(50%)" || element.matches(".skip-link:not(:focus)");
      known.set(element, own || Boolean(element.parentElement && clipped(element.parentElement)));
    }
    return known.get(element);
  };
  const hidden = (element) => !element.checkVisibility() || clipped(element);
  const words = (element) => element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
  const named = (element) => {
    const kind = element.getAttribute("class")?.split(" ")[0];
    return `${element.localName}${kind ? `.${kind}` : ""} “${words(element) || element.name || element.id || ""}”`;
  };
  const all = (selector) => [...document.body.querySelectorAll(selector)].filter((each) => !hidden(each));
  const texts = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      if (node.data.trim() && !hidden(node.parentElement) && !node.parentElement.closest("title, script, option")) found.push(node);
    }
    return found;
  };

  // The page itself never scrolls sideways.
  function sideways() {
    const { scrollWidth } = document.scrollingElement;
    if (scrollWidth <= innerWidth) return [];
    const wide = all("*").filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.parentElement.closest(SCROLLERS));
    return [`scrolls sideways, ${scrollWidth} px wide: ${wide.slice(-2).map(named).join(", ")}`];
  }

  // Nothing that is clipped holds more than it shows; what scrolls is meant to.
  function cut() {
    return all("*").filter((each) => {
      const { overflowX, overflowY } = style(each);
      if (each.matches(SCROLLERS) || each.closest("svg, progress")) return false;
      const clipsX = overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1;
      const clipsY = overflowY !== "visible" && each.scrollHeight > each.clientHeight + 1;
      return clipsX || clipsY;
    }).map((each) => `${named(each)} is cut off`);
  }

  // The same of the column names that a table shows before its cells on a phone: drawn words, which
  // have no lines to ask for.
  function brokenLabels() {
    const pen = document.createElement("canvas").getContext("2d");
    return all("td[data-label]").flatMap((cell) => {
      const label = style(cell, "::before");
      const { paddingLeft, paddingRight } = style(cell);
      if (label.content === "none") return [];
      pen.font = `${label.fontWeight} ${label.fontSize} ${label.fontFamily}`;
      const whole = cell.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
      const room = Math.min(whole, parseFloat(label.width) + 0.5 || whole);
      return cell.dataset.label.split(/[\s-]+/)
        .filter((word) => pen.measureText(word).width > room)
        .map((word) => `“${word}” is broken before ${named(cell)}`);
    });
  }

  // No word is broken in its middle; addresses and codes (not letters alone) may be.
  function broken() {
    const faults = [];
    const range = document.createRange();
    for (const node of texts()) {
      if (style(node.parentElement).hyphens === "auto" || node.parentElement.closest("svg")) continue;
      for (const { 0: word, index } of node.data.matchAll(/(?<![\p{L}\p{N}@./_-])\p{L}{5,}(?![\p{L}\p{N}@/_-])/gu)) {
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1) faults.push(`“${word}” is broken in ${named(node.parentElement)}`);
      }
    }
    return faults.concat(brokenLabels());
  }

  // What of a text can be seen: its lines, within whatever scrolls around it.
  function lines(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const frame = node.parentElement.closest(SCROLLERS)?.getBoundingClientRect();
    return [...range.getClientRects()].map((box) => {
      // Letters fill about two thirds of the box of a line.
      const inset = box.height / 5;
      const left = Math.max(box.left + 1, frame?.left ?? -Infinity);
      const right = Math.min(box.right - 1, frame?.right ?? Infinity);
      return { node, left, right, top: box.top + inset, bottom: box.bottom - inset };
    }).filter((box) => box.right > box.left);
  }

  // No text lies on another; bars that stay in sight lie over the page on purpose.
  function overlapping() {
    const stays = (element) => {
      for (let each = element; each; each = each.parentElement) {
        if (["sticky", "fixed"].includes(style(each).position)) return true;
      }
      return false;
    };
    const boxes = texts().filter((node) => !stays(node.parentElement)).flatMap(lines);
    boxes.sort((one, other) => one.top - other.top);
    const faults = new Set();
    boxes.forEach((one, index) => {
      for (let next = index + 1; next < boxes.length && boxes[next].top < one.bottom; next += 1) {
        const other = boxes[next];
        if (other.left < one.right && one.left < other.right && other.node !== one.node) {
          faults.add(`“${one.node.data.trim().slice(0, 30)}” lies on “${other.node.data.trim().slice(0, 30)}”`);
        }
      }
    });
    return [...faults];
  }

  // No button touches what stands above or below it: neither a line of text nor a frame.
  function crowded() {
    const NEAR = 8;
    // Those that look like links stand like lines.
    const buttons = all(".main .button:not(.button--plain)");
    const frames = [...all(`.main :is(${FRAMES})`), ...buttons].map((each) => ({ element: each, box: each.getBoundingClientRect() }));
    const written = texts().filter((node) => node.parentElement.closest(".main")).flatMap(lines)
      .map((box) => ({ element: box.node.parentElement, box }));
    const faults = new Set();
    for (const button of buttons) {
      const own = button.getBoundingClientRect();
      for (const { element, box } of [...frames, ...written]) {
        if (button.contains(element) || element.contains(button)) continue;
        const beside = box.right <= own.left || box.left >= own.right;
        const gap = Math.max(own.top - box.bottom, box.top - own.bottom);
        if (!beside && gap > -1 && gap < NEAR) faults.add(`${named(button)} touches ${named(element)}`);
      }
    }
    return [...faults];
  }

  // No line of text, and no dot before one, leaves the frame drawn around it.
  function escaping() {
    const faults = new Set();
    for (const node of texts()) {
      const frame = node.parentElement.closest(FRAMES);
      if (!frame || node.parentElement.closest("svg")) continue;
      const { left, right } = frame.getBoundingClientRect();
      const item = node.parentElement.closest("li");
      const hasDot = item && frame.contains(item) && style(item).display === "list-item" && style(item).listStyleType !== "none";
      const dot = hasDot ? parseFloat(style(item).fontSize) * 0.75 : 0;
      for (const box of lines(node)) {
        if (box.left - dot < left - 1 || box.right > right + 1) faults.add(`“${node.data.trim().slice(0, 30)}” leaves ${named(frame)}`);
      }
    }
    return [...faults];
  }

  // The smallest box around a control and whatever else answers for it.
  function hitArea(element) {
    const parts = [element, ...(element.labels ?? [])].map((each) => each.getBoundingClientRect());
    const left = Math.min(...parts.map((box) => box.left));
    const top = Math.min(...parts.map((box) => box.top));
    return {
      left, top,
      width: Math.max(...parts.map((box) => box.right)) - left,
      height: Math.max(...parts.map((box) => box.bottom)) - top,
    };
  }

  // Whether a square of 44 px around the middle of the control belongs to it, as when a whole card
  // answers to the link in its heading.
  function answersAround(element) {
    element.scrollIntoView({ block: "center", inline: "center" });
    const box = element.getBoundingClientRect();
    const [x, y, far] = [box.left + box.width / 2, box.top + box.height / 2, TARGET / 2 - 1];
    return [[-far, -far], [far, -far], [-far, far], [far, far]].every(([right, down]) => {
      const hit = document.elementFromPoint(x + right, y + down);
      return hit && (element.contains(hit) || [...(element.labels ?? [])].some((label) => label.contains(hit)));
    });
  }

  // Exception "inline": its size is that of the line of the sentence that it stands in.
  function standsInSentence(element) {
    if (element.localName !== "a" || style(element).display !== "inline") return false;
    let block = element.parentElement;
    while (style(block).display === "inline") block = block.parentElement;
    const around = [...block.childNodes].filter((each) => !each.contains(element)
      && !(each.nodeType === Node.ELEMENT_NODE && (hidden(each) || style(each).display !== "inline")));
    return around.some((each) => /\p{L}{2,}/u.test(each.textContent));
  }

  // Menus are opened, so that what they hold is measured too.
  function small() {
    const folded = [...document.querySelectorAll("details:not([open])")];
    const faults = [];
    for (const group of [folded.filter((each) => !each.matches(".menu")), ...folded.filter((each) => each.matches(".menu")).map((each) => [each])]) {
      for (const each of group) each.open = true;
      const inside = group.length === 1 && group[0].matches(".menu") ? group[0] : document.body;
      for (const element of inside.querySelectorAll(FOCUSABLE)) {
        if (element.matches("[tabindex='0']:not(a, button)") || hidden(element) || standsInSentence(element)) continue;
        const { width, height } = hitArea(element);
        if ((width < TARGET - 0.5 || height < TARGET - 0.5) && !answersAround(element)) {
          faults.push(`${named(element)} is ${Math.round(width)} × ${Math.round(height)} px`);
        }
      }
      for (const each of group) each.open = false;
    }
    return [...new Set(faults)];
  }

  // What focus changes to be seen: the outline, on the control or on the label drawn for it.
  const drawn = (element) => [element, ...(element.labels ?? [])].map((each) => {
    const { outlineStyle, outlineWidth } = style(each);
    const ring = outlineStyle === "none" ? 0 : parseFloat(outlineWidth);
    return Math.max(ring, style(each, "::before").outlineStyle === "none" ? 0 : parseFloat(style(each, "::before").outlineWidth));
  });

  // After one press of Tab the browser counts every move of the focus as the keyboard's.
  function unseen() {
    const faults = [];
    for (const element of document.querySelectorAll(FOCUSABLE)) {
      if (!element.checkVisibility() || element.disabled) continue;
      document.activeElement.blur();
      const before = drawn(element);
      element.focus();
      if (document.activeElement !== element) continue;
      const after = drawn(element);
      if (!after.some((width, index) => width >= 2 && width > before[index])) faults.push(`focus on ${named(element)} cannot be seen`);
      else if (covered(element)) faults.push(`${named(element)} has the focus under something else`);
    }
    return [...new Set(faults)];
  }

  // Whether something lies over all of what has the focus (WCAG 2.4.11).
  function covered(element) {
    const parts = [element, ...(element.labels ?? [])];
    return !parts.flatMap((each) => [...each.getClientRects()]).some((box) => {
      const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
      const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
      if (right <= left || bottom <= top) return false;
      return [0.1, 0.5, 0.9].some((share) => {
        const hit = document.elementFromPoint((left + right) / 2, top + (bottom - top) * share);
        return hit && parts.some((each) => each.contains(hit) || hit.contains(each) && hit !== document.body && hit.localName !== "main" && !hit.contains(document.querySelector("main")));
      });
    });
  }

  // How saving stands is in view beside every question.
  function unsaid() {
    const questions = all("fieldset.scale");
    return [questions[0], questions.at(-1)].filter(Boolean).flatMap((question) => {
      question.scrollIntoView({ block: "center", behavior: "instant" });
      return all(".saving:not(:empty)").filter((each) => {
        const box = each.getBoundingClientRect();
        return box.left < 0 || box.right > innerWidth + 1 || box.top < 0 || box.bottom > innerHeight + 1;
      });
    }).map((each) => `${named(each)} is out of view`);
  }

  // Nothing moves for a reader who asked for stillness.
  function moving() {
    const seconds = (value) => Math.max(...value.split(",").map(parseFloat));
    const moves = [...document.querySelectorAll("*")].filter((each) => ["", "::before", "::after"].some((part) => {
      const { transitionDuration, animationName, scrollBehavior } = style(each, part || null);
      return seconds(transitionDuration) > 0.01 || animationName !== "none" || scrollBehavior === "smooth";
    }));
    if (document.getAnimations().length) moves.push(document.documentElement);
    return moves.map((each) => `${named(each)} moves`);
  }

  const unfold = () => { for (const each of document.querySelectorAll("details:not(.menu)")) each.open = true; };
  const measure = { sideways, cut, broken, overlapping, escaping, crowded, small, unseen, unsaid, moving, unfold };
  for (const [name, act] of Object.entries(measure)) {
    globalThis.measure ??= {};
    globalThis.measure[name] = () => { known = new Map(); return act(); };
  }
})();
