// Calls with one request: errors with their details, and what the service config has the gRPC library try again.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { status as Code } from '@grpc/grpc-js';

import { call, type Connection } from '../src/connection.js';
import { Failure } from '../src/failure.js';
import type { StreamExtractQuotesResponse__Output } from '../src/generated/onrecord/v1/StreamExtractQuotesResponse.js';
import type { WatchStatementsResponse__Output } from '../src/generated/onrecord/v1/WatchStatementsResponse.js';
import { articles } from './archive.js';
import { all, connection, folder, proxy, server } from './setting.js';

const [ARTICLE] = articles(1);
assert(ARTICLE);

function withoutRetries(t: TestContext, url: string): Connection {
  const config = join(folder(t), 'service_config.json');
  writeFileSync(config, '{}');
  return connection(t, url, {}, config);
}

async function compare({ quotes }: Connection): Promise<boolean> {
  const words = { text: 'We will pay for the bridge' };
  return (await call(quotes.compareQuotes.bind(quotes), { first: words, second: words })).same;
}

/** Begins to watch, and tells the place where that begins. */
async function watchOnce({ statements }: Connection): Promise<{ place: string; cancel: () => void }> {
  const watching = statements.watchStatements({});
  watching.on('error', () => {}); // Told below, or the end of the test.
  const responses = watching[Symbol.asyncIterator]() as AsyncIterator<WatchStatementsResponse__Output>;
  try {
    const first = await responses.next();
    assert(!first.done);
    return { place: first.value.resumeToken, cancel: () => watching.cancel() };
  } catch (error) {
    throw Failure.ofCall(error);
  }
}

test('quotes with offsets that cut JavaScript strings', async (t) => {
  const { quotes } = connection(t, (await server(t)).url);
  // In UTF-16 what stands before the quotes is longer than in code points.
  const text = `🌉 ${ARTICLE.text}`;
  const { extraction } = await call(quotes.extractQuotes.bind(quotes), {
    article: { ...ARTICLE, text },
    offsetEncoding: 'OFFSET_ENCODING_UTF16',
  });
  assert(extraction);
  assert.equal(extraction.quotes.length, 2);
  for (const quote of extraction.quotes) {
    assert.equal(text.slice(quote.span?.start, quote.span?.end), quote.text);
    assert.equal(quote.speaker?.name, 'Ada Brenner');
  }
});

test('many articles on one stream, each with its quotes or its error', async (t) => {
  const { quotes } = connection(t, (await server(t)).url);
  const stream = quotes.streamExtractQuotes();
  for (let sequence = 0; sequence < 100; sequence += 1) {
    stream.write({ sequence, article: sequence === 7 ? {} : ARTICLE });
  }
  stream.end();
  const answers = await all(stream as AsyncIterable<StreamExtractQuotesResponse__Output>);
  assert.deepEqual(answers.map(({ sequence }) => Number(sequence)), [...Array(100).keys()]);
  const refused = answers.filter(({ error }) => error);
  assert.deepEqual(refused.map(({ sequence }) => sequence), ['7']);
  const error = refused[0]?.error;
  assert(error);
  assert.equal(Failure.ofStatus(error).violations[0]?.field, 'article.text');
});

test('a wrong request is told field by field', async (t) => {
  const { quotes } = connection(t, (await server(t)).url);
  await assert.rejects(call(quotes.extractQuotes.bind(quotes), { article: { published: 'yesterday' } }), (failure) => {
    assert(failure instanceof Failure);
    assert.equal(failure.code, Code.INVALID_ARGUMENT);
    assert(!failure.passes);
    assert.deepEqual(failure.violations.map(({ field }) => field).sort(), ['article.published', 'article.text']);
    assert(failure.violations.some(({ description }) => description === 'is required'));
    return true;
  });
});

test('a server that is full says when to come back, and the library does', async (t) => {
  const target = await server(t);
  const eager = withoutRetries(t, target.url);
  const watching: Array<{ cancel: () => void }> = [];
  await assert.rejects(
    async () => {
      while (watching.length < 200) watching.push(await watchOnce(eager));
    },
    (failure) => {
      assert(failure instanceof Failure);
      assert.equal(failure.code, Code.RESOURCE_EXHAUSTED);
      assert(failure.retryAfter !== undefined && failure.retryAfter > 0);
      assert(failure.passes);
      return true;
    },
  );
  setTimeout(() => watching[0]?.cancel(), 500);
  assert.notEqual((await watchOnce(connection(t, target.url))).place, '');
});

test('a server that is away for a moment is waited for', async (t) => {
  const target = await server(t);
  const between = await proxy(t, 1);
  const unavailable = { name: 'Failure', code: Code.UNAVAILABLE };
  await assert.rejects(compare(withoutRetries(t, between.url)), unavailable);
  setTimeout(() => (between.target = target.port), 500);
  assert(await compare(connection(t, between.url)));
});
