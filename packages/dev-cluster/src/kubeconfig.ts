import { stringify } from 'yaml';

/** What a kubeconfig says about one cluster. */
export interface KubeconfigEntry {
  name: string;
  url: string;
  caPem: string;
  token: string;
}

/** A kubeconfig whose contexts are named as the clusters, as YAML. */
export function kubeconfigFor(entries: KubeconfigEntry[]): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': entries[0]?.name,
    clusters: entries.map(({ name, url, caPem }) => ({
      name,
      cluster: {
        server: url,
        'certificate-authority-data': Buffer.from(caPem).toString('base64'),
      },
    })),
    users: entries.map(({ name, token }) => ({
      name: `${name}-admin`,
      user: { token },
    })),
    contexts: entries.map(({ name }) => ({
      name,
      context: { cluster: name, user: `${name}-admin` },
    })),
  });
}
