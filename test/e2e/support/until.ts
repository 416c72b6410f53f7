import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MILLISECONDS = 1000;

/** Asks again and again until there is an answer; throws when there is none in time. */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(PAUSE_MILLISECONDS);
  }
}
