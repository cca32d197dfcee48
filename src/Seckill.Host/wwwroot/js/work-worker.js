// The work of a challenge beside the page. It is ended from outside.
import { solve } from './work.js';

const SLICE_MS = 100;

addEventListener('message', async ({ data }) => {
  const number = await solve(data, { sliceMs: SLICE_MS, onProgress: done => postMessage({ done }), isGivenUp: () => false });
  postMessage({ number });
});
