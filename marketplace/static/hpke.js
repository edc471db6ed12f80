// Hybrid public key encryption in base mode, one message a key (RFC 9180), over WebCrypto:
// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-GCM. Keys, info and texts are Uint8Arrays; a private key is 32 bytes.

import { concat, utf8 } from "./bytes.js";

const KEM_ID = 0x0020;
const KDF_ID = 0x0001;
const AEAD_IDS = { 16: 0x0001, 32: 0x0002 }; // by the length of the key: AES-128-GCM, AES-256-GCM
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const HASH_BYTES = 32;
const PKCS8_HEAD = Uint8Array.from([0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20]);
const NOTHING = new Uint8Array();

const twoBytes = (number) => Uint8Array.from([number >> 8, number & 0xff]);

const hmac = async (key, ...parts) => {
  const usable = await crypto.subtle.importKey("raw", key.length ? key : new Uint8Array(HASH_BYTES), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", usable, concat(...parts)));
};

// A schedule of HKDF bound to a suite; no output here is longer than one block of the hash.
const schedule = (suite) => {
  const extract = (salt, label, secret) => hmac(salt, utf8("HPKE-v1"), suite, utf8(label), secret);
  const expand = async (key, label, info, length) =>
    (await hmac(key, twoBytes(length), utf8("HPKE-v1"), suite, utf8(label), info, Uint8Array.of(1))).slice(0, length);
  return { extract, expand };
};

const kem = schedule(concat(utf8("KEM"), twoBytes(KEM_ID)));

const importPrivate = (bytes) => crypto.subtle.importKey("pkcs8", concat(PKCS8_HEAD, bytes), "X25519", true, ["deriveBits"]);
const importPublic = (bytes) => crypto.subtle.importKey("raw", bytes, "X25519", true, []);

// WebCrypto refuses a shared secret of all zeros, as RFC 9180 §7.1.4 asks.
const agree = async (own, theirs) => new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: theirs }, own, HASH_BYTES * 8));

const publicOf = async (own) => {
  const jwk = await crypto.subtle.exportKey("jwk", own);
  return Uint8Array.from(atob(jwk.x.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
};

const sharedSecret = async (agreed, ephemeral, receiver) => {
  const key = await kem.extract(NOTHING, "eae_prk", agreed);
  return kem.expand(key, "shared_secret", concat(ephemeral, receiver), HASH_BYTES);
};

const cipher = async (secret, info, keyBytes) => {
  const { extract, expand } = schedule(concat(utf8("HPKE"), twoBytes(KEM_ID), twoBytes(KDF_ID), twoBytes(AEAD_IDS[keyBytes])));
  const context = concat(Uint8Array.of(0), await extract(NOTHING, "psk_id_hash", NOTHING), await extract(NOTHING, "info_hash", info));
  const key = await extract(secret, "secret", NOTHING);
  return {
    key: await crypto.subtle.importKey("raw", await expand(key, "key", context, keyBytes), "AES-GCM", false, ["encrypt", "decrypt"]),
    iv: await expand(key, "base_nonce", context, NONCE_BYTES),
  };
};

export const newKey = async () => {
  const pair = await crypto.subtle.generateKey("X25519", true, ["deriveBits"]);
  const whole = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  return { privateKey: whole.slice(-KEY_BYTES), publicKey: await publicOf(pair.privateKey) };
};

export const publicKeyOf = async (privateKey) => publicOf(await importPrivate(privateKey));

// `options` exist for the RFC's vectors: a chosen ephemeral key, additional data, the shorter key.
export const seal = async (publicKey, info, text, options = {}) => {
  const { ephemeral = (await newKey()).privateKey, aad = NOTHING, keyBytes = KEY_BYTES } = options;
  const own = await importPrivate(ephemeral);
  const encapsulated = await publicOf(own);
  const secret = await sharedSecret(await agree(own, await importPublic(publicKey)), encapsulated, publicKey);
  const { key, iv } = await cipher(secret, info, keyBytes);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, key, text);
  return concat(encapsulated, new Uint8Array(sealed));
};

// Rejects with an OperationError where the text was not sealed to this key with this info.
export const open = async (privateKey, info, message, options = {}) => {
  const { aad = NOTHING, keyBytes = KEY_BYTES } = options;
  const own = await importPrivate(privateKey);
  const encapsulated = message.slice(0, KEY_BYTES);
  const secret = await sharedSecret(await agree(own, await importPublic(encapsulated)), encapsulated, await publicOf(own));
  const { key, iv } = await cipher(secret, info, keyBytes);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: aad }, key, message.slice(KEY_BYTES)));
};
