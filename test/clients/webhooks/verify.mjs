// Reads {secret, headers, body} from standard input and prints the type of the event, or that it can't be trusted.
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const { secret, headers, body } = JSON.parse(await text(process.stdin));
try {
  console.log(new Webhook(secret).verify(body, headers).type);
} catch (refused) {
  console.log(`refused: ${refused.message}`);
}
