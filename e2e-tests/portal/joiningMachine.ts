import { gunzipSync } from 'node:zlib';
import { expect } from '../support/expect';
import { Kubernetes } from '../support/kubernetes';

const NETWORKING = '/apis/networking.istio.io/v1';

/** A machine of a group, as istiod and the enrolment script would have it. */
export class JoiningMachine {
  readonly hostname = 'vm-04';
  readonly address = '10.0.4.20';
  readonly #entry: string;
  readonly #entries: string;

  constructor(
    private readonly cluster: Kubernetes,
    private readonly group: {
      namespace: string;
      name: string;
      labels: Record<string, string>;
    },
  ) {
    this.#entry = `${group.name}-${this.address}`;
    this.#entries = `${NETWORKING}/namespaces/${group.namespace}/workloadentries`;
  }

  /** Sends the code as the script does; answers the status and the names of the files. */
  async redeem(portal: string, request: string, code: string) {
    const response = await fetch(`${portal}/api/mesh/enrol/redeem`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        code,
        request,
        hostname: this.hostname,
        address: this.address,
        format: 'deb',
        arch: 'amd64',
      }),
    });
    const body = Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      files: response.ok ? filesOf(body) : [],
      text: response.ok ? '' : body.toString(),
    };
  }

  /** What istiod writes when a machine registers and connects. */
  async connect(): Promise<void> {
    const { namespace, name, labels } = this.group;
    const { metadata } = await this.cluster
      .get(`${NETWORKING}/namespaces/${namespace}/workloadgroups/${name}`)
      // After a removal there is no group any more.
      .catch(() => ({ metadata: undefined }));
    const all = { ...labels, hostname: this.hostname };
    await this.cluster.create(this.#entries, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadEntry',
      metadata: {
        name: this.#entry,
        namespace,
        labels: all,
        annotations: {
          'istio.io/autoRegistrationGroup': name,
          'istio.io/connectedAt': new Date().toISOString(),
          'istio.io/workloadController': 'istiod-1',
          'proxy.istio.io/health-checks-enabled': 'true',
        },
        ...(metadata
          ? {
              ownerReferences: [
                {
                  apiVersion: 'networking.istio.io/v1',
                  kind: 'WorkloadGroup',
                  name,
                  uid: metadata.uid,
                  controller: true,
                },
              ],
            }
          : {}),
      },
      spec: { address: this.address, labels: all, serviceAccount: name },
    });
  }

  /** What istiod writes after a health check. */
  async answer(isHealthy: boolean, message?: string): Promise<void> {
    const now = new Date().toISOString();
    await this.cluster.patch(`${this.#entries}/${this.#entry}/status`, {
      status: {
        conditions: [
          {
            type: 'Healthy',
            status: isHealthy ? 'True' : 'False',
            lastProbeTime: now,
            lastTransitionTime: now,
            ...(message ? { message } : {}),
          },
        ],
      },
    });
  }

  async leave(): Promise<void> {
    await this.cluster.delete(`${this.#entries}/${this.#entry}`);
  }
}

/** Names in a tar.gz: 512-byte headers, each followed by its file in whole blocks. */
function filesOf(archive: Buffer): string[] {
  const tar = gunzipSync(archive);
  const names: string[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) =>
      tar
        .subarray(at + from, at + from + length)
        .toString()
        .replace(/\0.*$/s, '')
        .trim();
    names.push(text(0, 100));
    const size = parseInt(text(124, 12), 8);
    expect(Number.isSafeInteger(size), 'a size', text(124, 12));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return names;
}
