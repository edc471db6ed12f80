// Reads what bidders type and choose as the platform does (kernel/money.py, domain/documents/rules.py, domain/bids/rules.py):
// what a browser seals nobody can check before the opening, when it is too late to mend. Each gives { refusal } with a word for why.

const PLAIN = /^\d{1,20}(\.\d+)?$/;
const GROUPED = /^\d{1,3}(,\d{3}){1,6}(\.\d+)?$/; // commas only between full groups of three
const MOST_FEN = 10n ** 15n;
const LONGEST_NAME = 200;
const BEGINNINGS = {
  "application/pdf": [0x25, 0x50, 0x44, 0x46],
  "image/png": [0x89, 0x50, 0x4e, 0x47],
  "image/jpeg": [0xff, 0xd8, 0xff],
};
const ZIP = [0x50, 0x4b, 0x03, 0x04]; // the beginning of office files

export const readPrice = (written) => {
  const bare = written.replace(/[\s¥￥]/g, "").replaceAll("，", ",");
  if (!PLAIN.test(bare) && !GROUPED.test(bare)) return { refusal: "amount" };
  const [yuan, decimals = ""] = bare.replaceAll(",", "").split(".");
  if (/[1-9]/.test(decimals.slice(2))) return { refusal: "decimals" };
  const fen = BigInt(yuan) * 100n + BigInt(decimals.slice(0, 2).padEnd(2, "0"));
  if (fen > MOST_FEN) return { refusal: "large" };
  return { fen: Number(fen) };
};

// A percentage off the ceiling (domain/bids/rates.py): { rate } as it is sealed, always with two decimals.
export const readRate = (written) => {
  const bare = written.normalize("NFKC").replace(/[\s%]/g, "");
  const found = /^(\d{1,2})(?:\.(\d{1,2})0*)?$/.exec(bare);
  return found ? { rate: `${Number(found[1])}.${(found[2] ?? "").padEnd(2, "0")}` } : { refusal: "rate" };
};

// A form sends line breaks as two characters; the server counts and keeps them so.
export const asSent = (text) => text.replace(/\r\n|\r|\n/g, "\r\n");
export const lengthOf = (text) => [...text].length;

export const fileName = (written) => {
  const name = written.normalize("NFC").replace(/\p{Cf}/gu, "").replace(/\s+/g, " ").trim();
  const isKept = name && lengthOf(name) <= LONGEST_NAME && name.isWellFormed() && !/^\.|[/\\:*?"<>|]|\p{Cc}/u.test(name);
  return isKept ? { name } : { refusal: "fileName" };
};

// `kinds`: media type -> endings. { mediaType } when the file looks like one of them and ends as those do.
export const fileKind = (name, bytes, kinds) => {
  const ending = name.slice(name.lastIndexOf(".")).toLowerCase();
  const mediaType = Object.keys(kinds).find((kind) => kinds[kind].includes(ending));
  const beginning = BEGINNINGS[mediaType] ?? ZIP;
  return mediaType && beginning.every((byte, at) => bytes[at] === byte) ? { mediaType } : { refusal: "fileKind" };
};
