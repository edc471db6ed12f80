// An opener's private key as it is kept: marketplace/adapters/sealing/key_files.py in the browser, both ways.
// Keys are Uint8Arrays of 32 bytes. What cannot be read answers { refusal } with a word for why: nothing is thrown.

import { fromHex, hex, sha256 } from "./bytes.js";
import { newKey, publicKeyOf } from "./hpke.js";

export const SHORTEST_PASSPHRASE = 12; // characters
const FORMAT = "opener-key-v1";
const KDF = "PBKDF2-SHA-256";
const CIPHER = "AES-256-GCM";
const ROUNDS = 600000;
const MOST_ROUNDS = 10000000;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const CHECK_BYTES = 3;
const GROUP = /.{4}(?=.)/g; // letters of a recovery code are written in fours
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // base32, RFC 4648
const SLIPS = { 0: "O", 1: "I", 8: "B" };

const isHex = (digits, bytes) => typeof digits === "string" && digits.length === 2 * bytes && /^[0-9a-f]*$/i.test(digits);
const randomBytes = (size) => crypto.getRandomValues(new Uint8Array(size));

// What people compare of a public key, as domain/openers/panels.py shows it.
export const fingerprint = async (publicKey) => hex(await sha256(publicKey)).slice(0, 32).replace(GROUP, "$& ");

const cipher = async (passphrase, salt, rounds) => {
  const typed = new TextEncoder().encode(passphrase.normalize("NFC"));
  const base = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const from = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(from, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
};

// { document } or { refusal: "short" }
export const lock = async (privateKey, passphrase) => {
  if ([...passphrase].length < SHORTEST_PASSPHRASE) return { refusal: "short" };
  const publicKey = await publicKeyOf(privateKey);
  const [salt, iv] = [randomBytes(SALT_BYTES), randomBytes(IV_BYTES)];
  const key = await cipher(passphrase, salt, ROUNDS);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: publicKey }, key, privateKey);
  return {
    document: {
      format: FORMAT,
      public_key: hex(publicKey),
      kdf: { name: KDF, rounds: ROUNDS, salt: hex(salt) },
      cipher: CIPHER,
      iv: hex(iv),
      sealed: hex(new Uint8Array(sealed)),
    },
  };
};

// { document, privateKey, publicKey } of a new key, or { refusal: "short" }
export const make = async (passphrase) => {
  const pair = await newKey();
  return { ...pair, ...await lock(pair.privateKey, passphrase) };
};

const isKeyFile = (document) =>
  document?.format === FORMAT
  && document.cipher === CIPHER
  && document.kdf?.name === KDF
  && Number.isInteger(document.kdf.rounds) && document.kdf.rounds >= 1 && document.kdf.rounds <= MOST_ROUNDS
  && isHex(document.public_key, KEY_BYTES)
  && isHex(document.kdf.salt, SALT_BYTES)
  && isHex(document.iv, IV_BYTES)
  && typeof document.sealed === "string" && isHex(document.sealed, document.sealed.length / 2);

// { privateKey } or { refusal: "file" | "passphrase" }
export const unlock = async (document, passphrase) => {
  if (!isKeyFile(document)) return { refusal: "file" };
  const key = await cipher(passphrase, fromHex(document.kdf.salt), document.kdf.rounds);
  const algorithm = { name: "AES-GCM", iv: fromHex(document.iv), additionalData: fromHex(document.public_key) };
  try {
    return { privateKey: new Uint8Array(await crypto.subtle.decrypt(algorithm, key, fromHex(document.sealed))) };
  } catch {
    return { refusal: "passphrase" };
  }
};

// 56 letters and digits in 14 groups: whoever holds them holds the key.
export const recoveryCode = async (privateKey) => {
  const bits = [...privateKey, ...(await sha256(privateKey)).slice(0, CHECK_BYTES)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{5}/g).map((five) => LETTERS[parseInt(five, 2)]).join("").replace(GROUP, "$& ");
};

// { privateKey } or { refusal: "code" } when a letter is wrong or missing
export const readRecoveryCode = async (written) => {
  const letters = [...written.toUpperCase().replace(/[ \t\r\n\-‐‑–—]/g, "")].map((letter) => SLIPS[letter] ?? letter);
  const places = letters.map((letter) => LETTERS.indexOf(letter));
  if (places.includes(-1) || letters.length * 5 !== (KEY_BYTES + CHECK_BYTES) * 8) return { refusal: "code" };
  const bits = places.map((place) => place.toString(2).padStart(5, "0")).join("");
  const whole = Uint8Array.from(bits.match(/.{8}/g), (eight) => parseInt(eight, 2));
  const privateKey = whole.slice(0, KEY_BYTES);
  const check = (await sha256(privateKey)).slice(0, CHECK_BYTES);
  return hex(check) === hex(whole.slice(KEY_BYTES)) ? { privateKey } : { refusal: "code" };
};
