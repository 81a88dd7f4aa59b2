import { spawnSync } from 'child_process';
import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { median } from '../frame/statistics';
import { istioctlProgram } from '../processes/istioctlProgram';
import { ClusterObject, configurationOf, yamlOf } from './configuration';
import { objectCount, withProgram } from './withProgram';

const ROOT = join(__dirname, '../../..');

/** A file for each namespace. */
function writeFiles(folder: string, objects: readonly ClusterObject[]): void {
  mkdirSync(folder);
  const byNamespace = new Map<string, ClusterObject[]>();
  for (const object of objects) {
    const namespace = object.metadata.namespace ?? 'shared';
    const known = byNamespace.get(namespace) ?? [];
    known.push(object);
    byNamespace.set(namespace, known);
  }
  for (const [namespace, all] of byNamespace) {
    writeFileSync(join(folder, `${namespace}.yaml`), yamlOf(all));
  }
}

/** How long a process takes that finds something, in milliseconds. */
function timeOf(program: string, args: string[]): number {
  const began = performance.now();
  const { stdout, stderr, error } = spawnSync(program, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const ms = performance.now() - began;
  if (error || !stdout.includes('IST0')) {
    throw new Error(`${program} found nothing: ${error?.message ?? stderr}`);
  }
  return ms;
}

/** The same files, read by us and by `istioctl analyze`, in turns. */
export async function files({
  quick,
  say,
}: BenchmarkOptions): Promise<Measurement[]> {
  const istioctl = istioctlProgram();
  const count = objectCount(quick);
  const rounds = quick ? 1 : 5;
  return withProgram(async (_, work) => {
    const folder = join(work, 'files');
    writeFiles(folder, configurationOf(count));
    const theirs: number[] = [];
    const processes: number[] = [];
    const own: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      if (istioctl) {
        theirs.push(
          timeOf(istioctl, [
            'analyze',
            '--use-kube=false',
            '-A',
            '-o',
            'json',
            folder,
          ]),
        );
      }
      processes.push(
        timeOf(process.execPath, [
          '--require',
          '@backstage/cli/config/nodeTransform.cjs',
          'scripts/conformance/main.ts',
          'analysis',
          '--files',
          '-o',
          'json',
          folder,
        ]),
      );
      const { ms } = await withProgram(program =>
        program.call('files', folder),
      );
      own.push(ms);
    }
    say(`${count} objects in files, ${rounds} rounds`);
    const ours = [
      measured(
        `files with ${count} objects, from text to findings in a fresh process`,
        median(own),
        'ms',
      ),
      measured(
        'the same by `npm run conformance`, with the start of its process',
        median(processes),
        'ms',
      ),
    ];
    if (!istioctl) {
      say('istioctl was not found: set MESHPORT_ORACLE to its folder');
      return [
        ...ours,
        measured(
          'istioctl was not measured, since it was not found',
          0,
          'runs',
        ),
      ];
    }
    return [
      measured('the same by `istioctl analyze`', median(theirs), 'ms'),
      ...ours,
      measured(
        '`istioctl analyze` over ours, from text to findings',
        median(theirs) / median(own),
        'ratio',
        { atLeast: 10 },
      ),
      measured(
        '`istioctl analyze` over our process',
        median(theirs) / median(processes),
        'ratio',
      ),
    ];
  });
}
