// Feeds from the command line: what stands in their lines, and what is told where one cannot be read.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

import { ingest, type Submission } from '../src/ingest.js';
import { articles, knownArticles } from './archive.js';
import { connection, folder, server } from './setting.js';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

/** Sends a feed of these lines, which are JSON unless they are text. */
function send(t: TestContext, url: string, lines: unknown[]): { status: number | null; stdout: string; stderr: string } {
  const feed = join(folder(t), 'feed.jsonl');
  writeFileSync(feed, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  const done = spawnSync(process.execPath, [MAIN, '--server', url, 'ingest', feed], { encoding: 'utf8', timeout: 60_000 });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr.replaceAll(feed, 'FEED') };
}

test('ids that are numbers, retractions and blank lines', async (t) => {
  const { url } = await server(t);
  const [first, second, third] = articles(3).map((article) => ({ ...article, outlet: 'num' }));
  const done = send(t, url, [
    { ...first, id: 7 },
    '',
    { ...second, id: '8' },
    { ...third, id: 9 },
    { id: '8', outlet: 'num', retracted: true },
    '  ',
    { id: 9, outlet: 'num', retracted: 'wrong names' },
  ]);
  assert.deepEqual(done, { status: 0, stdout: '3 added\n2 retracted\n', stderr: '' });
  // What was withdrawn comes as its key alone.
  const known = (await knownArticles(connection(t, url))).filter(({ text }) => text !== '');
  assert.deepEqual(known.map(({ outlet, id }) => [outlet, id]), [['num', '7']]);
});

test('a line that is no article is named, and what was acknowledged is told', async (t) => {
  const { url } = await server(t);
  for (const wrong of [{ id: 1.5, text: 'Rain.' }, { id: ['8'], retracted: true }, [1], '{']) {
    const { status, stdout, stderr } = send(t, url, [...articles(300), wrong]);
    assert.equal(status, 1, stderr);
    assert.match(stderr, /^onrecord-client: FEED:301: .+\n$/);
    // Of 300 as many are acknowledged as there are taken behind the first 256, and one more.
    assert.match(stdout, /^45 (added|unchanged)\n$/);
  }
});

test('no more is held than 32 MiB', async (t) => {
  const { statements } = connection(t, (await server(t)).url);
  let taken = 0;
  function* large(): Generator<Submission> {
    // Refused at once, so that nobody has to read it.
    for (; taken < 100; taken += 1) yield { article: { published: 'yesterday', text: 'Rain. '.repeat(170_000) } };
  }
  let refused = 0;
  for await (const answer of ingest(statements, large())) {
    if (refused === 0) assert(taken >= 30 && taken < 36, `${taken} were taken`);
    assert('failure' in answer);
    refused += 1;
  }
  assert.equal(refused, 100);
});
