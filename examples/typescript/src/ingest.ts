// Sends articles into the archive on a stream that is taken up again when it breaks, so that none is lost or doubled.
//
// What was sent is kept until it is acknowledged. After a break it is sent again, on a new stream and in the same order;
// what the archive had taken in already, and only the answer was lost, is acknowledged as UNCHANGED.

import { type ClientDuplexStream, status as Code } from '@grpc/grpc-js';

import { Failure } from './failure.js';
import type { Article } from './generated/onrecord/v1/Article.js';
import type { ArticleKey } from './generated/onrecord/v1/ArticleKey.js';
import type { IngestArticlesRequest } from './generated/onrecord/v1/IngestArticlesRequest.js';
import type { IngestArticlesResponse__Output } from './generated/onrecord/v1/IngestArticlesResponse.js';
import type { IngestReceipt__Output } from './generated/onrecord/v1/IngestReceipt.js';
import type { StatementServiceClient } from './generated/onrecord/v1/StatementService.js';
import { Patience } from './patience.js';

/** Articles that are sent before the first of them is acknowledged: as many as the server works on. */
const UNDER_WAY = 256;
/** No more are taken while the texts of those under way have so many bytes. */
const BYTES = 32 * 2 ** 20;

/** An article to take in, or the key of one that was withdrawn. */
export type Submission = { article: Article } | { retraction: ArticleKey };

/** What became of one submission: it is in the store, and survives a crash, or it was refused for what it is. */
export type Answer = { submission: Submission } & ({ receipt: IngestReceipt__Output } | { failure: Failure });

/**
 * Sends submissions, and yields one answer for each, in their order.
 *
 * Breaks are borne for so many seconds of `patience` in a row without an answer; then, and for what doesn't pass, a Failure
 * is thrown. Whoever counts the answers can go on later, or in another process, behind the last: nothing before it is lost,
 * and what is sent twice does no harm.
 *
 * Not more than 256 submissions, and 32 MiB, are taken ahead of the answers. They are waited for: of a feed that pauses,
 * hand over what there is, and call this again for what comes later.
 */
export async function* ingest(
  statements: StatementServiceClient,
  submissions: Iterable<Submission> | AsyncIterable<Submission>,
  patience = 60,
): AsyncGenerator<Answer> {
  const upcoming = numbered(submissions);
  try {
    yield* send(statements, upcoming, new Patience(patience));
  } finally {
    await upcoming.return(undefined);
  }
}

async function* send(
  statements: StatementServiceClient,
  upcoming: AsyncGenerator<Sent>,
  bears: Patience,
): AsyncGenerator<Answer> {
  const underWay: Sent[] = [];
  let held = 0;
  /** Takes as many as there is room for. */
  const fill = async (): Promise<Sent[]> => {
    const taken: Sent[] = [];
    while (underWay.length < UNDER_WAY && held < BYTES) {
      const next = await upcoming.next();
      if (next.done) break;
      held += next.value.bytes;
      underWay.push(next.value);
      taken.push(next.value);
    }
    return taken;
  };
  /** The first has its answer. */
  const pop = (): void => {
    held -= underWay.shift()?.bytes ?? 0;
  };
  await fill();

  let first: Sent | undefined;
  while ((first = underWay[0]) !== undefined) {
    const stream = new Stream(statements, underWay);
    try {
      while ((first = underWay[0]) !== undefined) {
        const response = await stream.responseTo(first);
        const failure = response.error ? Failure.ofStatus(response.error) : undefined;
        if (failure !== undefined && !isOfTheArticle(failure)) throw failure;
        bears.renew();
        pop();
        // It is told before the next is taken, which may not be there to be had.
        if (failure !== undefined) yield { submission: first.submission, failure };
        else if (response.receipt) yield { submission: first.submission, receipt: response.receipt };
        else throw new Error(`answer ${response.sequence} has neither receipt nor error`);
        for (const next of await fill()) stream.send(next);
      }
      await stream.finish();
    } catch (failure) {
      if (!(failure instanceof Failure) || first === undefined) throw failure;
      if (failure.code === Code.OUT_OF_RANGE) {
        // Answers come in the order of the requests: the first without one is too large for the server to read.
        pop();
        yield { submission: first.submission, failure };
        await fill();
      } else {
        await bears.bear(failure);
      }
    } finally {
      stream.cancel();
    }
  }
}

/** Whether an article was refused for what it is; with another code it is the store that fails. */
function isOfTheArticle(failure: Failure): boolean {
  return failure.code === Code.INVALID_ARGUMENT || failure.code === Code.INTERNAL;
}

interface Sent {
  sequence: number;
  submission: Submission;
  bytes: number;
}

async function* numbered(submissions: Iterable<Submission> | AsyncIterable<Submission>): AsyncGenerator<Sent> {
  let sequence = 0;
  for await (const submission of submissions) {
    // Beside its text the rest of an article is small.
    const bytes = 'article' in submission ? Buffer.byteLength(String(submission.article.text ?? '')) : 0;
    yield { sequence: (sequence += 1), submission, bytes };
  }
}

/** One stream. Requests wait in its buffer, as many as there are under way, until the server reads them. */
class Stream {
  readonly #call: ClientDuplexStream<IngestArticlesRequest, IngestArticlesResponse__Output>;
  readonly #responses: AsyncIterator<IngestArticlesResponse__Output>;

  constructor(statements: StatementServiceClient, requests: readonly Sent[]) {
    this.#call = statements.ingestArticles();
    // Why it ended is told to whoever reads the responses; that nobody does is no reason to end the process.
    this.#call.on('error', () => {});
    this.#responses = this.#call[Symbol.asyncIterator]() as AsyncIterator<IngestArticlesResponse__Output>;
    for (const request of requests) this.send(request);
  }

  send({ sequence, submission }: Sent): void {
    this.#call.write({ sequence, ...submission });
  }

  /** The next answer, which is to this request. Throws a Failure when the stream has ended. */
  async responseTo(request: Sent): Promise<IngestArticlesResponse__Output> {
    let next: IteratorResult<IngestArticlesResponse__Output>;
    try {
      next = await this.#responses.next();
    } catch (error) {
      throw Failure.ofCall(error);
    }
    if (next.done) throw new Failure(Code.UNAVAILABLE, 'the server ended the stream');
    if (next.value.sequence !== String(request.sequence)) {
      throw new Error(`answer ${next.value.sequence} came, and ${request.sequence} was to come`);
    }
    return next.value;
  }

  /** Tells the server that this is all, so that it sees a client that is done, and not one that is lost. */
  async finish(): Promise<void> {
    this.#call.end();
    // All is acknowledged: how the stream ends doesn't matter any more.
    await this.#responses.next().catch(() => {});
  }

  /** Ends the stream if it has not ended. */
  cancel(): void {
    this.#call.cancel();
  }
}
