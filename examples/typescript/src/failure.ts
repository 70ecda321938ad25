// Why a call failed, with the details that the service tells beside code and message.

import { type ServiceError, status as Code } from '@grpc/grpc-js';

import { readBadRequest, readRetryInfo, readStatus } from './contract.js';
import type { Status__Output } from './generated/google/rpc/Status.js';

/** A field that is wrong: its path in the request, and what is wrong with it. */
export interface Violation {
  field: string;
  description: string;
}

/** A call that failed, or one article of a stream that was refused. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: Code;
  /** The wrong fields, of INVALID_ARGUMENT. */
  readonly violations: readonly Violation[];
  /** After how many seconds the server wants to be asked again, if it says so. */
  readonly retryAfter: number | undefined;

  constructor(code: Code, message: string, violations: readonly Violation[] = [], retryAfter?: number) {
    super(`${Code[code]}: ${message}`);
    this.code = code;
    this.violations = violations;
    this.retryAfter = retryAfter;
  }

  /** Why a call failed. What is no failure of a call is thrown again. */
  static ofCall(error: unknown): Failure {
    if (!isServiceError(error)) throw error;
    const [bytes] = error.metadata.get('grpc-status-details-bin');
    // Without them the gRPC library itself says so: there is no connection, or it broke.
    return bytes instanceof Buffer ? Failure.ofStatus(readStatus(bytes)) : new Failure(error.code, error.details);
  }

  /** Why one article was refused, which stands in the response to it. */
  static ofStatus(status: Status__Output): Failure {
    const violations: Violation[] = [];
    let retryAfter: number | undefined;
    for (const { type_url: type, value } of status.details) {
      if (type.endsWith('/google.rpc.BadRequest')) {
        for (const { field, description } of readBadRequest(value).fieldViolations) {
          violations.push({ field, description });
        }
      } else if (type.endsWith('/google.rpc.RetryInfo')) {
        const delay = readRetryInfo(value).retryDelay;
        if (delay !== null) retryAfter = Number(delay.seconds) + delay.nanos / 1e9;
      }
    }
    return new Failure(status.code, status.message, violations, retryAfter);
  }

  /** Whether the same call may succeed later. All calls of the service can be repeated safely. */
  get passes(): boolean {
    // Without a time it is the gRPC library, which has received a message that is too large for it.
    if (this.code === Code.RESOURCE_EXHAUSTED) return this.retryAfter !== undefined;
    return this.code === Code.UNAVAILABLE || this.code === Code.DEADLINE_EXCEEDED;
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error && 'metadata' in error;
}
