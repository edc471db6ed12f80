// The draw once more, independently of the program that made it (marketplace/domain/selection/draw.py says the rule):
// texts are UTF-8, every part that is hashed stands after its length as 8 bytes, the lowest ticket is first.

const RULE = "draw-v1";
const LENGTH_BYTES = 8;

const utf8 = (text) => new TextEncoder().encode(text);

// Negative, zero or positive as `left` stands before, at or behind `right`, byte by byte.
const compare = (left, right) => {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at++) if (left[at] !== right[at]) return left[at] - right[at];
  return left.length - right.length;
};

export const hashParts = async (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + LENGTH_BYTES + part.length, 0));
  let at = 0;
  for (const part of parts) {
    new DataView(whole.buffer, at, LENGTH_BYTES).setBigUint64(0, BigInt(part.length));
    whole.set(part, at + LENGTH_BYTES);
    at += LENGTH_BYTES + part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
};

// `nonces`: bidder -> 32 bytes. Bidders stand in the order of their UTF-8 bytes.
const biddersOf = (nonces) => Object.keys(nonces).sort((one, other) => compare(utf8(one), utf8(other)));

export const biddersHash = (nonces) => hashParts(...biddersOf(nonces).map(utf8));

export const noncesHash = (nonces) => hashParts(...biddersOf(nonces).map((bidder) => nonces[bidder]));

// What a round of a drand beacon contributes; nothing where its signature could not be had.
export const beaconValue = async (signature) =>
  signature.length ? new Uint8Array(await crypto.subtle.digest("SHA-256", signature)) : signature;

// `beacon` is empty where none was named.
export const drawSeed = async (tender, lot, nonces, beacon = new Uint8Array()) =>
  hashParts(utf8(RULE), utf8(tender), utf8(lot), await biddersHash(nonces), await noncesHash(nonces), beacon);

export const stepSeed = (seed, step) => hashParts(utf8("step"), seed, utf8(step));

export const ticket = (seed, label) => hashParts(utf8("ticket"), seed, utf8(label));

// The labels, lowest ticket first; leaving one out never moves the others.
export const drawOrder = async (seed, labels) => {
  const tickets = await Promise.all(labels.map(async (label) => [await ticket(seed, label), label]));
  return tickets.sort(([one], [other]) => compare(one, other)).map(([, label]) => label);
};
