// The contract, as it stands in `proto/`: read at the start, with types that `npm run generate` has made of it.

import { fileURLToPath } from 'node:url';

import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync, type MessageTypeDefinition } from '@grpc/proto-loader';

import type { BadRequest__Output } from './generated/google/rpc/BadRequest.js';
import type { RetryInfo__Output } from './generated/google/rpc/RetryInfo.js';
import type { Status__Output } from './generated/google/rpc/Status.js';
import type { ProtoGrpcType as Quotes } from './generated/quote_service.js';
import type { ProtoGrpcType as Statements } from './generated/statement_service.js';

// From dist/src, where this file runs.
const PROTO = fileURLToPath(new URL('../../../../proto', import.meta.url));

// The options of `npm run generate` are the same, or the types would not be true.
const definition = loadSync(
  ['onrecord/v1/quote_service.proto', 'onrecord/v1/statement_service.proto', 'google/rpc/error_details.proto'],
  { includeDirs: [PROTO], longs: String, enums: String, defaults: true, oneofs: true },
);

/** The clients of both services. */
export const { QuoteService, StatementService } = (
  loadPackageDefinition(definition) as unknown as Quotes & Statements
).onrecord.v1;

function reader<Message>(name: string): (bytes: Buffer) => Message {
  const type = definition[name] as MessageTypeDefinition<object, object> | undefined;
  if (type === undefined) throw new Error(`${name} is not in the contract`);
  return (bytes) => type.deserialize(bytes) as Message;
}

/** Reads the messages that errors carry. */
export const readStatus = reader<Status__Output>('google.rpc.Status');
export const readBadRequest = reader<BadRequest__Output>('google.rpc.BadRequest');
export const readRetryInfo = reader<RetryInfo__Output>('google.rpc.RetryInfo');
