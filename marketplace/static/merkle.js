// Verifies what a Merkle log answers (RFC 6962 hashes, RFC 9162 §2.1.3.2 and §2.1.4.2), independently of
// marketplace/kernel/merkle.py. Hashes are Uint8Arrays of 32 bytes; sizes and indices are whole numbers.

const hashed = async (prefix, ...parts) => {
  const whole = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  whole[0] = prefix;
  let at = 1;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
};

const isEqual = (left, right) => left.length === right.length && left.every((byte, at) => byte === right[at]);
const half = (number) => Math.floor(number / 2);
const isOdd = (number) => number % 2 === 1;

export const leafHash = (leaf) => hashed(0, leaf);
export const nodeHash = (left, right) => hashed(1, left, right);

export const isIncluded = async (leaf, index, size, proof, root) => {
  if (!(index >= 0 && index < size)) return false;
  let node = index, last = size - 1, computed = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      computed = await nodeHash(sibling, computed);
      while (node !== 0 && !isOdd(node)) [node, last] = [half(node), half(last)];
    } else {
      computed = await nodeHash(computed, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && isEqual(computed, root);
};

// Whether the tree of `later` leaves only appended to the one of `earlier` leaves; `earlier` is at least 1.
export const isConsistent = async (earlier, later, proof, before, after) => {
  if (!(earlier >= 1 && earlier <= later)) return false;
  if (earlier === later) return proof.length === 0 && isEqual(before, after);
  const path = Number.isInteger(Math.log2(earlier)) ? [before, ...proof] : [...proof];
  if (path.length === 0) return false;
  let node = earlier - 1, last = later - 1;
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  let old = path[0], grown = path[0];
  for (const sibling of path.slice(1)) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      old = await nodeHash(sibling, old);
      grown = await nodeHash(sibling, grown);
      while (node !== 0 && !isOdd(node)) [node, last] = [half(node), half(last)];
    } else {
      grown = await nodeHash(grown, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && isEqual(old, before) && isEqual(grown, after);
};
