import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubectlPrograms, runKubectlTable } from './kubectl';
import { kubectlRows } from './kubectlRows';

describe('the kubectl table', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubectl-test-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('ticks no row when kubectl fails or says nothing', async () => {
    const program = join(folder, 'kubectl');
    await writeFile(
      program,
      `#!/bin/sh
if [ "$2" = --client ]; then
  echo '{"clientVersion":{"gitVersion":"v1.99.0-test"}}'
elif [ "$1" = diff ]; then
  echo different; exit 2
fi
`,
    );
    await chmod(program, 0o700);
    const lines: string[] = [];

    const fine = await runKubectlTable({
      kubeconfig: '/dev/null',
      programs: [program],
      write: line => lines.push(line),
    });

    expect(fine).toBe(false);
    expect(lines[0]).toBe('| command | v1.99.0 |');
    expect(lines[2]).toBe('| `kubectl version` | ❌ |');
    // Waiting for a deletion may rightly print nothing.
    expect(lines.at(-1)).toBe(
      `kubectl: passed 1 of ${kubectlRows('ns').length}`,
    );
  });

  it('says which program cannot be run', async () => {
    await expect(
      runKubectlTable({
        kubeconfig: '/dev/null',
        programs: [join(folder, 'missing')],
        write: () => {},
      }),
    ).rejects.toThrow('name kubectl programs in MESHPORT_KUBECTL');
  });

  it('takes the programs from the environment', () => {
    expect(kubectlPrograms({})).toEqual(['kubectl']);
    expect(kubectlPrograms({ MESHPORT_KUBECTL: '/a:/b' })).toEqual([
      '/a',
      '/b',
    ]);
  });
});
