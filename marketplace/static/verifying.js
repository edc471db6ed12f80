// Computes a draw again from its published evidence and writes each line beside the record. The words are the page's own:
// each row of the table names in data-line what belongs into it and in data-bids the bids that it is about.

import { fromHex, hex, sha256, utf8 } from "./bytes.js";
import { beaconValue, biddersHash, drawOrder, drawSeed, noncesHash, ticket } from "./draw.js";
import { canonical } from "./sealing.js";

const NONCE_BYTES = 32;

// For each kind of line what the record says and what comes out.
const lines = async (record) => {
  const { beacon } = record.draw;
  const nonces = Object.fromEntries(
    record.candidates.map(({ id, nonce }) => [id, nonce === null ? new Uint8Array(NONCE_BYTES) : fromHex(nonce)]),
  );
  const value = "signature" in beacon ? await beaconValue(fromHex(beacon.signature)) : fromHex(beacon.value);
  const seed = await drawSeed(record.tender, record.lot, nonces, value);
  const { digest, ...rest } = record;
  const placed = record.result.ranking;
  const ticketOf = ({ reasons }) => reasons.find(({ params }) => "ticket" in params)?.params.ticket ?? "–";
  return {
    bidders: async () => [record.draw.bidders_hash, hex(await biddersHash(nonces))],
    nonces: async () => [record.draw.nonces_hash, hex(await noncesHash(nonces))],
    beacon: async () => [beacon.value, hex(value)],
    seed: async () => [record.seed, hex(seed)],
    ticket: async ([bid]) => [ticketOf(placed.find(({ id }) => id === bid)), hex(await ticket(seed, bid))],
    order: async (bids) => [
      placed.filter(({ id }) => bids.includes(id)).map(({ id }) => id).join(", "),
      (await drawOrder(seed, bids)).join(", "),
    ],
    digest: async () => [digest, hex(await sha256(utf8(canonical(rest))))],
  };
};

const section = document.querySelector("[data-evidence]");
const said = section.querySelector('[role="status"]');
const table = section.querySelector("table");

const tag = (agrees) => {
  const made = document.createElement("strong");
  made.className = `govuk-tag tag--${agrees ? "success" : "danger"}`;
  made.textContent = agrees ? table.dataset.agrees : table.dataset.differs;
  return made;
};

const verify = async () => {
  const answer = await fetch(section.dataset.evidence);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const computed = await lines(await answer.json());
  let differing = 0;
  for (const row of table.querySelectorAll("[data-line]")) {
    const [recorded, own] = await computed[row.dataset.line](JSON.parse(row.dataset.bids));
    const [left, right, result] = row.querySelectorAll("td");
    left.querySelector("code").textContent = recorded;
    right.querySelector("code").textContent = own;
    result.append(tag(recorded === own));
    differing += recorded === own ? 0 : 1;
  }
  table.hidden = false;
  said.textContent = differing ? section.dataset.differs : section.dataset.agrees;
};

said.textContent = section.dataset.working;
verify().catch((error) => {
  said.textContent = section.dataset.failed;
  console.info(error);
});
