const NAMES: Record<string, string> = {
  pattern: 'Pattern',
  name: 'Name',
  namespace: 'Namespace',
  component: 'Component',
  owner: 'Owner',
  upstreams: 'Host',
  callers: 'Caller',
  clientNamespaces: 'Namespace of callers',
  protocol: 'how it is called',
  host: 'its name',
  port: 'port',
  gatewayPort: 'port of the gateway',
  addresses: 'fixed addresses',
  tls: 'TLS',
  sni: 'server name',
  credentialName: 'Secret',
  subjectAltNames: 'names in the certificate',
  mode: 'client certificate',
  exposure: 'from outside',
  ingress: 'ingress gateway',
  redirect: 'redirect',
  serviceAccounts: 'service accounts',
  replicas: 'Pods',
  resources: 'Resources',
  autoscaling: 'Scaling',
  disruptionBudget: 'Disruption budget',
  readiness: 'Readiness',
  authorization: 'Authorizer',
  accessLog: 'Access log',
  networkPolicy: 'Closing other ways out',
  strictMtls: 'Only encrypted calls',
  revision: 'Revision',
};

/** Whether the path of a problem is one of these fields, or within one. */
export function isOfField(path: string, fields: string[]): boolean {
  return fields.some(
    field =>
      path === field ||
      path.startsWith(`${field}.`) ||
      path.startsWith(`${field}[`),
  );
}

/**
 * A path in words, e.g. `Host 2, TLS, server name` for `upstreams[1].tls.sni`.
 *
 * @param names - of the fields; those of an egress gateway unless told
 */
export function fieldName(
  path: string,
  names: Record<string, string> = NAMES,
): string {
  return path
    .split('.')
    .map(part => {
      const [, name, index] = /^([^[]*)(?:\[(\d+)\])?/.exec(part) ?? [];
      const word = names[name] ?? name;
      return index === undefined ? word : `${word} ${Number(index) + 1}`;
    })
    .filter(Boolean)
    .join(', ');
}

/** A problem as a sentence that names its field. */
export function problemText(
  problem: { field: string; message: string },
  names?: Record<string, string>,
): string {
  const name = fieldName(problem.field, names);
  return name ? `${name}: ${problem.message}` : problem.message;
}
