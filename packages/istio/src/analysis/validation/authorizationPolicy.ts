import { Resource } from '../snapshot/Resource';
import { attributeProblems, portListProblems } from './attributes';
import {
  accountProblem,
  blockProblems,
  emptyProblem,
  pathProblem,
  trustDomainProblem,
} from './policyValues';
import { Problems } from './Problems';
import { checkAttachment } from './selectors';

/** Fields of a source by their names in Istio's messages. */
const IDENTITIES: [field: string, name: string][] = [
  ['principals', 'Principals'],
  ['requestPrincipals', 'RequestPrincipals'],
  ['namespaces', 'Namespaces'],
  ['ipBlocks', 'IpBlocks'],
  ['remoteIpBlocks', 'RemoteIpBlocks'],
  ['notPrincipals', 'NotPrincipals'],
  ['notRequestPrincipals', 'NotRequestPrincipals'],
  ['notNamespaces', 'NotNamespaces'],
  ['notIpBlocks', 'NotIpBlocks'],
  ['notRemoteIpBlocks', 'NotRemoteIpBlocks'],
];
const ACCOUNTS: [field: string, name: string][] = [
  ['serviceAccounts', 'ServiceAccounts'],
  ['notServiceAccounts', 'NotServiceAccounts'],
];
const TRUST_DOMAINS: [field: string, name: string][] = [
  ['trustDomains', 'TrustDomains'],
  ['notTrustDomains', 'NotTrustDomains'],
];
const BLOCKS = [
  'ipBlocks',
  'notIpBlocks',
  'remoteIpBlocks',
  'notRemoteIpBlocks',
];
const OPERATIONS: [field: string, name: string][] = [
  ['ports', 'Ports'],
  ['methods', 'Methods'],
  ['paths', 'Paths'],
  ['hosts', 'Hosts'],
  ['notPorts', 'NotPorts'],
  ['notMethods', 'NotMethods'],
  ['notPaths', 'NotPaths'],
  ['notHosts', 'NotHosts'],
];
const NOT_CUSTOM: [field: string, name: string][] = [
  ['namespaces', 'From.Namespaces'],
  ['notNamespaces', 'From.NotNamespaces'],
  ['serviceAccounts', 'From.ServiceAccounts'],
  ['notServiceAccounts', 'From.NotServiceAccounts'],
  ['trustDomains', 'From.TrustDomains'],
  ['notTrustDomains', 'From.NotTrustDomains'],
  ['principals', 'From.Principals'],
  ['notPrincipals', 'From.NotPrincipals'],
  ['requestPrincipals', 'From.RequestPrincipals'],
  ['notRequestPrincipals', 'From.NotRequestPrincipals'],
];
/** Sources that connections have too, not only requests. */
const OF_CONNECTIONS = [
  'principals',
  'notPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  ...BLOCKS,
];
const MEANINGLESS =
  'is meaningless as it will never be triggered, add an empty rule `{}` if you want it be triggered for every request';

function count(source: any, fields: readonly string[]): number {
  return fields.reduce((sum, field) => sum + (source[field] ?? []).length, 0);
}

function checkSource(source: any, i: number, problems: Problems): void {
  const identified = [
    'principals',
    'notPrincipals',
    'namespaces',
    'notNamespaces',
  ];
  const accounts = ACCOUNTS.map(([field]) => field);
  if (count(source, identified) > 0 && count(source, accounts) > 0) {
    problems.error(
      `cannot set serviceAccounts with namespaces or principals, found at rule ${i}`,
    );
  }
  const all = [...IDENTITIES, ...ACCOUNTS, ...TRUST_DOMAINS];
  if (
    count(
      source,
      all.map(([field]) => field),
    ) === 0
  ) {
    problems.error(`\`from.source\` must not be empty, found at rule ${i}`);
  }
  for (const field of BLOCKS) {
    problems.at(field).error(...blockProblems(source[field]));
  }
  for (const [field, name] of IDENTITIES) {
    problems.at(field).error(emptyProblem(name, source[field]));
  }
  for (const [field, name] of ACCOUNTS) {
    problems.at(field).error(accountProblem(name, source[field]));
  }
  for (const [field, name] of TRUST_DOMAINS) {
    problems.at(field).error(trustDomainProblem(name, source[field]));
  }
}

function checkOperation(operation: any, i: number, problems: Problems): void {
  if (
    count(
      operation,
      OPERATIONS.map(([field]) => field),
    ) === 0
  ) {
    problems.error(`\`to.operation\` must not be empty, found at rule ${i}`);
  }
  for (const field of ['ports', 'notPorts']) {
    problems.at(field).error(...portListProblems(operation[field]));
  }
  for (const [field, name] of OPERATIONS) {
    problems.at(field).error(emptyProblem(name, operation[field]));
  }
  problems.at('paths').error(pathProblem('Paths', operation.paths));
  problems.at('notPaths').error(pathProblem('NotPaths', operation.notPaths));
}

function checkConditions(when: readonly any[], problems: Problems): void {
  when.forEach(({ key = '', values = [], notValues = [] }, i) => {
    const at = problems.at('when', i);
    if (key === '') {
      at.error('`key` must not be empty');
    } else if (values.length + notValues.length === 0) {
      at.error(
        `at least one of \`values\` or \`notValues\` must be set for key ${key}`,
      );
    } else {
      const wrong = attributeProblems(key, values);
      const notWrong = attributeProblems(key, notValues);
      at.error(wrong && `invalid \`value\` for \`key\` ${key}: ${wrong}`);
      at.error(
        notWrong && `invalid \`notValue\` for \`key\` ${key}: ${notWrong}`,
      );
    }
  });
}

/** Whether a DENY rule hits every TCP connection, since it is about HTTP only. */
function deniesAllTcp({ from = [], to = [] }: any): boolean {
  const sources = from.map((one: any) => one.source).filter(Boolean);
  const operations = to.map((one: any) => one.operation).filter(Boolean);
  const tcpInFrom = sources.some((one: any) => count(one, OF_CONNECTIONS) > 0);
  const tcpInTo = operations.some(
    (one: any) => count(one, ['ports', 'notPorts']) > 0,
  );
  return (
    (sources.length > 0 && operations.length === 0 && !tcpInFrom) ||
    (operations.length > 0 && !tcpInTo)
  );
}

function checkRule(
  rule: any,
  i: number,
  isDeny: boolean,
  problems: Problems,
): void {
  const { from = [], to = [], when = [] } = rule;
  from.forEach((one: any, j: number) => {
    const at = problems.at('from', j, 'source');
    if (one.source) {
      checkSource(one.source, i, at);
    } else {
      at.error(`\`from.source\` must not be nil, found at rule ${i}`);
    }
  });
  to.forEach((one: any, j: number) => {
    const at = problems.at('to', j, 'operation');
    if (one.operation) {
      checkOperation(one.operation, i, at);
    } else {
      at.error(`\`to.operation\` must not be nil, found at rule ${i}`);
    }
  });
  checkConditions(when, problems);
  if (isDeny && deniesAllTcp(rule)) {
    problems.warn(
      'configured AuthorizationPolicy will deny all traffic to TCP ports under its scope due to the use of only HTTP attributes in a DENY rule; it is recommended to explicitly specify the port',
    );
  }
}

const NOT_CUSTOM_KEYS = [
  'source.namespace',
  'source.serviceAccount',
  'source.trustDomain',
  'source.principal',
];

function checkCustom(spec: any, problems: Problems): void {
  const { rules = [], provider } = spec;
  if (spec.rules === undefined) {
    problems.error(`CUSTOM action without \`rules\` ${MEANINGLESS}`);
  } else if (!provider?.name) {
    problems.at('provider').error('`provider.name` must not be empty');
  }
  const refuse = (what: string, at: Problems) =>
    at.error(`${what} is currently not supported with CUSTOM action`);
  rules.forEach(({ from = [], when = [] }: any, i: number) => {
    from.forEach(({ source = {} }: any, j: number) => {
      for (const [field, name] of NOT_CUSTOM) {
        if ((source[field] ?? []).length > 0) {
          refuse(name, problems.at('rules', i, 'from', j, 'source', field));
        }
      }
    });
    when.forEach(({ key = '' }: any, j: number) => {
      if (NOT_CUSTOM_KEYS.includes(key) || key.startsWith('request.auth.')) {
        refuse(key, problems.at('rules', i, 'when', j, 'key'));
      }
    });
  });
}

/** What Istio's webhook checks of an AuthorizationPolicy. */
export function checkAuthorizationPolicy(
  policy: Resource,
  problems: Problems,
): void {
  const { spec, name, namespace } = policy;
  const { action = 'ALLOW', rules, provider } = spec;
  const own = new Problems([], problems.warnings);
  checkAttachment(spec, own);
  if (action === 'CUSTOM') {
    checkCustom(spec, own);
  } else if (provider) {
    own
      .at('provider')
      .error(
        `\`provider\` must not be with non CUSTOM action, found ${action}`,
      );
  }
  if (action === 'DENY' && rules === undefined) {
    own.error(`DENY action without \`rules\` ${MEANINGLESS}`);
  }
  (rules ?? []).forEach((rule: any, i: number) =>
    checkRule(rule, i, action === 'DENY', own.at('rules', i)),
  );
  for (const { args, path } of own.errors) {
    problems.errors.push({
      args: [`invalid policy ${name}.${namespace}: ${args[0]}`],
      path,
    });
  }
}
