import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse } from 'yaml';
import { DevMesh } from '../__testUtils__/devMesh';
import { createCredentials } from './createCredentials';
import { HttpClusterConnection } from './HttpClusterConnection';

jest.setTimeout(60_000);

const NODES = { path: '/api/v1/nodes' };
const DAY_MS = 86_400_000;

describe('a kubeconfig', () => {
  let mesh: DevMesh;
  let directory: string;
  let connection: HttpClusterConnection;
  let warnings: string[];

  beforeAll(async () => {
    mesh = await DevMesh.start({ east: [] });
  });
  afterAll(() => mesh.close());
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'meshport-test-'));
    warnings = [];
    const details = {
      name: 'east',
      kubeconfig: { file: join(directory, 'kubeconfig') },
    };
    connection = new HttpClusterConnection(
      details,
      createCredentials(details, {
        maxAgeMs: 0,
        warn: message => warnings.push(message),
      }),
    );
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await connection.close();
    rmSync(directory, { recursive: true });
  });

  function write(name: string, text: string) {
    writeFileSync(join(directory, name), text);
  }

  /** Writes the dev cluster's kubeconfig with another user, and cluster fields. */
  function writeKubeconfig(user: object, cluster: object = {}) {
    const config = parse(readFileSync(mesh.kubeconfigFile, 'utf8'));
    config.users[0].user = user;
    Object.assign(config.clusters[0].cluster, cluster);
    write('kubeconfig', JSON.stringify(config));
  }

  /** A credentials command that notes each run and prints what stands in `answer`. */
  function writePlugin() {
    write(
      'login.sh',
      `#!/bin/sh\ncd '${directory}'\nprintf '%s\\n' "$KUBERNETES_EXEC_INFO" >> runs\nsleep 0.1\n. ./answer\n`,
    );
    chmodSync(join(directory, 'login.sh'), 0o700);
    return {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './login.sh',
      interactiveMode: 'Never',
      provideClusterInfo: true,
    };
  }

  function answerOfPlugin(token: string, expiresAt?: number) {
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: {
        token,
        expirationTimestamp: expiresAt && new Date(expiresAt).toISOString(),
      },
    };
    write('answer', `echo '${JSON.stringify(credential)}'\n`);
  }

  const runs = () =>
    readFileSync(join(directory, 'runs'), 'utf8').trim().split('\n');

  it('is read again when it changes, before any refusal', async () => {
    const cluster = mesh.cluster('east');
    writeKubeconfig({ token: cluster.adminToken });
    await connection.request(NODES);
    writeKubeconfig({ token: cluster.tokenFor('nobody') });
    await expect(connection.request(NODES)).rejects.toMatchObject({
      code: 403,
    });
  });

  it('has its tokenFile read again; a relative one lies beside it', async () => {
    const cluster = mesh.cluster('east');
    write('token', 'dev-of-yesterday');
    writeKubeconfig({ tokenFile: 'token' });
    await expect(connection.request(NODES)).rejects.toMatchObject({
      code: 401,
    });
    write('token', `${cluster.adminToken}\n`);
    await expect(connection.request(NODES)).resolves.toBeDefined();
  });

  it('that skips TLS checks works, with one warning', async () => {
    writeKubeconfig(
      { token: mesh.cluster('east').adminToken },
      {
        'certificate-authority-data': undefined,
        'insecure-skip-tls-verify': true,
      },
    );
    await connection.request(NODES);
    await connection.request(NODES);
    expect(warnings).toEqual([
      expect.stringContaining(
        "TLS certificate of cluster 'east' is not checked",
      ),
    ]);
  });

  describe('with a credentials command', () => {
    it('runs it once for many requests, and tells it of the cluster', async () => {
      const cluster = mesh.cluster('east');
      answerOfPlugin(cluster.adminToken, Date.now() + DAY_MS);
      writeKubeconfig({ exec: writePlugin() });
      await Promise.all(
        Array.from({ length: 20 }, () => connection.request(NODES)),
      );
      await connection.request(NODES);
      expect(runs()).toHaveLength(1);
      expect(JSON.parse(runs()[0])).toMatchObject({
        kind: 'ExecCredential',
        apiVersion: 'client.authentication.k8s.io/v1',
        spec: { interactive: false, cluster: { server: cluster.url } },
      });
    });

    it('keeps an answer without expiry until the server refuses it, then runs once', async () => {
      const cluster = mesh.cluster('east');
      answerOfPlugin('dev-of-yesterday');
      writeKubeconfig({ exec: writePlugin() });
      await expect(connection.request(NODES)).rejects.toMatchObject({
        code: 401,
      });
      const before = runs().length;
      answerOfPlugin(cluster.adminToken);
      const later = Date.now() + 5000;
      jest.spyOn(Date, 'now').mockImplementation(() => later);
      await Promise.all(
        Array.from({ length: 20 }, () => connection.request(NODES)),
      );
      await connection.request(NODES);
      expect(runs()).toHaveLength(before + 1);
    });

    it('renews 60 s before the expiry, not sooner', async () => {
      const cluster = mesh.cluster('east');
      const start = Date.now();
      const at = (seconds: number) =>
        jest.spyOn(Date, 'now').mockReturnValue(start + seconds * 1000);
      answerOfPlugin(cluster.adminToken, start + 300_000);
      writeKubeconfig({ exec: writePlugin() });
      at(0);
      await connection.request(NODES);
      at(235);
      await connection.request(NODES);
      expect(runs()).toHaveLength(1);
      answerOfPlugin(cluster.adminToken, start + 900_000);
      at(241);
      await connection.request(NODES);
      await connection.request(NODES);
      await new Promise(resolve => setTimeout(resolve, 500));
      await connection.request(NODES);
      expect(runs()).toHaveLength(2);
    });

    it('uses what it has while a renewal fails, says so, and stops at the expiry', async () => {
      const cluster = mesh.cluster('east');
      const start = Date.now();
      answerOfPlugin(cluster.adminToken, start + 300_000);
      writeKubeconfig({ exec: writePlugin() });
      await connection.request(NODES);
      write('answer', 'echo secret-words >&2; exit 7\n');
      const clock = jest.spyOn(Date, 'now').mockReturnValue(start + 270_000);
      await expect(connection.request(NODES)).resolves.toBeDefined();
      for (let i = 0; i < 200 && warnings.length === 0; i++) {
        await new Promise(resolve => setTimeout(resolve, 15));
      }
      expect(warnings).toEqual([
        expect.stringMatching(
          /'\.\/login\.sh' of cluster 'east' failed \(exit code 7\).*last until \d/,
        ),
      ]);
      clock.mockReturnValue(start + 301_000);
      const error = await connection.request<any>(NODES).catch(e => e);
      expect(error.message).toContain('failed (exit code 7)');
      expect(`${warnings}${error.stack}`).not.toContain('secret-words');
    });

    it.each([
      ['no JSON', "echo 'token: secret-words'\n", 'printed no JSON'],
      [
        'no credential',
        `echo '{"kind":"ExecCredential","status":{"x":"secret-words"}}'\n`,
        'printed no credential',
      ],
    ])('refuses %s without quoting it', async (_, answer, words) => {
      write('answer', answer);
      writeKubeconfig({ exec: writePlugin() });
      const error = await connection.request<any>(NODES).catch(e => e);
      expect(error.message).toContain(words);
      expect(error.stack).not.toContain('secret-words');
    });

    it('does not start one that wants to ask a person', async () => {
      writeKubeconfig({
        exec: { ...writePlugin(), interactiveMode: 'Always' },
      });
      await expect(connection.request(NODES)).rejects.toThrow(
        'wants to ask a person',
      );
    });
  });
});
