// Checks a signed receipt or a kept checkpoint against what the log answers, step by step, and trusts none of the
// answers: signatures, hashes and paths are computed here. The words are the page's own.

import { fromHex, hex, sha256, utf8 } from "./bytes.js";
import { isConsistent, isIncluded, leafHash } from "./merkle.js";
import { canonical } from "./sealing.js";

const UNKNOWN = [404, 422];

const section = document.querySelector("[data-audit]");
const said = section.querySelector('[role="status"]');
const table = section.querySelector("table");
const pasted = section.querySelector("textarea");

const digest = async (document) => hex(await sha256(utf8(canonical(document))));

// What the log does not know is null: over a signed receipt that alone is a proof against the platform.
const ask = async (path) => {
  const answer = await fetch(`${section.dataset.audit}/${path}`);
  if (UNKNOWN.includes(answer.status)) return null;
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};

const isSigned = async ({ key, ...rest }, signature) => {
  const own = await crypto.subtle.importKey("raw", fromHex(key), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", own, fromHex(signature), utf8(canonical({ key, ...rest })));
};

const isUnder = (leaf, { index, size, path, root }) => isIncluded(leaf, index, size, path.map(fromHex), fromHex(root));
const isLogged = async ({ kind, value, ...way }) => isUnder(await leafHash(utf8(`${way.index}:${kind}:${value}`)), way);

// Each step answers true, false, or null where the log has nothing to say yet.
const ofReceipt = async ({ receipt, signature }) => {
  const { keys } = await ask("keys");
  const steps = { key: keys.includes(receipt.key), signature: await isSigned(receipt, signature) };
  const address = `proof?tender=${encodeURIComponent(receipt.tender)}&envelope=${encodeURIComponent(receipt.envelope_sha256)}`;
  const proof = await ask(address);
  if (proof === null) return { ...steps, entry: false };
  const { entry, opening, tree, closing } = proof;
  steps.entry = entry && (entry.kind === "tree" && entry.value === receipt.position && (await isLogged(entry)));
  const over = entry ?? closing?.entry;
  if (over) {
    const head = await ask(`checkpoint?size=${over.size}`);
    const fits = (one) => !one || (one.size === head.checkpoint.size && one.root === head.checkpoint.root);
    steps.checkpoint =
      head !== null &&
      fits(entry) &&
      fits(closing?.entry) &&
      keys.includes(head.checkpoint.key) &&
      (await isSigned(head.checkpoint, head.signature));
  } else {
    steps.checkpoint = null;
  }
  steps.opening = opening && (await digest(opening)) === receipt.position;
  steps.tree =
    tree &&
    (tree.index === opening.index && tree.size === closing.document.size && tree.root === closing.document.root &&
      (await isUnder(await leafHash(fromHex(receipt.envelope_sha256)), tree)));
  steps.closing =
    closing?.entry
      ? closing.document.tender === receipt.tender &&
        closing.entry.kind === "closing" &&
        closing.entry.value === (await digest(closing.document)) &&
        (await isLogged(closing.entry))
      : null;
  return steps;
};

const ofCheckpoint = async ({ checkpoint, signature }) => {
  const { keys } = await ask("keys");
  const latest = (await ask("checkpoint"))?.checkpoint;
  const proof = latest ? await ask(`proof?first=${checkpoint.size}&second=${latest.size}`) : null;
  const [before, after] = [fromHex(checkpoint.root), fromHex(latest?.root ?? "")];
  return {
    key: keys.includes(checkpoint.key),
    signature: await isSigned(checkpoint, signature),
    appended: proof !== null && (await isConsistent(checkpoint.size, latest.size, proof.path.map(fromHex), before, after)),
  };
};

const stepsOf = async (document) => {
  if ("checkpoint" in document) return [await ofCheckpoint(document)];
  const kept = (document.envelopes ?? [document]).filter((each) => "receipt" in each);
  if (!kept.length) throw new SyntaxError("no receipt");
  return Promise.all(kept.map(ofReceipt));
};

const tag = (result) => {
  const made = document.createElement("strong");
  made.className = `govuk-tag tag--${result === null ? "neutral" : result ? "success" : "danger"}`;
  made.textContent = result === null ? table.dataset.waits : result ? table.dataset.agrees : table.dataset.differs;
  return made;
};

const show = (results) => {
  let differs = false, waits = false;
  for (const row of table.querySelectorAll("[data-step]")) {
    const found = results.map((steps) => steps[row.dataset.step]);
    row.hidden = found.every((result) => result === undefined);
    if (row.hidden) continue;
    const result = found.includes(false) ? false : found.includes(null) ? null : true;
    differs ||= result === false;
    waits ||= result === null;
    row.querySelector("td").replaceChildren(tag(result));
  }
  table.hidden = false;
  said.textContent = differs ? section.dataset.differs : waits ? section.dataset.waits : section.dataset.agrees;
};

const check = async () => {
  table.hidden = true;
  said.textContent = section.dataset.working;
  try {
    show(await stepsOf(JSON.parse(pasted.value)));
  } catch (error) {
    const isMalformed = error instanceof SyntaxError || error instanceof TypeError;
    said.textContent = isMalformed ? section.dataset.malformed : section.dataset.failed;
    console.info(error);
  }
};

section.querySelector('[type="file"]').addEventListener("change", async ({ target }) => {
  pasted.value = await target.files[0].text();
  await check();
});
section.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
section.querySelector("form").hidden = false;
said.textContent = "";
