// What a test needs, and ends with it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import { connect, type Connection } from '../src/connection.js';
import { type Cut, Proxy } from './proxy.js';
import { Server } from './server.js';

export async function server(t: TestContext, store = 'memory', ...more: string[]): Promise<Server> {
  const started = await Server.start(store, ...more);
  t.after(() => started.kill());
  return started;
}

export async function proxy(t: TestContext, port: number, cuts: Cut[] = []): Promise<Proxy> {
  const started = await Proxy.start(port, cuts);
  t.after(() => started.close());
  return started;
}

export function connection(t: TestContext, ...to: Parameters<typeof connect>): Connection {
  const connected = connect(...to);
  t.after(() => connected.close());
  return connected;
}

export function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'onrecord-'));
  t.after(() => rmSync(made, { recursive: true }));
  return made;
}

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}
