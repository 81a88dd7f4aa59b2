import { execFile } from 'child_process';
import { join } from 'path';
import { promisify } from 'util';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { median } from '../frame/statistics';
import { istioctlProgram } from '../processes/istioctlProgram';
import { NAMESPACE } from './mesh';
import { withVmBundles } from './withVmBundles';

const run = promisify(execFile);

/**
 * User and system time of a program and what it starts, in milliseconds, by the
 * shell's `times`, whose last line is that of the programs it ran.
 */
async function cpuMsOf(program: string, args: string[]): Promise<number> {
  const script = '"$0" "$@" >/dev/null 2>&1 || exit 1; times';
  const { stdout } = await run('sh', ['-c', script, program, ...args]);
  const times = [
    ...stdout
      .trim()
      .split('\n')
      .pop()!
      .matchAll(/(\d+)m([\d.]+)s/g),
  ];
  if (times.length !== 2) {
    throw new Error(`the shell's times are not understood: ${stdout}`);
  }
  return times.reduce(
    (sum, [, minutes, seconds]) =>
      sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}

/** Processor time of a bundle, ours and the real istioctl's, in turns. */
export async function processor({
  quick,
  say,
}: BenchmarkOptions): Promise<Measurement[]> {
  const istioctl = istioctlProgram();
  const count = quick ? 500 : 5000;
  const rounds = quick ? 3 : 15;
  return withVmBundles(async (program, folder) => {
    const kubeconfig = join(folder, 'kubeconfig');
    await program.call('serveCluster', kubeconfig);
    await program.call('render', count);
    const own: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      own.push((await program.call('render', count)) / count);
      if (istioctl) {
        theirs.push(
          await cpuMsOf(istioctl, [
            ...['x', 'workload', 'entry', 'configure', '-c', kubeconfig],
            ...['--name', 'ratings-vm', '--namespace', NAMESPACE],
            ...['--autoregister', '--internalIP', '10.0.0.7'],
            ...['-o', join(folder, 'bundle')],
          ]),
        );
      }
    }
    say(`${count} bundles in each of ${rounds} rounds`);
    const ours = measured(
      'bundles that are made of what was read, per second of processor time',
      1000 / median(own),
      'bundles',
    );
    if (!istioctl) {
      say('istioctl was not found: set MESHPORT_ORACLE to its folder');
      return [
        ours,
        measured(
          'istioctl was not measured, since it was not found',
          0,
          'runs',
        ),
      ];
    }
    return [
      ours,
      measured(
        'bundles of the real istioctl, a process each, per second of processor time',
        1000 / median(theirs),
        'bundles',
      ),
      measured(
        'ours over those of istioctl',
        median(theirs) / median(own),
        'ratio',
        { atLeast: 50 },
      ),
    ];
  });
}
