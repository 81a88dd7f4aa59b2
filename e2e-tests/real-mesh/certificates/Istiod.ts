import { X509Certificate } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Kubectl } from '../Kubectl';
import { certificatesOf } from './Proxy';

export const SYSTEM = 'istio-system';
/** Files of the Secret by their names, in PEM. */
export type BundleFiles = Record<string, string>;

/** How istiod took the files that it found. */
export interface Taken {
  accepted: boolean;
  /** What it logged about them, without its time. */
  said: string[];
}

const LOOKED = 'Update Istiod cacerts';
const RELOADED = 'Istiod certificates are reloaded';
/** What it says while it looks at files; nothing else of its log is about them. */
const ABOUT_FILES = /cert|bundle|\bCA\b|\bca\b|key|root|crl|PEM|x509|signing/;

/** Whether it is what istiod says behind a look at files. */
const isOutcome = (line: string) =>
  line.includes(RELOADED) || /\t(error|warn)\t/.test(line);

/** The real istiod and the Secret that it takes its authority from. */
export class Istiod {
  constructor(private readonly kubectl: Kubectl) {}

  /** Makes the Secret hold these files and no others, in one write. */
  async setFiles(files: BundleFiles): Promise<void> {
    const data = Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        Buffer.from(text).toString('base64'),
      ]),
    );
    const existing = await this.kubectl.run(
      ...['-n', SYSTEM, 'get', 'secret', 'cacerts'],
      ...['--ignore-not-found', '-o', 'name'],
    );
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'cacerts', namespace: SYSTEM },
      data,
    };
    await (existing
      ? this.kubectl.replace(secret)
      : this.kubectl.create(secret));
  }

  /** Gives a running istiod other files and waits until it has looked at them. */
  async reload(files: BundleFiles): Promise<Taken> {
    const pod = await this.#pod();
    const before = new Date().toISOString();
    await this.setFiles(files);
    const lines = await eventually(90, async () => {
      const since = (await this.#log(pod, '--tail=150')).filter(
        line => line > before,
      );
      const looked = since.findIndex(line => line.includes(LOOKED));
      expect(looked >= 0, 'istiod looks at the files', since.length);
      const after = since.slice(looked + 1);
      expect(after.some(isOutcome), 'and says what came of it', after);
      return after;
    });
    return {
      accepted: lines.some(line => line.includes(RELOADED)),
      said: sayings(lines),
    };
  }

  /** Starts it anew with what the Secret holds. */
  async restart(): Promise<Taken> {
    const old = await this.#pods();
    await this.kubectl.run(
      ...['-n', SYSTEM, 'delete', 'pod', '-l', 'app=istiod', '--now'],
    );
    return eventually(120, async () => {
      const pod = (await this.#pods()).find(
        one =>
          !old.some(other => other.metadata.uid === one.metadata.uid) &&
          !one.metadata.deletionTimestamp,
      );
      const [container] = pod?.status.containerStatuses ?? [];
      const ended =
        container?.state?.terminated ?? container?.lastState?.terminated;
      expect(
        container?.ready || ended,
        'istiod is ready or has ended',
        container?.state ?? pod?.status.phase,
      );
      const lines = await this.#log(pod.metadata.name);
      return {
        accepted: !ended,
        said: sayings(ended ? lines.slice(-12) : lines),
      };
    });
  }

  /** The roots that it hands to pods. */
  async handedRoots(namespace: string): Promise<X509Certificate[]> {
    return certificatesOf(
      await this.kubectl.run(
        ...['-n', namespace, 'get', 'configmap', 'istio-ca-root-cert'],
        ...['-o', 'jsonpath={.data.root-cert\\.pem}'],
      ),
    );
  }

  /** The revocation lists that it hands to pods, in PEM. */
  handedLists(namespace: string): Promise<string> {
    return this.kubectl.run(
      ...['-n', namespace, 'get', 'configmap', 'istio-ca-crl'],
      ...['-o', 'jsonpath={.data.ca-crl\\.pem}'],
    );
  }

  async #pods(): Promise<any[]> {
    const { items } = await this.kubectl.json(
      ...['-n', SYSTEM, 'pods', '-l', 'app=istiod'],
    );
    return items;
  }

  async #pod(): Promise<string> {
    const pods = await this.#pods();
    expect(pods.length === 1, 'one istiod runs', pods.length);
    return pods[0].metadata.name;
  }

  async #log(pod: string, ...options: string[]): Promise<string[]> {
    const text = await this.kubectl.run('-n', SYSTEM, 'logs', pod, ...options);
    return text.split('\n');
  }
}

/** The warnings and errors about files; time and level are left out. */
function sayings(lines: string[]): string[] {
  const said = lines
    .filter(line => /\t(error|warn|fatal)\t|^Error:/.test(line))
    .filter(line => ABOUT_FILES.test(line))
    .map(line => line.replace(/^\S+\t\w+\t/, '').trim());
  return [...new Set(said)];
}
