// Before a kiosk ends: whether voices wait on this tablet that could not be sent afterwards.
import * as queue from "./kiosk_queue.js";

const line = document.querySelector("[data-unsent]");
await queue.open(line.dataset);
await queue.flush();
const { length } = await queue.waiting();
line.hidden = !length;
line.textContent = length ? line.dataset.unsent.replace("{n}", length) : "";
