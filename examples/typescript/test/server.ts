// A server that runs while a test does.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The program, which the variable ONRECORD names. */
export const PROGRAM = process.env['ONRECORD'] ?? 'onrecord';

/** `onrecord serve` at a free port, ready when it is made. Kill it at the end. */
export class Server {
  readonly #process: ChildProcess;

  private constructor(
    child: ChildProcess,
    readonly port: number,
  ) {
    this.#process = child;
  }

  static async start(store = 'memory', ...more: string[]): Promise<Server> {
    // What is set for the service of whoever runs the tests is not for this one.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ONRECORD_')));
    const child = spawn(PROGRAM, ['serve', '--listen', '127.0.0.1:0', '--store', store, ...more], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const log: string[] = [];
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', () => reject(new Error(`the server did not start:\n${log.join('\n')}`)));
      // It is read to the end, since a pipe that nobody reads would stop the server.
      createInterface({ input: child.stderr }).on('line', (line) => {
        log.push(line);
        // The archive is empty or small, and open soon.
        if (!line.includes('the archive is open')) return;
        const port = /listening on 127\.0\.0\.1:(\d+)/.exec(log.join('\n'))?.[1];
        resolve(new Server(child, Number(port)));
      });
    });
  }

  /** Ends it as a power cut would, by SIGKILL. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
}
