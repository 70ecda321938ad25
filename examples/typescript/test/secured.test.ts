// A server that asks for tokens, or speaks TLS.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { status as Code } from '@grpc/grpc-js';

import { call, connect, type Connection } from '../src/connection.js';
import { ingest, type Submission } from '../src/ingest.js';
import { articles, knownArticles } from './archive.js';
import { PROGRAM } from './server.js';
import { all, connection, folder, server } from './setting.js';

const SUBMISSIONS: Submission[] = articles(30).map((article) => ({ article }));

/** Makes a certificate and its key in a folder: an authority, or a certificate of this machine that one has signed. */
function certificate(within: string, name: string, authority?: string): { cert: string; key: string } {
  const files = (of: string): { cert: string; key: string } => ({
    cert: join(within, `${of}.crt`),
    key: join(within, `${of}.key`),
  });
  const made = files(name);
  const command = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const signed =
    authority === undefined
      ? []
      : ['-CA', files(authority).cert, '-CAkey', files(authority).key, '-addext', 'basicConstraints=critical,CA:FALSE'];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const out = ['-keyout', made.key, '-out', made.cert];
  execFileSync('openssl', [...command, ...signed, ...subject, ...out], { stdio: 'ignore' });
  return made;
}

async function assertTakesAll(sender: Connection): Promise<void> {
  for await (const answer of ingest(sender.statements, SUBMISSIONS)) assert('receipt' in answer);
  assert.equal((await knownArticles(sender)).length, SUBMISSIONS.length);
}

async function assertRefused({ statements }: Connection, code: Code): Promise<void> {
  await assert.rejects(call(statements.listStatements.bind(statements), {}), { name: 'Failure', code });
}

test('a token from a file', async (t) => {
  const within = folder(t);
  const tokens = join(within, 'tokens');
  const token = (name: string, rights: string): string => {
    const file = join(within, `${name}.token`);
    writeFileSync(file, execFileSync(PROGRAM, ['token', 'new', name, '--rights', rights, '--file', tokens]));
    return file;
  };
  const [desk, reader] = [token('desk', 'read,write'), token('reader', 'read')];
  const { url } = await server(t, 'memory', '--tokens', tokens);
  await assertTakesAll(connection(t, url, { tokenFile: desk }));

  // Who may not write is told so at once, since that doesn't pass.
  const onlyReads = connection(t, url, { tokenFile: reader });
  assert.equal((await knownArticles(onlyReads)).length, SUBMISSIONS.length);
  await assert.rejects(all(ingest(onlyReads.statements, SUBMISSIONS)), { code: Code.PERMISSION_DENIED });

  await assertRefused(connection(t, url), Code.UNAUTHENTICATED);
  // A token that is put in the place of another holds from the next call on.
  writeFileSync(reader, `reader.${'0'.repeat(64)}`);
  await assertRefused(onlyReads, Code.UNAUTHENTICATED);
});

test('TLS with an authority of its own', async (t) => {
  const within = folder(t);
  const [ours, stranger] = [certificate(within, 'ours'), certificate(within, 'stranger')];
  const [here, desk] = [certificate(within, 'here', 'ours'), certificate(within, 'desk', 'ours')];
  const tls = ['--tls-cert', here.cert, '--tls-key', here.key, '--tls-client-ca', ours.cert];
  const url = `https://127.0.0.1:${(await server(t, 'memory', ...tls)).port}`;
  const shown = { clientCert: desk.cert, clientKey: desk.key };
  await assertTakesAll(connection(t, url, { ca: ours.cert, ...shown }));

  // Who has no certificate, and who finds that the server is of another authority, comes to no call.
  const once = join(within, 'service_config.json');
  writeFileSync(once, '{}');
  await assertRefused(connection(t, url, { ca: ours.cert }, once), Code.UNAVAILABLE);
  await assertRefused(connection(t, url, { ca: stranger.cert, ...shown }, once), Code.UNAVAILABLE);
});

test('a token does not go over a network in clear text', (t) => {
  const tokenFile = join(folder(t), 'a.token');
  writeFileSync(tokenFile, `desk.${'0'.repeat(64)}`);
  for (const url of ['http://192.0.2.7:50051', 'http://onrecord.example:50051']) {
    assert.throws(() => connect(url, { tokenFile }), /in clear text/);
  }
  for (const url of ['http://127.0.0.1:50051', 'http://[::1]:50051', 'http://localhost:50051']) {
    connect(url, { tokenFile }).close();
  }
});

test('what cannot be used is told before anything is sent', (t) => {
  const empty = join(folder(t), 'empty');
  writeFileSync(empty, '\n');
  assert.throws(() => connect('127.0.0.1:50051'), /https:\/\/HOST:PORT/);
  assert.throws(() => connect('http://127.0.0.1'), /https:\/\/HOST:PORT/);
  assert.throws(() => connect('http://127.0.0.1:50051', { ca: empty }), /certificates are for https/);
  assert.throws(() => connect('https://127.0.0.1:50051', { clientCert: empty }), /belong together/);
  assert.throws(() => connect('https://127.0.0.1:50051', { tokenFile: empty }), /has no token/);
});
