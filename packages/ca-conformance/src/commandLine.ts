import { writeFileSync } from 'fs';
import { parseArgs } from 'util';
import { AuthorityKey } from './core';
import { startConformanceServer } from './server';

const usage =
  'Use: npm run ca-conformance -- [--keys P-256,P-384]... [--control PORT] [--aws PORT] [--s3 PORT] [--google PORT] [--environment FILE]';

const keys = ['P-256', 'P-384', 'RSA-2048', 'RSA-4096'];

function port(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65535) {
    throw new Error(
      `--${name} ${JSON.stringify(text)} is no port. Use 0 to 65535.`,
    );
  }
  return number;
}

/** Keys of the authorities from the root down, e.g. `RSA-4096,P-256`. */
export function readKeys(text: string): AuthorityKey[] {
  const wanted = text.split(',');
  const unknown = wanted.find(key => !keys.includes(key));
  if (unknown !== undefined || wanted.length > 3) {
    throw new Error(
      `--keys ${JSON.stringify(text)} is not one to three of ${keys.join(
        ', ',
      )}, with commas, the root first.`,
    );
  }
  return wanted as AuthorityKey[];
}

/** Lines that a shell reads, each value in single quotes. */
export function shellLines(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');
}

/** Runs until SIGINT or SIGTERM; what it prints first is JSON. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      keys: { type: 'string', multiple: true },
      control: { type: 'string' },
      aws: { type: 'string' },
      s3: { type: 'string' },
      google: { type: 'string' },
      environment: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const server = await startConformanceServer({
    hierarchies: values.keys?.map(text => ({ keys: readKeys(text) })),
    ports: {
      control: port('control', values.control),
      aws: port('aws', values.aws),
      s3: port('s3', values.s3),
      google: port('google', values.google),
    },
  });
  if (values.environment) {
    writeFileSync(values.environment, shellLines(server.environment()), {
      mode: 0o600,
    });
  }
  process.stdout.write(`${JSON.stringify(server.describe(), null, 2)}\n`);
  process.stderr.write('For tests only, no real cloud. Ctrl-C ends it.\n');
  await new Promise<void>(resolve => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await server.stop();
}
