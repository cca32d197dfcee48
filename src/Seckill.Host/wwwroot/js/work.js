// The work of a challenge: the number whose SHA-256 behind the salt is the challenge. In slices, so that it can also run where the page
// is drawn. The browser's own SHA-256 is asynchronous, and for texts this short most of its time goes into that.
const HASHES_PER_LOOK = 2_000;

/** Longest text that fits into one block of SHA-256. */
const TEXT_MAX = 55;

const INITIAL = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

const K = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
  0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
  0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
  0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
  0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
  0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

/**
 * Finds the number of a challenge.
 * @param {{salt: string, challenge: string, maxNumber: number}} task
 * @param {{sliceMs: number, onProgress: (done: number) => void, isGivenUp: () => boolean}} how
 *   sliceMs: it computes for so long, then lets others run; onProgress hears the share of the numbers that were tried.
 * @returns {Promise<number|null>} null when there is none, or somebody has given up.
 */
export async function solve({ salt, challenge, maxNumber }, { sliceMs, onProgress, isGivenUp }) {
  const wanted = Int32Array.from(challenge.match(/.{8}/g), word => parseInt(word, 16) | 0);
  const block = new Uint8Array(64);
  const saltSize = new TextEncoder().encodeInto(salt, block).written;
  const words = new Int32Array(64);
  let until = performance.now() + sliceMs;
  for (let number = 0; number <= maxNumber; number++) {
    if (isSolution(block, saltSize, number, words, wanted)) return number;
    if (number % HASHES_PER_LOOK !== 0 || performance.now() < until) continue;
    onProgress(number / maxNumber);
    await new Promise(resolve => { setTimeout(resolve); });
    if (isGivenUp()) return null;
    until = performance.now() + sliceMs;
  }

  return null;
}

/** One block: salt, digits, a bit, zeros, the length in bits. */
function isSolution(block, saltSize, number, words, wanted) {
  const digits = String(number);
  const size = saltSize + digits.length;
  if (size > TEXT_MAX) throw new RangeError('The salt is too long.');
  for (let i = 0; i < digits.length; i++) block[saltSize + i] = digits.charCodeAt(i);
  block[size] = 0x80;
  block.fill(0, size + 1, 62);
  block[62] = size >> 5;
  block[63] = (size << 3) & 0xff;
  for (let i = 0; i < 16; i++) words[i] = (block[4 * i] << 24) | (block[4 * i + 1] << 16) | (block[4 * i + 2] << 8) | block[4 * i + 3];
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15];
    const y = words[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }

  let [a, b, c, d, e, f, g, h] = INITIAL;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }

  // The first word differs for all but one number in four billion.
  if (((a + INITIAL[0]) | 0) !== wanted[0]) return false;
  return [a, b, c, d, e, f, g, h].every((word, i) => ((word + INITIAL[i]) | 0) === wanted[i]);
}
