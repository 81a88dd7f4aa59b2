import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What the demo is asked to do. */
export interface DemoOptions {
  port: number;
  host: string;
  /** Backend and clusters without the frontend. */
  headless: boolean;
  /** The user's own clusters instead of the dev clusters. */
  kubeconfig?: { file: string; contexts: string[] };
  allowWrites: boolean;
  /** Port of the dev clusters' control server; 0 for any. */
  controlPort: number;
  /** Where kubeconfig, tokens and logs are put. */
  folder: string;
}

/** A mistake in how the demo was called; the message is the whole report. */
export class UsageError extends Error {}

const USAGE =
  'npm run demo -- [--port N] [--host ADDRESS] [--headless] [--folder DIR] [--control PORT] [--kubeconfig FILE [--context NAME]… [--allow-writes]]';

/**
 * Reads the command line.
 *
 * @param args - arguments after the command
 * @param from - folder that relative paths start at
 * @param defaultFolder - where things are put unless told
 * @throws `UsageError` that names the option and the mend
 */
export function readOptions(
  args: string[],
  from: string,
  defaultFolder: string,
): DemoOptions {
  const values = parse(args);
  const host = values.host ?? '127.0.0.1';
  const allowWrites = values['allow-writes'] ?? false;
  if (allowWrites && !isLoopback(host)) {
    throw new UsageError(
      `--host ${host} is refused together with --allow-writes, because anyone who reaches it could change your clusters: leave one of the two out.`,
    );
  }
  if (values.kubeconfig === undefined) {
    for (const name of ['context', 'allow-writes'] as const) {
      if (values[name] !== undefined) {
        throw new UsageError(`--${name} needs --kubeconfig FILE beside it.`);
      }
    }
  } else if (values.control !== undefined) {
    throw new UsageError(
      '--control is for the dev clusters: leave it or --kubeconfig out.',
    );
  }
  return {
    port: readPort('port', values.port ?? '7007', 1),
    host: readHost(host),
    headless: values.headless ?? false,
    kubeconfig:
      values.kubeconfig === undefined
        ? undefined
        : {
            file: existingFile(resolve(from, values.kubeconfig)),
            contexts: values.context ?? [],
          },
    allowWrites,
    controlPort: readPort('control', values.control ?? '0', 0),
    folder:
      values.folder === undefined
        ? defaultFolder
        : resolve(from, values.folder),
  };
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|::1|127(\.\d{1,3}){3})$/i.test(host);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        headless: { type: 'boolean' },
        kubeconfig: { type: 'string' },
        context: { type: 'string', multiple: true },
        'allow-writes': { type: 'boolean' },
        control: { type: 'string' },
        folder: { type: 'string' },
      },
    }).values;
  } catch (error) {
    const reason = String((error as Error).message).split(/[.\n]/)[0];
    throw new UsageError(`${reason}. Use: ${USAGE}`);
  }
}

function readPort(name: string, text: string, least: number): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < least || port > 65535) {
    throw new UsageError(
      `--${name} must be a number from ${least} to 65535, not ${text}.`,
    );
  }
  return port;
}

function readHost(host: string): string {
  if (!/^[a-z0-9.:-]+$/i.test(host)) {
    throw new UsageError(
      `--host must be an address or a host name, not ${JSON.stringify(host)}.`,
    );
  }
  return host;
}

function existingFile(file: string): string {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new UsageError(
      `--kubeconfig ${file} is no file: name a kubeconfig that exists.`,
    );
  }
  return file;
}
