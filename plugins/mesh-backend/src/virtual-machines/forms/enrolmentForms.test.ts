import { execFileSync } from 'node:child_process';
import { parse } from 'yaml';
import { enrolmentForms } from './enrolmentForms';

const CODE = 'abcd-efgh-ijkm-npqr-stuv-wxyz-2345';
const CALL = {
  portal: 'https://portal.example.org/api/mesh',
  request: '0b5f1d8e-6d0e-4b0a-9b5c-3d2f8f0b1c11',
  allowHttp: false,
};

/** The words of each command of a script, as a shell splits them. */
function wordsOf(script: string): string[][] {
  return script
    .replace(/ &&\n/g, '\n')
    .split('\n')
    .filter(line => /^\s*(curl|sh) /.test(line))
    .map(line =>
      execFileSync('sh', ['-c', `printf '%s\\n' ${line.trim()}`], {
        encoding: 'utf8',
      })
        .trimEnd()
        .split('\n'),
    );
}

describe('user data for cloud-init', () => {
  const text = enrolmentForms({ form: 'cloud-init', line: CALL, code: CODE });
  const config = parse(text);

  it('is what cloud-init takes for its own', () => {
    expect(text.split('\n')[0]).toBe('#cloud-config');
    expect(Object.keys(config)).toEqual(['write_files', 'runcmd']);
  });

  it('lays down the code in memory, for root only, and nowhere else', () => {
    expect(config.write_files).toEqual([
      {
        path: '/run/meshport-enrol-form/code',
        owner: 'root:root',
        permissions: '0600',
        content: CODE,
      },
    ]);
    expect(text.split(CODE)).toHaveLength(2);
  });

  it('fetches the script whole before it runs it, and cleans up', () => {
    const [[shell, flag, script]] = config.runcmd;
    expect([shell, flag]).toEqual(['sh', '-c']);
    expect(script).toContain(`trap 'rm -rf /run/meshport-enrol-form' EXIT`);
    expect(script).toMatch(/enrol\/script &&\n/);
    const [fetched, ran] = wordsOf(script);
    expect(fetched.slice(0, 4)).toEqual(['curl', '--proto', '=https', '-fsSL']);
    expect(fetched).not.toContain('-k');
    expect(fetched.slice(-3)).toEqual([
      '-o',
      '/run/meshport-enrol-form/enrol.sh',
      'https://portal.example.org/api/mesh/enrol/script',
    ]);
    expect(ran).toEqual([
      ...['sh', '/run/meshport-enrol-form/enrol.sh'],
      ...['--portal', CALL.portal, '--request', CALL.request],
      ...['--code-file', '/run/meshport-enrol-form/code'],
    ]);
  });

  it('names a private authority by its file, quoted for the shell', () => {
    const caFile = `/etc/it's mine/ca.pem`;
    const [[, , script]] = parse(
      enrolmentForms({
        form: 'cloud-init',
        line: { ...CALL, caFile },
        code: CODE,
      }),
    ).runcmd;
    for (const words of wordsOf(script)) {
      expect(words[words.indexOf('--cacert') + 1]).toBe(caFile);
    }
  });

  it('fails when the script cannot be had, so that cloud-init tells it', () => {
    const script = parse(
      enrolmentForms({
        form: 'cloud-init',
        line: { ...CALL, portal: 'http://127.0.0.1:1', allowHttp: true },
        code: CODE,
      }),
    ).runcmd[0][2].replace('--retry 10 --retry-delay 5', '--retry 0');
    expect(() =>
      execFileSync('sh', ['-c', script], { stdio: 'pipe' }),
    ).toThrow();
  });
});

describe('the playbook for Ansible', () => {
  const text = enrolmentForms({ form: 'ansible', line: CALL, code: CODE });
  const [play] = parse(text);
  const [{ block, always }] = play.tasks;

  it('asks for the code, and does not hold it', () => {
    expect(text).not.toContain(CODE);
    expect(play.vars_prompt).toEqual([
      expect.objectContaining({ name: 'meshport_code', private: true }),
    ]);
  });

  it('gives the code by standard input, unlogged, to a file of root', () => {
    const tasks = block.filter((task: object) =>
      JSON.stringify(task).includes('meshport_code'),
    );
    expect(tasks).toHaveLength(1);
    const [{ no_log: isUnlogged, 'ansible.builtin.command': run }] = tasks;
    expect(isUnlogged).toBe(true);
    expect(run.stdin).toBe('{{ meshport_code }}');
    expect(run.argv).toEqual([
      'sh',
      '-c',
      'umask 077; cat >/run/meshport-enrol-form/code',
    ]);
  });

  it('joins as root, by the same commands', () => {
    expect(play).toMatchObject({ become: true, hosts: 'mesh_machines' });
    const commands = block
      .map((task: any) => task['ansible.builtin.command']?.argv)
      .filter(Boolean);
    expect(commands[1].slice(0, 3)).toEqual(['curl', '--proto', '=https']);
    expect(commands[2]).toEqual([
      ...['sh', '/run/meshport-enrol-form/enrol.sh'],
      ...['--portal', CALL.portal, '--request', CALL.request],
      ...['--code-file', '/run/meshport-enrol-form/code'],
    ]);
  });

  it('takes the code away whatever happens', () => {
    expect(always).toEqual([
      expect.objectContaining({
        'ansible.builtin.file': {
          path: '/run/meshport-enrol-form',
          state: 'absent',
        },
      }),
    ]);
  });

  it('says changed only when the machine was not in the mesh', () => {
    expect(block[3].changed_when).toBe(
      "'in the mesh already' not in meshport.stdout",
    );
  });

  it('names every task and every module in full', () => {
    for (const task of [...block, ...always]) {
      expect(task.name).toMatch(/^[A-Z]/);
      expect(
        Object.keys(task).filter(key => key.startsWith('ansible.builtin.')),
      ).toHaveLength(1);
    }
  });
});

it('says plain HTTP only where that is allowed', () => {
  for (const form of ['cloud-init', 'ansible'] as const) {
    expect(enrolmentForms({ form, line: CALL, code: CODE })).not.toContain(
      '=http,https',
    );
    const text = enrolmentForms({
      form,
      line: { ...CALL, allowHttp: true },
      code: CODE,
    });
    expect(text).toContain('=http,https');
    expect(text).toContain('--allow-http');
  }
});
