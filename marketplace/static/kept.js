// What a bidder's browser keeps of a bid: the draft until it is received, and the SHA-256 of what this tab has sealed.
// A browser may forbid storage or be full; then nothing is kept, and `keep` says so.

const places = (tender, bidder) => ({ draft: `bid-draft ${tender} ${bidder}`, sealed: `bid-sealed ${tender} ${bidder}` });
const STORAGE = { draft: "localStorage", sealed: "sessionStorage" };

export const keptOf = (tender, bidder) => {
  const at = places(tender, bidder);
  return {
    keep: (what, value) => {
      try {
        window[STORAGE[what]].setItem(at[what], JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    },
    recall: (what) => {
      try {
        return JSON.parse(window[STORAGE[what]].getItem(at[what]));
      } catch {
        return null;
      }
    },
    forget: (what) => {
      try {
        window[STORAGE[what]].removeItem(at[what]);
      } catch {
        return; // what cannot be written was never kept
      }
    },
  };
};
