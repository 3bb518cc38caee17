// Reads a challenge from standard input and prints what the ALTCHA widget would send for it.
import { text } from 'node:stream/consumers';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';

const challenge = JSON.parse(await text(process.stdin));
const solution = await solveChallenge({ challenge, deriveKey });

console.log(btoa(JSON.stringify({ challenge, solution })));
