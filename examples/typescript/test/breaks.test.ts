// Streams that break: nothing is lost, nothing doubled.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { status as Code } from '@grpc/grpc-js';

import type { Connection } from '../src/connection.js';
import { Failure } from '../src/failure.js';
import type { StatementChange__Output } from '../src/generated/onrecord/v1/StatementChange.js';
import { type Answer, ingest, type Submission } from '../src/ingest.js';
import { watch } from '../src/watch.js';
import { articles, knownArticles, knownStatements, placeOfNow, sorted } from './archive.js';
import { all, connection, folder, proxy, server } from './setting.js';

const ARTICLES = articles(400);
const SUBMISSIONS: Submission[] = ARTICLES.map((article) => ({ article }));

function assertEachAcknowledgedOnce(answers: Answer[]): void {
  assert.deepEqual(answers.map(({ submission }) => submission), SUBMISSIONS);
  for (const answer of answers) {
    assert('receipt' in answer, JSON.stringify(answer));
    assert(['INGEST_OUTCOME_ADDED', 'INGEST_OUTCOME_UNCHANGED'].includes(answer.receipt.outcome));
  }
}

/** The archive has each article once, and the statements that an undisturbed one has. */
async function assertAsWithoutBreaks(t: TestContext, archive: Connection): Promise<void> {
  const undisturbed = connection(t, (await server(t)).url);
  for await (const answer of ingest(undisturbed.statements, SUBMISSIONS)) {
    assert('receipt' in answer && answer.receipt.outcome === 'INGEST_OUTCOME_ADDED', JSON.stringify(answer));
  }
  assert.deepEqual(await knownArticles(undisturbed), sorted(ARTICLES));
  assert.deepEqual(await knownArticles(archive), sorted(ARTICLES));
  const statements = await knownStatements(undisturbed);
  assert(statements.length > ARTICLES.length / 2);
  assert.deepEqual(await knownStatements(archive), statements);
}

test('ingest over a connection that is cut again and again', async (t) => {
  const target = await server(t);
  const cuts = [{ up: 30_000 }, { down: 2_500 }, { up: 100 }, { down: 6_000 }, { up: 60_000 }, { down: 9_000 }];
  const between = await proxy(t, target.port, cuts);
  const answers = await all(ingest(connection(t, between.url).statements, SUBMISSIONS));
  assert.equal(between.cut, cuts.length);
  assertEachAcknowledgedOnce(answers);
  await assertAsWithoutBreaks(t, connection(t, target.url));
});

test('ingest into a server that is killed and comes back', async (t) => {
  const store = folder(t);
  let target = await server(t, store);
  const between = await proxy(t, target.port);
  const answers: Answer[] = [];
  for await (const answer of ingest(connection(t, between.url).statements, SUBMISSIONS)) {
    answers.push(answer);
    if (answers.length === 100) {
      await target.kill();
      target = await server(t, store);
      between.target = target.port;
    }
  }
  assert.equal(between.connections, 2);
  assertEachAcknowledgedOnce(answers);
  await assertAsWithoutBreaks(t, connection(t, target.url));
});

test('an article that is refused does not stop the others', async (t) => {
  const sender = connection(t, (await server(t)).url);
  const wrong = { article: { outlet: 'coast-daily', id: 'wrong', published: 'yesterday', text: 'Rain.' } };
  const tooLarge = { article: { outlet: 'coast-daily', id: 'large', text: 'Rain. '.repeat(1_000_000) } };
  const [first, second, third] = SUBMISSIONS;
  assert(first && second && third);
  const answers = await all(ingest(sender.statements, [first, wrong, second, tooLarge, third]));
  const codes = answers.map((answer) => ('failure' in answer ? Code[answer.failure.code] : 'OK'));
  assert.deepEqual(codes, ['OK', 'INVALID_ARGUMENT', 'OK', 'OUT_OF_RANGE', 'OK']);
  const refused = answers[1];
  assert(refused && 'failure' in refused);
  assert.deepEqual(refused.failure.violations.map(({ field }) => field), ['article.published']);
  assert.equal((await knownArticles(sender)).length, 3);
});

test('a watcher that is cut misses nothing and is told nothing twice', async (t) => {
  const target = await server(t);
  const direct = connection(t, target.url);
  const place = await placeOfNow(direct);
  const cuts = [{ down: 20_000 }, { down: 300 }, { down: 50_000 }, { up: 200 }, { down: 40_000 }];
  const between = await proxy(t, target.port, cuts);
  const cutOff = connection(t, between.url);

  const seen: StatementChange__Output[] = [];
  const watching = (async () => {
    for await (const { changes } of watch(cutOff.statements, place)) seen.push(...changes);
  })().catch((error: unknown) => error);
  for await (const answer of ingest(direct.statements, SUBMISSIONS)) assert('receipt' in answer);
  const end = await placeOfNow(direct);
  const undisturbed: StatementChange__Output[] = [];
  for await (const { changes, resumeToken } of watch(direct.statements, place)) {
    undisturbed.push(...changes);
    if (resumeToken === end) break;
  }
  const ended = await Promise.race([
    watching,
    (async () => {
      for (let looks = 0; seen.at(-1)?.resumeToken !== end && looks < 300; looks += 1) await sleep(200);
    })(),
  ]);
  assert(!(ended instanceof Failure), String(ended));
  assert.equal(between.cut, cuts.length);
  assert(undisturbed.length > ARTICLES.length);
  assert.deepEqual(
    seen.map(({ resumeToken }) => resumeToken),
    undisturbed.map(({ resumeToken }) => resumeToken),
  );
  assert.deepEqual(seen, undisturbed);
  // Its channel closes at the end of the test, and the watcher with it.
});
