// Watches statements change, over as many streams as it takes, without a change missed or told twice.

import { status as Code } from '@grpc/grpc-js';

import { Failure } from './failure.js';
import type { StatementServiceClient } from './generated/onrecord/v1/StatementService.js';
import type { WatchStatementsResponse__Output } from './generated/onrecord/v1/WatchStatementsResponse.js';
import { Patience } from './patience.js';

/**
 * Yields changes from the place of the token on, or from now on, for ever.
 *
 * The first response of each stream has no changes and tells the place. Keep `resumeToken` with what you made of the
 * changes, in one transaction if you can: whoever comes back with it misses nothing. Breaks are borne for so many seconds of
 * `patience` in a row; then, and for what doesn't pass, a Failure is thrown. OUT_OF_RANGE says that the place is no longer
 * kept: list the statements anew, and watch from the token of the first page.
 */
export async function* watch(
  statements: StatementServiceClient,
  resumeToken = '',
  patience = 60,
): AsyncGenerator<WatchStatementsResponse__Output> {
  const bears = new Patience(patience);
  for (;;) {
    const changes = statements.watchStatements({ resumeToken });
    changes.on('error', () => {}); // Told to whoever reads, below.
    let failure = new Failure(Code.UNAVAILABLE, 'the server ended the stream');
    try {
      for await (const response of changes as AsyncIterable<WatchStatementsResponse__Output>) {
        resumeToken = response.resumeToken;
        bears.renew();
        yield response;
      }
    } catch (error) {
      failure = Failure.ofCall(error);
    } finally {
      changes.cancel();
    }
    await bears.bear(failure);
  }
}
