// Envelopes that any `needed` of several openers open together: marketplace/adapters/sealing/threshold.py in the
// browser, byte for byte. Groups are named by their members ("0,1"); a part is { commitment, ciphertext, pads }.

import { concat, hex, isEqual, sha256, utf8 } from "./bytes.js";
import { open as hpkeOpen, seal as hpkeSeal } from "./hpke.js";

const DEK_BYTES = 32;
const IV_BYTES = 12;

const xor = (left, right) => left.map((byte, at) => byte ^ right[at]);

// One spelling for one value, as domain/selection/canonical.py writes it; keys here are plain ASCII.
export const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
};

export const groupsOf = (openers, needed, first = 0) => {
  if (needed === 0) return [[]];
  const found = [];
  for (let opener = first; opener <= openers - needed; opener++) {
    for (const rest of groupsOf(openers, needed - 1, opener + 1)) found.push([opener, ...rest]);
  }
  return found;
};

const bind = (context, commitment) => utf8(canonical({ ...context, commitment: hex(commitment) }));

const derive = async (dek, bound, purpose, length) => {
  const key = await crypto.subtle.importKey("raw", dek, "HKDF", false, ["deriveBits"]);
  const info = concat(utf8(purpose), Uint8Array.of(0), bound);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info }, key, length * 8));
};

const padsFor = async (group, dek, bound) => {
  const pads = [];
  for (const opener of group.slice(0, -1)) pads.push(await derive(dek, bound, `pad ${group} ${opener}`, DEK_BYTES));
  return [...pads, pads.reduce(xor, dek)];
};

const sealPads = async (panel, dek, bound) => {
  const sealed = {};
  for (const group of groupsOf(panel.keys.length, panel.needed)) {
    const pads = await padsFor(group, dek, bound);
    sealed[group] = await Promise.all(group.map(async (opener, at) => {
      const ephemeral = await derive(dek, bound, `key ${group} ${opener}`, DEK_BYTES);
      return hpkeSeal(panel.keys[opener], bound, pads[at], { ephemeral });
    }));
  }
  return sealed;
};

const gcm = async (dek, bound, usage, text) => {
  const key = await crypto.subtle.importKey("raw", dek, "AES-GCM", false, [usage]);
  const iv = await derive(dek, bound, "iv", IV_BYTES);
  return new Uint8Array(await crypto.subtle[usage]({ name: "AES-GCM", iv, additionalData: bound }, key, text));
};

export const seal = async (panel, context, content, dek = crypto.getRandomValues(new Uint8Array(DEK_BYTES))) => {
  const commitment = await sha256(dek);
  const bound = bind(context, commitment);
  return { commitment, ciphertext: await gcm(dek, bound, "encrypt", content), pads: await sealPads(panel, dek, bound) };
};

// What one opener reads: group -> pad. A pad that does not open is left out.
export const padsOf = async (panel, context, part, opener, privateKey) => {
  const bound = bind(context, part.commitment);
  const found = {};
  for (const group of groupsOf(panel.keys.length, panel.needed).filter((members) => members.includes(opener))) {
    try {
      found[group] = await hpkeOpen(privateKey, bound, part.pads[group][group.indexOf(opener)]);
    } catch {
      continue;
    }
  }
  return found;
};

// The key from the first group whose pads fit the commitment, or null. `handedIn`: opener -> group -> pad.
export const combine = async (panel, part, handedIn) => {
  for (const group of groupsOf(panel.keys.length, panel.needed)) {
    const pads = group.map((opener) => handedIn[opener]?.[group]);
    if (pads.every((pad) => pad?.length === DEK_BYTES)) {
      const dek = pads.reduce(xor);
      if (isEqual(await sha256(dek), part.commitment)) return dek;
    }
  }
  return null;
};

export const openPart = async (context, part, dek) => gcm(dek, bind(context, part.commitment), "decrypt", part.ciphertext);

// Whether every sealed pad follows from the key: the bidder tricked no opener.
export const isHonest = async (panel, context, part, dek) => {
  const made = await sealPads(panel, dek, bind(context, part.commitment));
  const groups = Object.keys(made);
  return groups.length === Object.keys(part.pads).length
    && groups.every((group) => part.pads[group]?.length === made[group].length && made[group].every((pad, at) => isEqual(pad, part.pads[group][at])));
};
