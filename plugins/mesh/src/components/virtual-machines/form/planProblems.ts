import { ResponseError } from '@backstage/errors';
import { problemText } from '../../egress/form/problemText';

/** A field of a plan's parameters and what is wrong with it. */
export interface PlanProblem {
  /** E.g. `ports[0].name`; empty where no field is named. */
  field: string;
  message: string;
}

const NAMES: Record<string, string> = {
  cluster: 'Cluster',
  name: 'Name',
  namespace: 'Namespace',
  component: 'Component',
  owner: 'Owner',
  revision: 'Control plane',
  istiodAddress: 'Address of the control plane',
  app: 'Application label',
  rules: 'Rule',
  workloads: 'machines',
  endpoint: 'Onboarding endpoint',
  agent: 'Agent',
  version: 'Version label',
  labels: 'Labels',
  ports: 'Port',
  number: 'number',
  targetPort: 'port on the machine',
  protocol: 'protocol',
  probe: 'Health check',
  httpGet: 'request',
  tcpSocket: 'connection',
  exec: 'program',
  command: 'command',
  path: 'path',
  port: 'port',
  service: 'Service',
  host: 'host name',
  kind: 'kind',
  serviceAccount: 'Service account',
  network: 'Network',
  locality: 'Place',
  weight: 'Weight',
  autoRegister: 'Registration',
  identity: 'Identity',
  subsets: 'Telling machines and pods apart',
  machinesPercent: 'Share of the calls',
  withoutCapture: 'Without iptables',
  dependencies: 'dependency',
  httpProxy: 'HTTP proxy',
  excludedPorts: 'Ports that are left alone',
  createNamespace: 'New namespace',
};

/** A problem as a sentence that names its field as the form does. */
export function planProblemText(problem: PlanProblem): string {
  return problemText(problem, NAMES);
}

/**
 * The problems that the backend named when it refused a plan, one a line;
 * undefined for an error that is not about what was asked for.
 */
export function problemsOf(error: Error): PlanProblem[] | undefined {
  if (!(error instanceof ResponseError) || error.statusCode !== 400) {
    return undefined;
  }
  return error.cause.message
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const [, field, message] = /^([\w.[\]"/-]+): (.*)$/.exec(line) ?? [];
      return field
        ? { field: field.replace(/^(onboarding\.)?(machines\.)?/, ''), message }
        : { field: '', message: line };
    });
}
