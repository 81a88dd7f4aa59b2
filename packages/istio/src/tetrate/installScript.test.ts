import { spawnSync } from 'child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'fs';
import { createHash } from 'crypto';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { onboarding } from './__testUtils__/inputs';
import { agentFiles } from './agentFiles';
import { installScript, PackagePin } from './installScript';
import { readTetrateOnboarding } from './readTetrateOnboarding';

// Shells are started.
jest.setTimeout(60_000);

const TOOLS = [
  ...['sh', 'awk', 'sha256sum', 'mktemp', 'cp', 'mv', 'rm', 'rmdir', 'mkdir'],
  ...['chmod', 'cat', 'dirname', 'grep', 'wc', 'id', 'sleep', 'head', 'tr'],
];

const read = (source: unknown) => {
  const result = readTetrateOnboarding(source);
  if (!('input' in result)) {
    throw new Error(JSON.stringify(result.problems));
  }
  return result.input;
};

const sha256 = (text: string) =>
  createHash('sha256').update(text).digest('hex');

/** A machine as a folder, with stand-ins for what would reach out of it. */
class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'meshport-tetrate-'));
  readonly root = join(this.folder, 'root');
  readonly #bin = join(this.folder, 'bin');
  readonly #served = join(this.folder, 'served');

  constructor(format: 'deb' | 'rpm' = 'deb') {
    [this.#bin, this.#served, join(this.root, 'etc')].forEach(one =>
      mkdirSync(one, { recursive: true }),
    );
    for (const tool of TOOLS) {
      const { stdout } = spawnSync('sh', ['-c', `command -v ${tool}`]);
      symlinkSync(stdout.toString().trim(), join(this.#bin, tool));
    }
    writeFileSync(join(this.root, 'etc/hosts'), '127.0.0.1 localhost\n');
    this.program('uname', 'echo x86_64');
    this.program('setcap', 'echo "setcap $*" >> "$LOG"');
    this.program(
      'curl',
      `out='' url=''
while [ $# -gt 0 ]; do
  case "$1" in -o) out=$2; shift ;; https://*) url=$1 ;; esac
  echo "curl $1" >> "$LOG"
  shift
done
file="$SERVED/\${url#https://*/}"
[ -f "$file" ] || exit 22
cp "$file" "$out"`,
    );
    this.program(
      format === 'deb' ? 'dpkg' : 'rpm',
      `echo "packages $*" >> "$LOG"
[ -z "\${FAIL_INSTALL:-}" ] || case "$*" in *onboarding-agent.*istio-sidecar.*) exit 1 ;; esac
case "$*" in
  *' -s '* | *' -q '*) for one; do :; done; [ -e "$STATE/$one" ] && echo 'Status: install ok installed' ;;
  *'--purge '* | *' -e '*) for one; do :; done; rm -f "$STATE/$one" ;;
  *) : > "$STATE/onboarding-agent"; : > "$STATE/istio-sidecar" ;;
esac`,
    );
    mkdirSync(join(this.folder, 'state'));
    for (const name of ['onboarding-agent', 'istio-sidecar']) {
      this.serve(
        `install/${format}/amd64/${name}.${format}`,
        `package ${name}`,
      );
    }
  }

  program(name: string, text: string): void {
    writeFileSync(join(this.#bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(this.#bin, name), 0o755);
  }

  serve(path: string, content: string, checksum = sha256(content)): void {
    const file = join(this.#served, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    // One space, as Istio's own release has it.
    writeFileSync(`${file}.sha256`, `${checksum} ${path.split('/').pop()}\n`);
  }

  run(script: string, args: string[] = [], env: Record<string, string> = {}) {
    const file = join(this.folder, 'join.sh');
    writeFileSync(file, script);
    const { status, stdout, stderr } = spawnSync(
      join(this.#bin, 'sh'),
      [file, ...args, '--root', this.root],
      {
        env: {
          PATH: this.#bin,
          LOG: join(this.folder, 'log'),
          SERVED: this.#served,
          STATE: join(this.folder, 'state'),
          TMPDIR: this.folder,
          ...env,
        },
      },
    );
    return { status, out: stdout.toString(), err: stderr.toString() };
  }

  text(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  installed(): string[] {
    return ['onboarding-agent', 'istio-sidecar'].filter(name =>
      existsSync(join(this.folder, 'state', name)),
    );
  }

  log(): string {
    const file = join(this.folder, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }
}

describe('the script that has a machine join', () => {
  const machines: Machine[] = [];
  const start = (format?: 'deb' | 'rpm') => {
    const machine = new Machine(format);
    machines.push(machine);
    return machine;
  };
  const input = read(onboarding);
  const script = installScript(input);
  const [config, agent] = agentFiles(input);

  afterAll(() => {
    machines.forEach(one => rmSync(one.folder, { recursive: true }));
  });

  /** Nothing of the machine has changed. */
  const untouched = (machine: Machine) => {
    expect(machine.text('etc/hosts')).toBe('127.0.0.1 localhost\n');
    expect(machine.has('etc/onboarding-agent')).toBe(false);
    expect(machine.installed()).toEqual([]);
  };

  it.each(['deb', 'rpm'] as const)('installs %s packages', format => {
    const machine = start(format);
    const { status, err } = machine.run(script);
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(machine.installed()).toHaveLength(2);
    for (const { path, content } of [config, agent]) {
      expect(machine.text(path)).toBe(content);
      // eslint-disable-next-line no-bitwise
      expect(statSync(join(machine.root, path)).mode & 0o777).toBe(0o644);
    }
    expect(machine.text('etc/hosts')).toMatch(
      /^127\.0\.0\.1 localhost\n# BEGIN services of the mesh for bookinfo\/ratings/,
    );
    expect(machine.log()).not.toContain('-k\n');
    expect(machine.log()).not.toContain('setcap');
  });

  it('changes nothing when it runs again', () => {
    const machine = start();
    machine.run(script);
    const hosts = machine.text('etc/hosts');
    expect(machine.run(script).status).toBe(0);
    expect(machine.text('etc/hosts')).toBe(hosts);
  });

  it('takes all away again', () => {
    const machine = start();
    machine.run(script);
    const { status } = machine.run(script, ['--uninstall']);
    expect(status).toBe(0);
    untouched(machine);
  });

  it('only says what it would do', () => {
    const machine = start();
    const { status, out } = machine.run(script, ['--dry-run']);
    expect(status).toBe(0);
    expect(out).toContain(
      'https://onboarding.example.org/install/deb/amd64/istio-sidecar.deb',
    );
    untouched(machine);
    expect(machine.log()).toBe('');
  });

  it.each([
    ['another checksum', 'f'.repeat(64), /has SHA-256/],
    ['no checksum', 'not found', /holds no SHA-256/],
    ['an empty checksum', '', /holds no SHA-256/],
  ])('installs nothing with %s', (_, checksum, words) => {
    const machine = start();
    machine.serve(
      'install/deb/amd64/istio-sidecar.deb',
      'package istio-sidecar',
      checksum,
    );
    const { status, err } = machine.run(script);
    expect(status).toBe(1);
    expect(err).toMatch(words);
    untouched(machine);
  });

  it('believes the portal’s checksum before the repository’s', () => {
    const pin: PackagePin = {
      name: 'onboarding-agent',
      format: 'deb',
      architecture: 'amd64',
      sha256: 'a'.repeat(64),
    };
    const machine = start();
    const { status, err } = machine.run(installScript(input, [pin]));
    expect(status).toBe(1);
    expect(err).toContain(`but it has to be ${pin.sha256}`);
    untouched(machine);
    const good = { ...pin, sha256: sha256('package onboarding-agent') };
    expect(machine.run(installScript(input, [good])).status).toBe(0);
    // A pin of another package does not matter.
    const other = { ...pin, architecture: 'arm64' as const };
    expect(machine.run(installScript(input, [other])).status).toBe(0);
  });

  it('puts all back when the packages cannot be installed', () => {
    const machine = start();
    const { status, err } = machine.run(script, [], { FAIL_INSTALL: 'yes' });
    expect(status).toBe(1);
    expect(err).toContain('the packages cannot be installed');
    untouched(machine);
  });

  it('puts the files back as they were', () => {
    const machine = start();
    mkdirSync(join(machine.root, 'etc/onboarding-agent'));
    const file = join(machine.root, 'etc/onboarding-agent/agent.config.yaml');
    writeFileSync(file, 'as it was\n');
    machine.run(script, [], { FAIL_INSTALL: 'yes' });
    expect(readFileSync(file, 'utf8')).toBe('as it was\n');
  });

  it('installs nothing of what cannot be fetched', () => {
    const machine = start();
    const other = installScript(
      read({ ...onboarding, agent: { revision: 'canary' } }),
    );
    const { status, err } = machine.run(other);
    expect(status).toBe(1);
    expect(err).toContain(
      '/install/istio-sidecar/canary/deb/amd64/istio-sidecar.deb cannot be fetched',
    );
    untouched(machine);
  });

  it('gives the sidecar the right to low ports', () => {
    const machine = start();
    const low = installScript(
      read({
        ...onboarding,
        machines: {
          ...onboarding.machines,
          ports: [{ name: 'http', number: 80 }],
        },
      }),
    );
    expect(machine.run(low).status).toBe(0);
    expect(machine.log()).toContain('setcap CAP_NET_BIND_SERVICE=+eip');
  });

  it.each([
    [['--insecure'], /there is no option --insecure/],
    [['--cacert', '/nowhere'], /--cacert: \/nowhere cannot be read/],
  ])('refuses %j', (args, words) => {
    const machine = start();
    const { status, err } = machine.run(script, args);
    expect(status).toBe(2);
    expect(err).toMatch(words);
    untouched(machine);
  });

  it.each([
    ['an architecture without packages', 'uname', 'echo riscv64'],
    ['no sha256sum', 'sha256sum', undefined],
  ])('stops before anything with %s', (_, program, text) => {
    const machine = start();
    const bin = join(machine.folder, 'bin', program);
    rmSync(bin);
    if (text) {
      machine.program(program, text);
    }
    expect(machine.run(script).status).toBe(1);
    untouched(machine);
  });

  it('changes nothing where it is cut', () => {
    const machine = start();
    const lines = script.split('\n');
    for (let length = 0; length < lines.length - 1; length += 1) {
      // The last line alone does something.
      if (lines[length - 1] === 'main "$@"') {
        break;
      }
      machine.run(lines.slice(0, length).join('\n'));
    }
    untouched(machine);
    expect(machine.log()).toBe('');
  });

  it('stops without root on a machine of its own', () => {
    const machine = start();
    rmSync(join(machine.folder, 'bin/id'));
    machine.program('id', 'echo 1000');
    const file = join(machine.folder, 'join.sh');
    writeFileSync(file, script);
    const { status, stderr } = spawnSync('sh', [file], {
      env: {
        PATH: join(machine.folder, 'bin'),
        LOG: join(machine.folder, 'log'),
      },
    });
    expect(status).toBe(1);
    expect(stderr.toString()).toBe('error: run this as root\n');
    expect(machine.log()).toBe('');
  });
});
