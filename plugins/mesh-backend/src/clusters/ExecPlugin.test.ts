import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ExecPlugin } from './ExecPlugin';

describe('ExecPlugin', () => {
  let directory: string;
  let plugin: ExecPlugin;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'meshport-test-'));
    plugin = new ExecPlugin({
      cluster: 'east',
      spec: { command: './login', env: [{ name: 'RUNS', value: 'runs' }] },
      directory,
      clusterInfo: {},
      warn: () => {},
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(directory, { recursive: true });
  });

  /** A command whose token is the number of its run. */
  function writeCommand(expiresAt: number, sleepSeconds = 0) {
    const expires = new Date(expiresAt).toISOString();
    const file = join(directory, 'login');
    writeFileSync(
      file,
      `#!/bin/sh
cd '${directory}'
echo x >> "$RUNS"
sleep ${sleepSeconds}
printf '{"kind":"ExecCredential","status":{"token":"%s","expirationTimestamp":"${expires}"}}' "$(grep -c x "$RUNS")"
`,
    );
    chmodSync(file, 0o700);
  }

  const runs = () => readFileSync(join(directory, 'runs'), 'utf8').length / 2;

  it('runs once for all who ask at the same time', async () => {
    writeCommand(Date.now() + 3_600_000, 0.1);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => plugin.get()),
    );
    expect(new Set(answers.map(({ token }) => token))).toEqual(new Set(['1']));
    expect(runs()).toBe(1);
  });

  it('answers at once with what it has while it renews', async () => {
    const start = Date.now();
    writeCommand(start + 300_000);
    await plugin.get();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start + 250_000);
    writeCommand(start + 900_000, 0.2);
    const tokens = [];
    for (let i = 0; i < 5; i++) {
      tokens.push((await plugin.get()).token);
    }
    expect(tokens).toEqual(['1', '1', '1', '1', '1']);
    clock.mockReturnValue(start + 301_000);
    expect((await plugin.get()).token).toBe('2');
    expect(runs()).toBe(2);
  });

  it('uses a short-lived credential for half its life', async () => {
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    writeCommand(start + 20_000);
    await plugin.get();
    clock.mockReturnValue(start + 9_000);
    await plugin.get();
    expect(runs()).toBe(1);
    clock.mockReturnValue(start + 11_000);
    writeCommand(start + 900_000);
    await plugin.get();
    for (let i = 0; i < 200 && runs() < 2; i++) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    expect(runs()).toBe(2);
    clock.mockReturnValue(start + 21_000);
    expect((await plugin.get()).token).toBe('2');
  });
});
