// Walks through a reset with the client that "npm run build" generates from openapi.yaml: node built/walk.js SERVICE E-MAIL NEW-PASSWORD
// It reads the codes that its user types from standard input, a line each, and prints how each step went.
import { createInterface } from 'node:readline/promises';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { createClient } from './generated/client/index.js';
import {
  checkPassword, confirmCode, createChallenge, createResetTicket, getResetTicket, getStorefront, setPassword,
} from './generated/sdk.gen.js';
import type { CodeConfirmed, Problem } from './generated/types.gen.js';

const [baseUrl = '', email = '', password = ''] = process.argv.slice(2);
const typed = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const client = createClient({ baseUrl });

// An operation that partners call takes an API key too; a secret is for the bearer scheme alone.
const bearer = (secret: string) => ({ type }: { type: string }) => (type === 'http' ? secret : undefined);

const { data: storefront } = await getStorefront({ client, path: { storefront: 'default' }, throwOnError: true });
console.log(`storefront ${storefront.name}, passwords from ${storefront.passwordPolicy.minLength} characters`);

// A harder challenge comes with the refusal.
async function open(challenge: Parameters<typeof solveChallenge>[0]['challenge']) {
  const proof = btoa(JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) }));
  const { data, error } = await createResetTicket({
    client, body: { email, proof, locale: 'en', sendCode: true }, headers: { 'Idempotency-Key': crypto.randomUUID() },
  });
  if (data) return data;
  if (error.reason === 'too-easy' && error.challenge) return open(error.challenge);
  throw new Error(error.code);
}

const { data: challenge } = await createChallenge({ client, throwOnError: true });
const ticket = await open(challenge);
const path = { id: ticket.id };
console.log(`ticket for ${ticket.methods.map((method) => method.hint).join()}, mail ${ticket.code?.reference}`);

const { data: read } = await getResetTicket({ client, path, auth: bearer(ticket.token), throwOnError: true });
console.log(`state ${read.state}, ${read.attemptsLeft} tries left`);

// The names of problems are an enumeration: a program tells them apart, and the compiler knows them.
function explain(problem: Problem): string {
  switch (problem.code) {
    case 'invalid-request': return `refused ${Object.keys(problem.errors ?? {}).join()}`;
    case 'wrong-code': return `wrong, ${problem.attemptsLeft} tries left`;
    default: throw new Error(problem.code);
  }
}

let confirmed: CodeConfirmed | undefined;
while (!confirmed) {
  const line = await typed.next();
  if (line.done) throw new Error('no code');
  const { data, error } = await confirmCode({ client, path, auth: bearer(ticket.token), body: { code: line.value } });
  if (error) console.log(`code ${explain(error)}`);
  confirmed = data;
}

const { data: weak } = await checkPassword({ client, path, auth: bearer(confirmed.pass), body: { password: 'Password1' }, throwOnError: true });
console.log(`weak password ${weak.acceptable ? 'accepted' : 'refused'}: ${weak.reasons.map((reason) => reason.code).join()}`);

const { data: done } = await setPassword({
  client, path, auth: bearer(confirmed.pass), body: { password, passwordRepeat: password }, throwOnError: true,
});
console.log(`sign in at ${done.signInUrl}`);
process.exit();
