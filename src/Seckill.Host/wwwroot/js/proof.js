// What a shopper has to do for a ticket where bots are kept away: compute, or wait. One proof at a time; it is kept until a ticket is got.
import { call, pause } from './api.js';
import { now } from './clock.js';
import { isChallenge } from './shapes.js';
import { solve } from './work.js';

/** Where there are no workers, the page computes itself, for so long between two frames. */
const SLICE_MS = 10;

/** A proof that ends so soon is not worth handing in. */
const SPARE_MS = 5_000;

export class Proof {
  #itemId;
  #session;
  #changed;
  #run = null;

  /** "work" or "wait". */
  kind = 'work';

  /** "idle", "getting", "working", "waiting" or "ready". */
  state = 'idle';

  /** While working: the share of the numbers that were tried, 0 to 1. */
  done = 0;

  /** While waiting: until when, by the service's clock. */
  until = 0;

  constructor(itemId, session, changed) {
    [this.#itemId, this.#session, this.#changed] = [itemId, session, changed];
  }

  /**
   * The proof, once there is one.
   * @returns {Promise<{challenge: object|null, refusal: object|null}>} the refusal is an answer of the service.
   */
  async get() {
    for (;;) {
      const run = this.#run ??= this.#begin();
      const result = await run.result;
      // Somebody has chosen the other way meanwhile.
      if (run.isOver) continue;
      if (result.refusal !== null) this.drop();
      else if (Date.parse(result.challenge.expiresAt) - now() < SPARE_MS) {
        this.drop();
        continue;
      }

      return result;
    }
  }

  /** Changes from computing to waiting, or back. */
  choose(kind) {
    if (kind === this.kind) return;
    this.#stop();
    this.kind = kind;
    this.#run = this.#begin();
  }

  /** Forgets the proof: it has made a ticket, or it was not accepted. */
  drop() {
    this.#stop();
    this.#set('idle');
  }

  #stop() {
    if (this.#run === null) return;
    this.#run.isOver = true;
    this.#run.stop();
    this.#run = null;
  }

  #begin() {
    const run = { isOver: false, stop() {} };
    run.result = this.#prove(run);
    return run;
  }

  async #prove(run) {
    this.#set('getting');
    const answer = await call('GET', `/api/items/${encodeURIComponent(this.#itemId)}/challenge?kind=${this.kind}`, {
      token: this.#session.token, shape: isChallenge,
    });
    if (run.isOver) return null;
    if (answer.code !== null) return { challenge: null, refusal: answer };
    const challenge = answer.body;
    if (challenge.kind === 'wait') await this.#wait(challenge, run);
    else challenge.number = await this.#work(challenge, run);
    if (!run.isOver) this.#set('ready');
    return { challenge, refusal: null };
  }

  async #wait(challenge, run) {
    this.until = Date.parse(challenge.notBefore);
    this.#set('waiting');
    while (!run.isOver && now() < this.until) await pause(Math.min(1_000, this.until - now() + 50));
  }

  #work(challenge, run) {
    const tell = done => {
      this.done = done;
      if (!run.isOver) this.#changed();
    };
    this.done = 0;
    this.#set('working');
    return new Promise(resolve => {
      const here = () => resolve(solve(challenge, { sliceMs: SLICE_MS, onProgress: tell, isGivenUp: () => run.isOver }));
      let worker;
      try {
        worker = new Worker(new URL('./work-worker.js', import.meta.url), { type: 'module' });
      } catch {
        here();
        return;
      }

      run.stop = () => {
        worker.terminate();
        resolve(null);
      };
      // An old browser knows workers, and not that they import modules.
      worker.addEventListener('error', () => {
        worker.terminate();
        here();
      });
      worker.addEventListener('message', ({ data }) => {
        if (data.number === undefined) tell(data.done);
        else {
          worker.terminate();
          resolve(data.number);
        }
      });
      worker.postMessage({ salt: challenge.salt, challenge: challenge.challenge, maxNumber: challenge.maxNumber });
    });
  }

  #set(state) {
    this.state = state;
    this.#changed();
  }
}
