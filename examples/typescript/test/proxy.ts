// A connection that breaks: a proxy that cuts off after so many bytes.

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket, connect } from 'node:net';

/** A connection ends once so many bytes have gone up, from the client to the server, or down. */
export interface Cut {
  /** Articles are lost on their way. */
  up?: number;
  /** Answers are lost, to articles that are in the store. */
  down?: number;
}

/** Passes bytes on to a port; the first connections are cut as told, the later ones hold. */
export class Proxy {
  connections = 0;
  cut = 0;
  readonly #server: Server;
  readonly #cuts: Cut[];
  readonly #open = new Set<Socket>();

  private constructor(
    public target: number,
    cuts: Cut[],
  ) {
    this.#cuts = [...cuts];
    this.#server = createServer((client) => this.#pass(client));
  }

  static async start(target: number, cuts: Cut[] = []): Promise<Proxy> {
    const proxy = new Proxy(target, cuts);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #pass(client: Socket): void {
    const server = connect(this.target, '127.0.0.1');
    let cut: Cut = {};
    server.on('connect', () => {
      this.connections += 1;
      cut = this.#cuts.shift() ?? {};
    });
    // As a router does that has forgotten the connection: by a reset.
    const breakOff = (): void => {
      for (const end of [client, server]) {
        if (!end.destroyed) end.resetAndDestroy();
        this.#open.delete(end);
      }
    };
    for (const [from, to, way] of [
      [client, server, 'up'],
      [server, client, 'down'],
    ] as const) {
      this.#open.add(from);
      let passed = 0;
      from.on('error', () => {}).on('close', breakOff);
      from.on('data', (bytes: Buffer) => {
        const left = (cut[way] ?? Infinity) - passed;
        passed += bytes.length;
        if (bytes.length < left) {
          if (!to.write(bytes)) {
            from.pause();
            to.once('drain', () => from.resume());
          }
          return;
        }
        this.cut += 1;
        // What is before the cut arrives; then both ends see the connection go.
        from.pause();
        to.write(bytes.subarray(0, left), breakOff);
      });
    }
  }
}
