// Calls `onrecord serve` from the command line; without arguments it says how.

import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable, type Writable } from 'node:stream';
import { parseArgs } from 'node:util';

import { call, connect, type Connection } from './connection.js';
import { Failure } from './failure.js';
import type { Article } from './generated/onrecord/v1/Article.js';
import type { DeduplicateArticlesRequest } from './generated/onrecord/v1/DeduplicateArticlesRequest.js';
import type { DeduplicateArticlesResponse__Output } from './generated/onrecord/v1/DeduplicateArticlesResponse.js';
import type { Statement__Output } from './generated/onrecord/v1/Statement.js';
import { ingest, type Submission } from './ingest.js';
import { watch } from './watch.js';

const USAGE = `usage: node dist/src/main.js [options] COMMAND

  extract ARTICLE.txt [--min-confidence P]   the quotes of an article
  compare FIRST SECOND                       whether two quotes report one utterance
  dedup FEED.jsonl ...                       the statements of a feed
  ingest FEED.jsonl ... [--patience SECONDS] sends a feed into the archive
  watch [--from TOKEN] [--patience SECONDS]  statements as they change
  wrong                                      sends an article that is wrong

  --server URL          http://127.0.0.1:50051 unless told otherwise, https:// for TLS
  --ca FILE             the authority of the server's certificate
  --token-file FILE     the token that is sent with each call
  --client-cert FILE    the certificate to show
  --client-key FILE     its private key`;

/** The quotes of one article, with offsets that cut JavaScript strings. */
async function extract({ quotes }: Connection, path: string, minConfidence: number): Promise<void> {
  const text = readFileSync(path, 'utf8');
  const { extraction } = await call(quotes.extractQuotes.bind(quotes), {
    article: { outlet: 'example', id: path, text },
    offsetEncoding: 'OFFSET_ENCODING_UTF16',
    minConfidence,
  });
  for (const quote of extraction?.quotes ?? []) {
    const speaker = quote.speaker?.name || quote.speaker?.text || 'nobody';
    const words = quote.segments.map(({ start, end }) => text.slice(start, end)).join(' ');
    console.log(`${String(quote.span?.start).padStart(6)} ${speaker} (${quote.confidence.toFixed(2)}): ${words}`);
  }
}

/** Whether two quotes report one utterance, and where they differ. */
async function compare({ quotes }: Connection, first: string, second: string): Promise<void> {
  const answer = await call(quotes.compareQuotes.bind(quotes), {
    first: { text: first },
    second: { text: second },
    offsetEncoding: 'OFFSET_ENCODING_UTF16',
  });
  console.log(`${answer.same ? 'one utterance' : 'two utterances'} (${answer.score.toFixed(2)}): ${answer.why}`);
  if (answer.refusedGuard !== 'GUARD_UNSPECIFIED') console.log(`refused by ${answer.refusedGuard}`);
  for (const piece of answer.alignment) {
    const ours = first.slice(piece.first?.start ?? 0, piece.first?.end ?? 0);
    const theirs = second.slice(piece.second?.start ?? 0, piece.second?.end ?? 0);
    console.log(`  ${piece.relation.padEnd(23)} ${JSON.stringify(ours)} | ${JSON.stringify(theirs)}`);
  }
}

/** The statements of a feed in JSON Lines, one article a line. */
async function dedup({ quotes }: Connection, paths: string[]): Promise<void> {
  const set = quotes.deduplicateArticles();
  const articles = Readable.from(articlesOnly(read(paths)));
  articles.on('error', (error) => set.destroy(error));
  // It takes articles, not bytes as the type of pipes would have it.
  articles.pipe(set as unknown as Writable);
  let statement: Statement__Output | undefined;
  for await (const answer of set as AsyncIterable<DeduplicateArticlesResponse__Output>) {
    const part = answer.statement;
    if (part === null) continue;
    // A statement with very many reports comes in parts.
    if (statement === undefined) statement = part;
    else statement.reports.push(...part.reports);
    if (answer.continues) continue;
    console.log(`${statement.speaker?.name || statement.speaker?.text || 'nobody'}: ${statement.representative}`);
    for (const { published, outlet, articleId, text } of statement.reports) {
      console.log(`    ${published || 'undated'} ${outlet} ${articleId}: ${text}`);
    }
    statement = undefined;
  }
}

async function* articlesOnly(submissions: AsyncIterable<Submission>): AsyncGenerator<DeduplicateArticlesRequest> {
  for await (const submission of submissions) if ('article' in submission) yield submission;
}

/** Sends a feed into the archive, and tells how many became what, also where it cannot go on; false if any was refused. */
async function takeIn({ statements }: Connection, paths: string[], patience: number): Promise<boolean> {
  const outcomes = new Map<string, number>();
  try {
    for await (const answer of ingest(statements, read(paths), patience)) {
      if ('failure' in answer) tell(answer.failure);
      const outcome =
        'failure' in answer ? 'refused' : answer.receipt.outcome.replace('INGEST_OUTCOME_', '').toLowerCase();
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  } finally {
    for (const [outcome, count] of outcomes) console.log(`${count} ${outcome}`);
  }
  return !outcomes.has('refused');
}

/** Prints changes of statements as they happen, each with the token of the place behind it. */
async function follow({ statements }: Connection, from: string, patience: number): Promise<void> {
  for await (const { changes } of watch(statements, from, patience)) {
    for (const { resumeToken, change, ...what } of changes) {
      console.log(resumeToken, change, JSON.stringify(change && what[change]));
    }
  }
}

/** Articles and retractions of JSON Lines, one a line; throws, with the place, for a line that is neither. */
async function* read(paths: string[]): AsyncGenerator<Submission> {
  for (const path of paths) {
    let number = 0;
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      number += 1;
      if (line.trim() === '') continue;
      try {
        yield submissionOf(JSON.parse(line));
      } catch (error) {
        throw new Error(`${path}:${number}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

/** What stands in a line; fields that the contract doesn't know are passed over. */
function submissionOf(fields: unknown): Submission {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new Error('a line is a JSON object');
  const { id: given, retracted, ...rest } = fields as Article & { id?: unknown; retracted?: unknown };
  // Some outlets number their articles.
  const id = Number.isInteger(given) ? String(given) : (given ?? '');
  if (typeof id !== 'string') throw new Error(`id is a string or an integer, not ${JSON.stringify(id)}`);
  return retracted ? { retraction: { outlet: rest.outlet ?? '', articleId: id } } : { article: { ...rest, id } };
}

/** Prints why something failed: which fields are wrong, or when to try again. */
function tell(failure: Failure): void {
  console.error(failure.message);
  for (const { field, description } of failure.violations) console.error(`  ${field} ${description}`);
  if (failure.retryAfter !== undefined) console.error(`  try again in ${failure.retryAfter} s`);
}

async function run(): Promise<number> {
  const string = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      server: { ...string, default: 'http://127.0.0.1:50051' },
      ca: string,
      'token-file': string,
      'client-cert': string,
      'client-key': string,
      'min-confidence': { ...string, default: '0' },
      patience: { ...string, default: '60' },
      from: { ...string, default: '' },
    },
  });
  const [command, first, ...others] = positionals;
  const connection = connect(values.server, {
    ca: values.ca,
    tokenFile: values['token-file'],
    clientCert: values['client-cert'],
    clientKey: values['client-key'],
  });
  try {
    if (command === 'extract' && first !== undefined) {
      await extract(connection, first, Number(values['min-confidence']));
    } else if (command === 'compare' && first !== undefined && others[0] !== undefined) {
      await compare(connection, first, others[0]);
    } else if (command === 'dedup' && first !== undefined) {
      await dedup(connection, [first, ...others]);
    } else if (command === 'ingest' && first !== undefined) {
      return (await takeIn(connection, [first, ...others], Number(values.patience))) ? 0 : 1;
    } else if (command === 'watch') {
      await follow(connection, values.from, Number(values.patience));
    } else if (command === 'wrong') {
      // In two ways, to show what comes back.
      const article = { outlet: 'example', published: 'yesterday' };
      await call(connection.quotes.extractQuotes.bind(connection.quotes), { article });
    } else {
      console.error(USAGE);
      return 2;
    }
    return 0;
  } finally {
    connection.close();
  }
}

try {
  process.exitCode = await run();
} catch (error) {
  if (error instanceof Error && 'metadata' in error) tell(Failure.ofCall(error));
  else if (error instanceof Failure) tell(error);
  else console.error(`onrecord-client: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
