// Compares what this browser has sealed with what the platform says it received.

import { keptOf } from "./kept.js";

const part = document.querySelector("[data-receipt]");
const { tender, bidder, received } = JSON.parse(part.dataset.receipt);
const kept = keptOf(tender, bidder);
const sealed = kept.recall("sealed");

if (sealed !== null) {
  const said = part.querySelector(received.includes(sealed) ? "[data-same]" : "[data-other]");
  said.querySelector("[data-sealed]").textContent = sealed;
  said.hidden = false;
  if (received.includes(sealed)) kept.forget("draft");
}
