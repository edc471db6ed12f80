// Seals a bid in the bidder's browser: price, proposal and files leave it encrypted to the openers alone. Until then the
// draft stays in this browser too. A browser without the arithmetic says so and leaves the sealing to the platform.

import { sealBid, sealFile } from "./envelope.js";
import { clearErrors, showErrors } from "./errors.js";
import { newKey } from "./hpke.js";
import { keptOf } from "./kept.js";
import { asSent, fileKind, fileName, lengthOf, readPrice, readRate } from "./typed.js";

const form = document.querySelector("form[data-facts]");
const { policy, bidder, notice, limits, kinds, upload, files, keepAt, words } = JSON.parse(form.dataset.facts);
const { price: priceField, rate: rateField, proposal: proposalField, file: fileField, sealed: sealedField, envelope } = form.elements;
const kept = keptOf(policy.tender, bidder);
const said = form.querySelector(".autosave");
const notices = Object.fromEntries([...document.querySelectorAll("[data-when]")].map((each) => [each.dataset.when, each]));
const draftNotice = document.querySelector("[data-draft]");
const attaching = form.querySelector("[data-attach]");
const fileList = form.querySelector("[data-files]");
const fileRow = form.querySelector("template[data-file]");

let draft = { files };

const say = (text) => { said.textContent = text; };
const show = (name) => Object.entries(notices).forEach(([key, each]) => { each.hidden = key !== name; });

// --- the draft, in this browser alone ---

const showDraft = () => {
  draftNotice.hidden = !draft.at;
  if (!draft.at) return;
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Shanghai" });
  draftNotice.querySelector("[data-at]").textContent = at.format(new Date(draft.at));
};

const keep = () => {
  draft = { price: priceField?.value, rate: rateField?.value, proposal: proposalField.value, files: draft.files, at: Date.now() };
  if (!kept.keep("draft", draft)) return; // it stays on the page, and leaving that is asked about
  form.dispatchEvent(new Event("saved"));
  showDraft();
};

const write = ({ price = "", rate = "", proposal = "" }) => {
  if (priceField) priceField.value = price;
  if (rateField) rateField.value = rate;
  proposalField.value = proposal;
  proposalField.dispatchEvent(new Event("input")); // its characters are counted anew
};

const recall = () => {
  const found = kept.recall("draft");
  if (!found) return;
  draft = found;
  write(draft);
};

const forget = () => {
  kept.forget("draft");
  draft = { files: [] };
  write(draft);
  showFiles();
  showDraft();
  say(words.forgotten);
};

// --- files ---

const sizeOf = (bytes) => bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;

const showFiles = () => {
  fileList.hidden = !draft.files.length;
  fileList.querySelector("ul").replaceChildren(...draft.files.map(({ name, size }, at) => {
    const row = fileRow.content.cloneNode(true);
    row.querySelector("[data-name]").textContent = `${name} (${sizeOf(size)}) `;
    row.querySelector("[data-of]").textContent = ` ${name}`;
    row.querySelector("button").value = `remove-${at}`;
    return row;
  }));
  attaching.hidden = draft.files.length >= limits.files;
};

// Gives what is wrong, or nothing when the ciphertext is with the platform and its key in the draft.
const attach = async () => {
  const chosen = fileField.files[0];
  if (!chosen) return words.chooseFile;
  const { name, refusal } = fileName(chosen.name);
  if (refusal) return words[refusal];
  if (!chosen.size) return words.fileEmpty;
  if (chosen.size > limits.fileBytes) return words.fileLarge;
  const bytes = new Uint8Array(await chosen.arrayBuffer());
  const kind = fileKind(name, bytes, kinds);
  if (kind.refusal) return words[kind.refusal];
  const { ciphertext, entry } = await sealFile({ name, mediaType: kind.mediaType, bytes }, policy.tender, bidder);
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  body.set("file", new Blob([ciphertext]), "sealed");
  let answer, stored;
  try {
    answer = await fetch(upload, { method: "POST", body, redirect: "error" });
    stored = await answer.json();
  } catch {
    return words.notUploaded;
  }
  if (!answer.ok) return stored.said;
  draft.files.push({ ...entry, storage_key: stored.storage_key });
  fileField.value = "";
  showFiles();
  keep();
};

// --- the bid ---

const ratedOrFaulty = () => {
  if (!rateField.value.trim()) return { fault: words.noRate };
  const { rate, refusal } = readRate(rateField.value);
  if (refusal) return { fault: words[refusal] };
  // More is left than half a fen, in whole numbers: ceiling × (100 − rate) ÷ 100 is rounded half up.
  const left = BigInt(notice.ceiling) * (10_000n - BigInt(rate.replace(".", "")));
  if (left < 5_000n) return { fault: words.nothingLeft };
  return { price: { discount_rate: rate } };
};

const pricedOrFaulty = () => {
  if (rateField) return ratedOrFaulty();
  if (!priceField) return { price: { fen: null, currency: null } };
  if (!priceField.value.trim()) return { fault: words.noPrice };
  const { fen, refusal } = readPrice(priceField.value);
  if (refusal) return { fault: words[refusal] };
  if (fen === 0) return { fault: words.noPrice };
  if (fen > notice.ceiling) return { fault: words.aboveCeiling };
  return { price: { fen, currency: notice.currency } };
};

const faultOfProposal = (text) => {
  if (notice.needsProposal && !text.trim()) return words.noProposal;
  if (lengthOf(text) > limits.proposal) return words.longProposal;
};

const plainFields = [priceField, rateField, proposalField, fileField].filter(Boolean);
const disable = (isDisabled) => plainFields.forEach((field) => { field.disabled = isDisabled; });

// Nothing but the envelope goes: the plain fields stay at home.
const send = () => {
  disable(true);
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "act", value: "submit" }));
  form.submit();
};

// Whether the bid was sealed and sent.
const submit = async () => {
  const proposal = asSent(proposalField.value);
  const { price, fault } = pricedOrFaulty();
  const faults = [[rateField ?? priceField, fault], [proposalField, faultOfProposal(proposal)]];
  if (fileField.files.length) faults.push([fileField, await attach()]);
  const errors = faults.filter(([, message]) => message).map(([field, message]) => ({ field, message }));
  if (errors.length) {
    say("");
    showErrors(form, errors, words.errors);
    return false;
  }
  keep();
  const bid = await sealBid({ policy, bidder, price, proposal, files: draft.files });
  envelope.value = bid.text;
  kept.keep("sealed", bid.sha256);
  say(words.sealed.replace("%{sha256}", bid.sha256));
  send();
  return true;
};

const act = async (pressed) => {
  clearErrors();
  if (pressed === "submit") {
    say(words.sealing);
    return submit();
  }
  if (pressed === "attach") {
    say(words.sealingFile);
    const message = await attach();
    if (message) showErrors(form, [{ field: fileField, message }], words.errors);
    say(message ? "" : words.fileSealed);
  } else {
    if (pressed.startsWith("remove-")) draft.files.splice(Number(pressed.replace("remove-", "")), 1);
    showFiles();
    keep();
    say(words.kept);
  }
  return false;
};

let busy = false;
const take = async (event) => {
  const pressed = event.submitter?.value ?? "draft";
  if (pressed === "submit" && sealedField.files.length) { // sealed elsewhere: it goes as it is, and nothing beside it
    disable(true);
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  if (busy) return;
  busy = true;
  try {
    busy = await act(pressed); // what was sent once is not sent again
  } catch (fault) {
    console.error(fault);
    busy = false;
    say("");
    showErrors(form, [{ message: words.failed }], words.errors);
  }
};

const canSeal = () => newKey().then(() => true, () => false);

const start = async () => {
  if (!await canSeal()) {
    show("unsupported");
    Object.assign(form.dataset, { autosave: keepAt, notSaved: words.notSaved });
    form.dispatchEvent(new Event("autosave", { bubbles: true }));
    return;
  }
  form.addEventListener("submit", take);
  form.addEventListener("input", (event) => { if ([priceField, rateField, proposalField].includes(event.target)) keep(); });
  draftNotice.querySelector("button").addEventListener("click", forget);
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    busy = false;
    disable(false);
  });
  kept.forget("sealed"); // whoever is here again was not told that the last one was received
  recall();
  showFiles();
  showDraft();
  show("browser");
};

start();
