import { run, Output } from '../support/programs';

/** How a program ended. */
export interface Ended extends Output {
  code: number;
}

/** As root of a machine has it. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Runs a program in a network and a view of the files; answers however it ends.
 *
 * @param options - `seconds`: how long it may take; 120 unless told.
 */
export async function execIn(
  network: string,
  root: string,
  command: string[],
  options: { input?: string; seconds?: number } = {},
): Promise<Ended> {
  // `run` throws away most of what a program that fails wrote.
  const { stdout, stderr } = await run(
    'sh',
    [
      '-c',
      `ip netns exec "$0" chroot "$@"; echo "ended with $?"`,
      ...[network, root, ...command],
    ],
    {
      env: { PATH, HOME: '/root', LANG: 'C.UTF-8' },
      input: options.input,
      timeout: options.seconds ?? 120,
    },
  );
  const [, said, code] = /^([^]*)ended with (\d+)\n$/.exec(stdout)!;
  return { stdout: said, stderr, code: Number(code) };
}
