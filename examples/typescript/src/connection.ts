// The connection: in TLS or in clear text, with a token if there is one, and with the retries of `service_config.json`.

import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { fileURLToPath } from 'node:url';

import { credentials, type ClientOptions, InterceptingCall, type Interceptor, type ServiceError } from '@grpc/grpc-js';

import { QuoteService, StatementService } from './contract.js';
import { Failure } from './failure.js';
import type { QuoteServiceClient } from './generated/onrecord/v1/QuoteService.js';
import type { StatementServiceClient } from './generated/onrecord/v1/StatementService.js';

/** Which calls the gRPC library tries again by itself, when and how often, and how long calls may take. */
export const SERVICE_CONFIG = fileURLToPath(new URL('../../../service_config.json', import.meta.url));

const OPTIONS: ClientOptions = {
  // An article's text is at most 1 MiB, but an answer about it may be larger than the 4 MiB that gRPC reads by default.
  'grpc.max_receive_message_length': 64 << 20,
  // A connection that died in silence is noticed: it is asked for a sign of life when nothing came for so long.
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  // A server that is back after a restart is found within seconds, not minutes.
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 5_000,
};

/** Files of PEM and of the token; each may be left out. */
export interface Security {
  /** The authority that must have signed the server's certificate, instead of those that Node knows. */
  ca?: string | undefined;
  /** What is shown to a server that asks for a certificate, and its private key. */
  clientCert?: string | undefined;
  clientKey?: string | undefined;
  /** The token, as `onrecord token new` prints it. It is read anew for each call, so that a new one can take its place. */
  tokenFile?: string | undefined;
}

/** The two services at one address. */
export interface Connection {
  quotes: QuoteServiceClient;
  statements: StatementServiceClient;
  close(): void;
}

/**
 * Connects to a server at `https://HOST:PORT` or `http://HOST:PORT`, the latter in clear text.
 *
 * Nothing is sent yet: whether the server is there is seen by the first call. Throws for a URL that is none, for a file
 * that cannot be read, and for a token that would go over a network in clear text.
 */
export function connect(url: string, security: Security = {}, serviceConfig = SERVICE_CONFIG): Connection {
  const { protocol, hostname, host, port } = parse(url);
  const { ca, clientCert, clientKey, tokenFile } = security;
  const hasTls = protocol === 'https:';
  if (!hasTls && (ca ?? clientCert ?? clientKey) !== undefined) throw new Error(`${url}: certificates are for https://`);
  if ((clientCert === undefined) !== (clientKey === undefined)) {
    throw new Error("a client's certificate and its key belong together");
  }
  const options = { ...OPTIONS, 'grpc.service_config': readFileSync(serviceConfig, 'utf8') };
  if (tokenFile !== undefined) {
    if (!hasTls && !isHere(hostname)) {
      throw new Error(`${url}: the token would go to another machine in clear text; use https://`);
    }
    readToken(tokenFile);
    options.interceptors = [bearer(tokenFile)];
  }
  const pem = (file: string | undefined): Buffer | null => (file === undefined ? null : readFileSync(file));
  const channel = hasTls
    ? credentials.createSsl(pem(ca), pem(clientKey), pem(clientCert))
    : credentials.createInsecure();
  // A URL leaves out the port that its scheme has anyway.
  const address = port === '' ? `${host}:${hasTls ? 443 : 80}` : host;
  const quotes = new QuoteService(address, channel, options);
  // One connection is enough for both.
  const statements = new StatementService(address, channel, { ...options, channelOverride: quotes.getChannel() });
  return { quotes, statements, close: () => quotes.close() };
}

/** Makes a call with one request and one response; throws a Failure. */
export async function call<Request, Response>(
  method: (request: Request, done: (error: ServiceError | null, response?: Response) => void) => unknown,
  request: Request,
): Promise<Response> {
  try {
    return await new Promise((resolve, reject) => {
      method(request, (error, response) => (response === undefined ? reject(error) : resolve(response)));
    });
  } catch (error) {
    throw Failure.ofCall(error);
  }
}

function parse(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['http:', 'https:'].includes(parsed.protocol) || !/:\d+\/?$/.test(url)) {
    throw new Error(`${url}: write https://HOST:PORT, or http://HOST:PORT for clear text`);
  }
  return parsed;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether a host is this machine. A name other than localhost can lead anywhere. */
function isHere(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(bare);
  return family === 0 ? bare === 'localhost' : LOOPBACK.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}

function readToken(file: string): string {
  const token = readFileSync(file, 'utf8').trim();
  if (!/^[!-~]+$/.test(token)) throw new Error(`${file}: has no token, which is ID.SECRET in one line`);
  return token;
}

/** Puts the token into the metadata of each call. */
function bearer(tokenFile: string): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start(metadata, listener, next) {
        metadata.set('authorization', `Bearer ${readToken(tokenFile)}`);
        next(metadata, listener);
      },
    });
}
