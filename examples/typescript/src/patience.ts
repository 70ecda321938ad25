// How long, and how often, a broken stream is taken up again.

import { setTimeout as sleep } from 'node:timers/promises';

import type { Failure } from './failure.js';

/** Seconds before the second attempt; each further pause is twice as long, up to the longest. */
const FIRST_PAUSE = 0.2;
const LONGEST_PAUSE = 5;

/** Bears failures that pass, for so many seconds from the first of several in a row. */
export class Patience {
  #ends: number | undefined;
  #pause = FIRST_PAUSE;

  constructor(readonly seconds: number) {}

  /** The server has answered: the next failure is a first one. */
  renew(): void {
    this.#ends = undefined;
    this.#pause = FIRST_PAUSE;
  }

  /** Waits before the next attempt; throws the failure when it doesn't pass, or has not passed for too long. */
  async bear(failure: Failure): Promise<void> {
    const now = performance.now() / 1000;
    this.#ends ??= now + this.seconds;
    if (!failure.passes || now >= this.#ends) throw failure;
    // Clients that broke off together don't come back together.
    const pause = Math.max(this.#pause * (0.5 + Math.random() / 2), failure.retryAfter ?? 0);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    await sleep(pause * 1000);
  }
}
