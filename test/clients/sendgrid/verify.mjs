// Reads a key and batches as JSON from standard input, and prints for each batch whether SendGrid's library takes it for signed.
import { text } from 'node:stream/consumers';
import eventwebhook from '@sendgrid/eventwebhook';

const { publicKey, batches } = JSON.parse(await text(process.stdin));
const webhook = new eventwebhook.EventWebhook();
const key = webhook.convertPublicKeyToECDSA(publicKey);

const verdicts = batches.map(({ payload, signature, timestamp }) => {
  try {
    return webhook.verifySignature(key, payload, signature, timestamp);
  } catch {
    return false; // what it can't read it throws at
  }
});

console.log(JSON.stringify(verdicts));
