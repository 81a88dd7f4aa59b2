import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { parse } from 'yaml';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Mesh } from '../equipment';
import { Kubectl } from '../Kubectl';
import { People } from '../portal';

export const NAMES = ['east', 'west', 'south'] as const;
export type Name = (typeof NAMES)[number];

/** Three meshes side by side, and a portal over them. */
export class World {
  constructor(
    readonly meshes: Record<Name, Mesh>,
    readonly kubectl: Record<Name, Kubectl>,
    readonly people: People,
  ) {}

  /** Asks for something and waits until it stands so. */
  async carryOut(
    kind: string,
    parameters: object,
    status = 'ready',
  ): Promise<any> {
    const { platform } = this.people;
    const { id } = await platform.request('/api/mesh/requests', {
      kind,
      parameters,
    });
    return eventually(240, async () => {
      const now = await platform.request(`/api/mesh/requests/${id}`);
      expect(now.status === status, `request ${kind} is ${status}`, {
        status: now.status,
        problem: now.problem,
        progress: now.progress,
      });
      return now;
    });
  }

  /** What istioctl says of the remotes of a primary. */
  remoteClusters(primary: Name): Promise<string> {
    return this.kubectl[primary].istioctl('remote-clusters');
  }

  /** What the portal says of a pair. */
  async link(primary: Name, remote: Name): Promise<any> {
    const answer = await this.people.platform.request(
      `/api/mesh/remote-clusters/${primary}/${remote}`,
    );
    return answer.items[0];
  }

  /** The token in the remote secret of west. */
  async token(primary: Name): Promise<string> {
    const secret = await this.kubectl[primary].json(
      ...['-n', 'istio-system', 'secret', 'istio-remote-secret-west'],
    );
    const text = Buffer.from(secret.data.west, 'base64').toString();
    return parse(text).users[0].user.token;
  }

  /** The status with which west answers a token. */
  statusOf(token: string): Promise<number> {
    const { kubeconfig, server } = this.meshes.west;
    const admin = parse(readFileSync(kubeconfig, 'utf8'));
    const ca = admin.clusters[0].cluster['certificate-authority-data'];
    return new Promise((resolve, reject) => {
      httpsRequest(
        `${server}/api/v1/namespaces`,
        {
          ca: Buffer.from(ca, 'base64'),
          agent: false,
          headers: { authorization: `Bearer ${token}` },
        },
        response => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      )
        .on('error', reject)
        .end();
    });
  }

  /** The API server remembers for ten seconds whom a token is of. */
  async isRefused(token: string): Promise<void> {
    await eventually(30, async () => {
      const status = await this.statusOf(token);
      expect(status === 401, 'the token is refused', status);
    });
  }

  /** Secrets of joins in west. */
  async readerSecrets(): Promise<string[]> {
    const { items } = await this.kubectl.west.json(
      ...['-n', 'istio-system', 'secrets'],
    );
    return items
      .map((one: any) => one.metadata.name)
      .filter((name: string) => name.startsWith('meshport-reader-'));
  }

  /** The addresses of west's pods that the Envoy of east's client has. */
  async endpointsInEnvoy(): Promise<string[]> {
    const text = await this.kubectl.east.envoyClusters(
      'demo',
      'deployment/client',
    );
    return [
      ...text.matchAll(
        /^outbound\|8080\|\|web\.demo\S*?::(10\.\d+\.\d+\.\d+):8080::health_flags::healthy/gm,
      ),
    ].map(([, address]) => address);
  }

  /** Calls west's service from east again and again; answers each call's status. */
  async callFor(seconds: number): Promise<string[]> {
    const loop = `end=$(( $(date +%s) + ${seconds} )); while [ $(date +%s) -lt $end ]; do curl -s -m 5 -o /dev/null -w '%{http_code}\\n' http://web.demo:8080/ || true; sleep 0.1; done`;
    const text = await this.kubectl.east.runFor(
      seconds + 60,
      ...['-n', 'demo', 'exec', 'deployment/client', '-c', 'app', '--'],
      ...['sh', '-c', loop],
    );
    return text.split('\n').filter(Boolean);
  }
}
