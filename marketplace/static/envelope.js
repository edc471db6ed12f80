// A sealed bid as it is made in a bidder's browser, and what an opener's browser hands in for it: the document of
// marketplace/domain/bids/envelopes.py. The openers' side believes nothing that it can check itself.

import { fromHex, hex, sha256 as hashed, utf8 } from "./bytes.js";
import { publicKeyOf } from "./hpke.js";
import { canonical, padsOf, seal } from "./sealing.js";

const ENVELOPE_FORMAT = "sealed-bid-v1";
const SHARES_FORMAT = "shares-v1";
const PARTS = ["nonce", "price", "proposal"];
const PARTS_OF = { whole: PARTS, technical: ["proposal"], prices: ["nonce", "price"] };
const PADDING = 4096;
const FILE_PADDING = 65536;
const ID_BYTES = 16;
const NONCE_BYTES = 32;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const BLANK = 0x20;

const randomBytes = (size) => crypto.getRandomValues(new Uint8Array(size));
const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export const sha256 = async (bytes) => hex(await hashed(bytes));
export const digest = (document) => sha256(utf8(canonical(document)));

export const panelOf = (policy) => ({ needed: policy.needed, keys: policy.openers.map((opener) => fromHex(opener.key)) });

const padded = (bytes, step, filling) => {
  const whole = new Uint8Array(Math.ceil(bytes.length / step) * step).fill(filling);
  whole.set(bytes);
  return whole;
};
const sealable = (document) => padded(utf8(canonical(document)), PADDING, BLANK);

const writePart = (part) => ({
  commitment: hex(part.commitment),
  ciphertext: base64(part.ciphertext),
  pads: Object.fromEntries(Object.entries(part.pads).map(([group, pads]) => [group, pads.map(hex)])),
});
const readPart = (written) => ({
  commitment: fromHex(written.commitment),
  ciphertext: fromBase64(written.ciphertext),
  pads: Object.fromEntries(Object.entries(written.pads).map(([group, pads]) => [group, pads.map(fromHex)])),
});

// What databases keep of a text: no NUL, no half of a surrogate pair.
export const keepable = (text) => text.replaceAll("\0", "").toWellFormed();

// { ciphertext, entry }; the entry still needs the `storage_key` under which the platform keeps the ciphertext.
// The key is used once, so its nonce may be zeros.
export const sealFile = async ({ name, mediaType, bytes }, tender, bidder) => {
  const key = randomBytes(KEY_BYTES);
  const usable = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const bound = utf8(canonical({ bidder, purpose: "file", tender }));
  const algorithm = { name: "AES-GCM", iv: new Uint8Array(IV_BYTES), additionalData: bound };
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, usable, padded(bytes, FILE_PADDING, 0)));
  const entry = {
    name,
    media_type: mediaType,
    size: bytes.length,
    sha256: await sha256(bytes),
    sealed_size: ciphertext.length,
    sealed_sha256: await sha256(ciphertext),
    key: hex(key),
  };
  return { ciphertext, entry };
};

// `price` is { fen, currency }, both null where the notice fixes it, or { discount_rate } where it asks for that. Gives the envelope's text and its SHA-256.
export const sealBid = async ({ policy, bidder, price, proposal, files }) => {
  const context = { tender: policy.tender, bidder, policy: await digest(policy), envelope: hex(randomBytes(ID_BYTES)) };
  const contents = {
    nonce: randomBytes(NONCE_BYTES),
    price: sealable(price),
    proposal: sealable({ files, text: keepable(proposal) }),
  };
  const parts = {};
  for (const part of PARTS) parts[part] = writePart(await seal(panelOf(policy), { ...context, part }, contents[part]));
  const text = canonical({ format: ENVELOPE_FORMAT, context, parts });
  return { text, sha256: await sha256(utf8(text)) };
};

const readParts = (envelope) => {
  try {
    const { context, parts } = JSON.parse(envelope);
    return { context, parts: Object.fromEntries(PARTS.map((part) => [part, readPart(parts[part])])) };
  } catch {
    return null;
  }
};

// What an opener hands in for the bids of one tender: { document, left }, or { refusal } and nothing is opened.
// A hostile platform may send whatever it likes: another tender's envelopes, a policy with an earlier deadline or with
// another key in this opener's place. So every policy must be of this tender, be over by this device's own clock and
// hold this key in this opener's place; and an envelope must name this tender and one of these policies by its hash,
// or it is `left` with the reason. One sealed before the opener joined the panel is somebody else's to open.
// `sitting` is what the page says is opened now; under a policy with two envelopes no sitting reads all parts.
export const sharesFor = async ({ tender, sitting, policies, envelopes }, opener, privateKey, now) => {
  const own = hex(await publicKeyOf(privateKey));
  const known = new Map();
  for (const policy of policies) {
    if (policy?.tender !== tender) return { refusal: "tender" };
    if (!(Date.parse(policy.deadline) <= now)) return { refusal: "deadline" };
    if (!(sitting in PARTS_OF) || (policy.two_envelopes === true) === (sitting === "whole")) return { refusal: "sitting" };
    const place = policy.openers.findIndex((one) => one.ref === opener);
    if (place >= 0 && policy.openers[place].key !== own) return { refusal: "key" };
    known.set(await digest(policy), { panel: panelOf(policy), place });
  }
  if (![...known.values()].some(({ place }) => place >= 0)) return { refusal: "stranger" };

  const shares = {}, left = [];
  for (const { bid, envelope } of envelopes) {
    const sealed = readParts(envelope);
    const policy = known.get(sealed?.context?.policy);
    if (!sealed) left.push({ bid, reason: "unreadable" });
    else if (sealed.context?.tender !== tender) left.push({ bid, reason: "elsewhere" });
    else if (!policy) left.push({ bid, reason: "policy" });
    else if (policy.place >= 0) {
      shares[bid] = {};
      for (const part of PARTS_OF[sitting]) {
        const pads = await padsOf(policy.panel, { ...sealed.context, part }, sealed.parts[part], policy.place, privateKey);
        shares[bid][part] = Object.fromEntries(Object.entries(pads).map(([group, pad]) => [group, hex(pad)]));
      }
    }
  }
  return { document: { format: SHARES_FORMAT, tender, opener, shares }, left };
};
