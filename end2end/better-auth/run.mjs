import pg from 'pg';
import { Browser } from './browser.mjs';
import { differences } from './differences.mjs';
import { startOurs } from './ours.mjs';
import { startReference } from './reference.mjs';
import { scenarios } from './scenarios/index.mjs';

/** Every scenario is played at the library's own server and at ours; what differs must be on the list, and what is on it must differ. */

const admin = process.env.DATABASE_URL;
if (!admin) throw new Error('DATABASE_URL has to name a database whose account may make others');
const only = process.argv[2];
const chosen = scenarios.filter(({ name }) => !only || name.includes(only));
const AT_ONCE = 4;
const failures = [];
const met = new Set();

await withDatabases(async (theirs, ours) => {
  const reference = await startReference(theirs);
  try {
    const product = await startOurs(ours);
    try {
      const waiting = [...chosen.entries()];
      const take = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) await compare(...next, reference, product);
      };
      // Each comes from addresses of its own and has people of its own, so they do not meet.
      await Promise.all(Array.from({ length: AT_ONCE }, take));
    } finally {
      await product.stop();
    }
  } finally {
    await reference.stop();
  }
});

if (!only) for (const listed of differences) if (!met.has(listed)) failures.push(`listed, but there is no such difference any more: ${JSON.stringify(listed)}`);
for (const failure of failures) console.log(`FAIL ${failure}`);
console.log(`${chosen.length} scenarios, ${differences.length} differences with a reason, ${failures.length} failures`);
process.exitCode = failures.length ? 1 : 0;

async function compare(number, scenario, reference, product) {
  const [theirs, ours] = await Promise.all([play(number, scenario, reference), play(number, scenario, product)]);
  const problems = [];
  for (const side of [theirs, ours]) if (side.error) problems.push(`${side.name}: ${side.error}`);
  for (let at = 0; at < Math.max(theirs.records.length, ours.records.length); at++) {
    problems.push(...unlisted(scenario.name, theirs.records[at], ours.records[at]));
  }
  console.log(`${problems.length ? 'FAIL' : 'ok  '} ${scenario.name}`);
  failures.push(...problems.map((problem) => `${scenario.name}: ${problem}`));
}

async function play(number, scenario, server) {
  const records = [];
  let browsers = 0;
  const read = new Map();
  const stage = {
    server,
    browser: () => new Browser(server, `10.${Math.floor(number / 200)}.${number % 200}.${++browsers}`, records),
    person: (name = 'ada') => ({ name: 'Ada Lovelace', email: `${name}-${number}@example.org`, password: 'correct horse staple' }),
    /** The link of the next mail to an address. */
    link: (email) => nextLink(server, email, read),
  };
  try {
    await scenario.play(stage);
    return { name: server.name, records };
  } catch (error) {
    return { name: server.name, records, error: error.stack ?? String(error) };
  }
}

async function nextLink(server, email, read) {
  const number = read.get(email) ?? 0;
  read.set(email, number + 1);
  const deadline = Date.now() + 20_000;
  for (;;) {
    const links = await server.mailsTo(email);
    if (links.length > number) return links[number];
    if (Date.now() > deadline) throw new Error(`mail ${number + 1} to ${email} did not come`);
    await new Promise((again) => setTimeout(again, 30));
  }
}

function unlisted(scenario, theirs, ours) {
  if (!theirs || !ours) return [`step "${(theirs ?? ours).label}" happened at one of the two alone`];
  const problems = [];
  const names = new Set([...Object.keys(theirs.fields), ...Object.keys(ours.fields)]);
  for (const field of names) {
    const [reference, product] = [theirs.fields[field] ?? 'absent', ours.fields[field] ?? 'absent'];
    if (reference === product) continue;
    const listed = differences.find((entry) => fits(entry, scenario, theirs.label, field, reference, product));
    if (listed) met.add(listed);
    else problems.push(`step "${theirs.label}", ${field}: reference ${reference}, ours ${product}`);
  }
  return problems;
}

function fits(entry, scenario, step, field, reference, product) {
  const same = (wanted, found) => wanted === undefined || (wanted instanceof RegExp ? wanted.test(found) : wanted === found);
  return same(entry.scenario, scenario) && same(entry.step, step) && same(entry.field, field) && same(entry.reference, reference) && same(entry.ours, product);
}

async function withDatabases(work) {
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  const names = ['reference', 'ours'].map((side) => `agreement_${side}_${process.pid}`);
  const urls = names.map((name) => {
    const address = new URL(admin);
    address.pathname = `/${name}`;
    return address.href;
  });
  try {
    for (const name of names) await client.query(`create database ${name}`);
    await work(...urls);
  } finally {
    for (const name of names) await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
  }
}
