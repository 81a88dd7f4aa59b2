/**
 * `to.operation` of an AuthorizationPolicy.
 */
export interface Operation {
  hosts?: string[];
  notHosts?: string[];
  ports?: string[];
  notPorts?: string[];
  methods?: string[];
  notMethods?: string[];
  paths?: string[];
  notPaths?: string[];
}

/**
 * One entry of `when` of an AuthorizationPolicy.
 */
export interface Condition {
  key: string;
  values?: string[];
  notValues?: string[];
}

function labelled(what: string, values: readonly string[] = []): string[] {
  return values.length > 0 ? [`${what} ${values.join(', ')}`] : [];
}

/** What an operation covers, e.g. `GET /ratings/* on port 9080`. */
export function operationInWords(operation: Operation): string {
  const { methods = [], paths = [] } = operation;
  const request = [methods.join(', '), paths.join(', ')]
    .filter(Boolean)
    .join(' ');
  const wanted = [
    ...(request ? [request] : []),
    ...labelled('port', operation.ports),
    ...labelled('host', operation.hosts),
  ].join(' on ');
  const unwanted = [
    ...labelled('method', operation.notMethods),
    ...labelled('path', operation.notPaths),
    ...labelled('port', operation.notPorts),
    ...labelled('host', operation.notHosts),
  ].join(', ');
  return unwanted ? `${wanted || 'any'} except ${unwanted}` : wanted || 'any';
}

const ATTRIBUTES: Record<string, string> = {
  'request.auth.principal': "the token's principal",
  'request.auth.audiences': "the token's audience",
  'request.auth.presenter': "the token's presenter",
  'source.ip': "the caller's address",
  'remote.ip': "the client's address",
  'source.namespace': "the caller's namespace",
  'source.principal': "the caller's identity",
  'source.serviceAccount': "the caller's service account",
  'destination.ip': 'the address called',
  'destination.port': 'the port called',
  'connection.sni': 'the server name asked for',
};

function attributeInWords(key: string): string {
  const claim = /^request\.auth\.claims\[(.+)\]$/.exec(key)?.[1];
  if (claim) {
    return `token claim ${claim.replaceAll('][', '.')}`;
  }
  const header = /^request\.headers\[(.+)\]$/.exec(key)?.[1];
  return header ? `header ${header}` : ATTRIBUTES[key] ?? key;
}

/** A condition, e.g. `header version is v1 or v2`. */
export function conditionInWords(condition: Condition): string {
  const { key, values = [], notValues = [] } = condition;
  return [
    ...(values.length > 0 ? [`is ${values.join(' or ')}`] : []),
    ...(notValues.length > 0 ? [`is not ${notValues.join(' or ')}`] : []),
  ].reduce(
    (text, part, index) => `${text}${index > 0 ? ' and' : ''} ${part}`,
    attributeInWords(key),
  );
}
