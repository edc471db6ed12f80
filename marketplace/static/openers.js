// An opener's key on the opener's own device: made, shown to be at hand, and used to open bids. Key files, codes and
// passphrases are read here; their fields have no names, so that no form ever sends them.

import { fromHex, hex, utf8 } from "./bytes.js";
import { sharesFor } from "./envelope.js";
import { clearErrors, showErrors } from "./errors.js";
import { open as openSealed, publicKeyOf } from "./hpke.js";
import { fingerprint, make, readRecoveryCode, recoveryCode, unlock } from "./keys.js";
import { canonical } from "./sealing.js";

const form = document.querySelector("form[data-facts]");
const facts = JSON.parse(form.dataset.facts);
const { words } = facts;
const find = (name) => form.querySelector(`[data-${name}]`);
const say = (text) => { find("said").textContent = text; };

const refuse = (message, field) => {
  say("");
  showErrors(form, [{ field, message }], words.errors);
};

// The private key out of the code on paper or the key file; null when the reader was told what is wrong with it.
const privateKey = async () => {
  const [code, file, passphrase] = [find("code"), find("key-file"), find("passphrase")];
  if (code.value.trim()) {
    const found = await readRecoveryCode(code.value);
    if (found.refusal) refuse(words.code, code);
    return found.privateKey ?? null;
  }
  if (!file.files.length) {
    refuse(words.chooseKey, file);
    return null;
  }
  let document;
  try {
    document = JSON.parse(await file.files[0].text());
  } catch {
    document = null;
  }
  const found = await unlock(document, passphrase.value);
  if (found.refusal === "file") refuse(words.file, file);
  if (found.refusal === "passphrase") refuse(words.passphrase, passphrase);
  return found.privateKey ?? null;
};

// The private key, if it is the one that this page is about.
const ownKey = async () => {
  say(words.unlocking);
  const found = await privateKey();
  if (found && hex(await publicKeyOf(found)) !== facts.key) {
    refuse(words.otherKey);
    return null;
  }
  return found;
};

let busy = false, sent = false; // what was sent once is not sent again

const send = (name, value) => {
  form.elements[name].value = value;
  sent = true;
  form.submit();
};

const show = async (made) => {
  const [code, print, download] = [await recoveryCode(made.privateKey), await fingerprint(made.publicKey), find("download")];
  form.elements.public_key.value = hex(made.publicKey);
  find("fingerprint").textContent = print;
  find("recovery-code").textContent = code;
  download.href = URL.createObjectURL(new Blob([JSON.stringify(made.document, null, 2)], { type: "application/json" }));
  download.download = `opener-key-${print.slice(0, 4)}.json`;
  find("asked").hidden = true;
  find("made").hidden = false;
  find("made").querySelector("h3").focus();
  say("");
};

const enrol = async () => {
  const [first, again, kept] = [find("passphrase"), find("again"), find("kept")];
  if (form.elements.public_key.value) {
    return kept.checked ? send("public_key", form.elements.public_key.value) : refuse(words.notKept, kept);
  }
  if (first.value !== again.value) return refuse(words.different, again);
  say(words.making);
  const made = await make(first.value);
  return made.refusal ? refuse(words.short, first) : show(made);
};

const prove = async () => {
  const key = await ownKey();
  if (!key) return;
  const info = utf8(canonical({ opener: facts.opener, purpose: "proof" }));
  try {
    send("answer", hex(await openSealed(key, info, fromHex(facts.challenge))));
  } catch {
    refuse(words.otherChallenge);
  }
};

let warned = false; // of bids that the device leaves closed
const fetched = async () => {
  const answer = await fetch(facts.envelopes, { redirect: "error" });
  return answer.ok ? answer.json() : null;
};

const open = async () => {
  const key = await ownKey();
  if (!key) return;
  say(words.opening);
  const given = await fetched();
  if (given === null) return refuse(words.notFetched);
  const found = await sharesFor({ ...given, tender: facts.tender, sitting: facts.sitting }, facts.opener, key, facts.now ? Date.parse(facts.now) : Date.now());
  if (found.refusal) return refuse(words[found.refusal]);
  if (found.left.length && !warned) {
    warned = true;
    return refuse([...found.left.map(({ bid, reason }) => words[reason].replace("%{bid}", bid)), words.pressAgain].join(" "));
  }
  send("shares", JSON.stringify(found.document));
};

const ACTS = { enrol, prove, open };

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  if (busy) return;
  busy = true;
  clearErrors();
  try {
    await ACTS[facts.act]();
  } catch (fault) {
    console.error(fault);
    refuse(words.failed);
  } finally {
    busy = sent;
  }
});
window.addEventListener("pageshow", (event) => { if (event.persisted) busy = sent = false; });
form.querySelector("fieldset[disabled]").disabled = false;
find("print")?.addEventListener("click", () => window.print());
