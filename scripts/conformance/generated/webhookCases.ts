import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An object, and what the real istioctl says of it. */
export interface WebhookCase {
  kind: string;
  namespace?: string;
  labels?: Record<string, string>;
  spec: object;
  /** Code and sentence; the object is called NAME in them. */
  said: string[];
}

const FILE = join(
  __dirname,
  '../../../packages/istio/src/analysis/validation/__fixtures__/webhook.ndjson',
);

const API_VERSIONS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  ProxyConfig: 'networking.istio.io/v1beta1',
  WasmPlugin: 'extensions.istio.io/v1alpha1',
};

/** The codes that the checks of Istio's webhook report. */
export const WEBHOOK_CODES = ['IST0106', 'IST0130', 'IST0131', 'IST0133'];

/** The cases that were judged. */
export function webhookCases(): WebhookCase[] {
  return readFileSync(FILE, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

/** Keeps cases, a line each. */
export function keepWebhookCases(cases: readonly WebhookCase[]): void {
  const lines = cases.map(one => `${JSON.stringify(one)}\n`);
  writeFileSync(FILE, lines.join(''));
}

/** The object of a case. */
export function objectOfCase(
  { kind, namespace = 'shop', labels, spec }: WebhookCase,
  name: string,
): any {
  return {
    apiVersion: API_VERSIONS[kind] ?? 'networking.istio.io/v1',
    kind,
    metadata: { name, namespace, ...(labels ? { labels } : {}) },
    spec,
  };
}
