import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { ensureApp } from './appBuild';
import { BackendProcess, reasonInLog, startBackend } from './backendProcess';
import { openClusters } from './clusters';
import { baseUrlOf, demoConfig } from './config';
import { takeFolder } from './folder';
import { DemoOptions, isLoopback, readOptions } from './options';
import {
  keepTokensFresh,
  personaIds,
  signInAsAll,
  writeTokens,
} from './personas';
import {
  refuseTakenPort,
  untilBackendAnswers,
  untilClustersAreRead,
} from './readiness';

const root = dirname(dirname(__dirname));
const say = (line: string) => process.stdout.write(`${line}\n`);

async function runDemo(demo: DemoOptions, stopped: AbortSignal) {
  await refuseTakenPort(demo.host, demo.port);
  const folder = takeFolder(demo.folder);
  const cleanUps: (() => Promise<void> | void)[] = [() => folder.clear()];
  try {
    const clusters = await openClusters({
      root,
      demo,
      kubeconfig: folder.kubeconfig,
      say,
    });
    cleanUps.unshift(() => clusters.stop());
    stopped.throwIfAborted();
    if (!demo.headless) {
      await ensureApp({ root, folder: demo.folder, say, signal: stopped });
    }
    writeFileSync(
      folder.config,
      stringify(demoConfig(demo, clusters.entries, clusters.authorities)),
      { mode: 0o600 },
    );
    say('Starting the portal …');
    const backend = startBackend({
      root,
      configs: [
        join(root, 'app-config.yaml'),
        join(root, 'app-config.demo.yaml'),
        folder.config,
      ],
      log: folder.backendLog,
    });
    cleanUps.unshift(() => backend.stop());
    await serve({ demo, backend, folder, stopped });
  } finally {
    for (const cleanUp of cleanUps) {
      await cleanUp();
    }
  }
}

async function serve(options: {
  demo: DemoOptions;
  backend: BackendProcess;
  folder: ReturnType<typeof takeFolder>;
  stopped: AbortSignal;
}) {
  const { demo, backend, folder } = options;
  const baseUrl = baseUrlOf(demo);
  const ids = personaIds(root);
  const died = backend.ended.then(() => {
    options.stopped.throwIfAborted();
    throw new Error(
      `The portal's backend ended: ${reasonInLog(folder.backendLog)} (log: ${
        folder.backendLog
      }).`,
    );
  });
  const run = async (signal: AbortSignal) => {
    await untilBackendAnswers(baseUrl, signal);
    const sessions = await signInAsAll({ baseUrl, ids, signal });
    writeTokens(folder.tokens, baseUrl, sessions);
    const clusters = await untilClustersAreRead({
      baseUrl,
      token: sessions.platform.token,
      timeoutMs: 20_000,
      signal,
    });
    for (const { name, state, failures } of clusters) {
      if (state !== 'fresh') {
        say(
          `  cluster ${name} is ${state}: ${
            failures[0]?.message ?? 'no reason given'
          }`,
        );
      }
    }
    say(readyLine(demo, baseUrl));
    await keepTokensFresh({
      file: folder.tokens,
      baseUrl,
      ids,
      signal,
      onFailure: message =>
        say(`  the tokens for scripts are not renewed yet: ${message}`),
    });
  };
  await Promise.race([died, run(options.stopped)]);
}

function readyLine(demo: DemoOptions, baseUrl: string): string {
  const open = isLoopback(demo.host)
    ? ''
    : ` Anyone who reaches ${demo.host} may sign in as any of the three people.`;
  const where = demo.headless
    ? `Meshport's backend is ready at ${baseUrl}/api, with tokens in ${join(
        demo.folder,
        'tokens.json',
      )}`
    : `Meshport is ready: open ${baseUrl}`;
  return `${where} (Ctrl-C ends it).${open}`;
}

async function main() {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stop.abort());
  }
  try {
    const demo = readOptions(
      process.argv.slice(2),
      process.env.INIT_CWD ?? process.cwd(),
      join(root, '.demo'),
    );
    await runDemo(demo, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) {
      process.stderr.write(`${(error as Error).message}\n`);
      process.exitCode = 1;
      return;
    }
  }
  say('The demo has ended.');
}

main();
