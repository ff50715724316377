// The tasks for graphile-worker, with its own settings: node graphile.mjs URL CONCURRENCY
import net from 'node:net';
import { run } from 'graphile-worker';

const [connectionString, concurrency] = process.argv.slice(2);
const hold = ({ port }) => new Promise((resolve) => net.connect(port, '127.0.0.1').on('close', resolve));
const runner = await run({ connectionString, concurrency: Number(concurrency), taskList: { noop: () => {}, hold } });
await runner.promise;
