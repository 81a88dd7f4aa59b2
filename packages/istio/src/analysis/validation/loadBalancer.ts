import { durationProblem } from './durations';
import { Complaint, Problems } from './Problems';

const TOPOLOGY = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
];
const LARGEST_TABLE = 5000011;

/** Envoy's own test, which takes 0 and even numbers for no primes. */
function isPrime(number: number): boolean {
  if (number !== 0 && number < 4) {
    return true;
  }
  if (number % 2 === 0) {
    return false;
  }
  for (let factor = 3; factor <= Math.sqrt(number); factor += 2) {
    if (number % factor === 0) {
      return false;
    }
  }
  return true;
}

function checkCookie(cookie: any, problems: Problems): void {
  if (!cookie) {
    return;
  }
  if (!cookie.name) {
    problems.error('name required for HttpCookie');
  }
  const names = new Set<string>();
  (cookie.attributes ?? []).forEach(({ name }: any, i: number) => {
    const at = problems.at('attributes', i);
    if (!name) {
      at.error('cookie attribute name cannot be empty');
    } else if (names.has(name)) {
      at.error(`duplicate cookie attribute name: ${name}`);
    }
    names.add(name);
  });
}

function checkHash(hash: any, problems: Problems): void {
  if (!hash) {
    return;
  }
  checkCookie(hash.httpCookie, problems.at('httpCookie'));
  if (hash.minimumRingSize) {
    problems
      .at('minimumRingSize')
      .warn(
        "consistent hash MinimumRingSize is deprecated, use ConsistentHashLB's RingHash configuration instead",
      );
    if (hash.maglev || hash.ringHash) {
      problems.error(
        'only one of MinimumRingSize or Maglev/Ringhash can be specified',
      );
    }
  }
  if (hash.maglev) {
    const { tableSize = 0 } = hash.maglev;
    const at = problems.at('maglev', 'tableSize');
    if (tableSize === 0) {
      at.error('tableSize must be set for maglev');
    }
    if (tableSize >= LARGEST_TABLE) {
      at.error('tableSize must be less than 5000011 for maglev');
    }
    // Larger numbers are refused as they are; they need no long test.
    if (tableSize < LARGEST_TABLE ** 2 && !isPrime(tableSize)) {
      at.error('tableSize must be a prime number for maglev');
    }
  }
}

/** Why localities that a setting names contradict each other. */
function localitiesProblem(localities: readonly string[]): Complaint {
  const seen: string[][] = [];
  for (const locality of localities) {
    const stars = locality.split('*').length - 1;
    if (stars > 1 || (stars === 1 && !locality.endsWith('*'))) {
      return `locality ${locality} wildcard '*' number can not exceed 1 and must be in the end`;
    }
    const [region, zone, ...rest] = locality.split('/');
    const parts = [region, zone, rest.join('/')].slice(
      0,
      Math.min(3, locality.split('/').length),
    );
    if (seen.some(other => other[0] === '*')) {
      return `locality ${locality} overlap with previous specified ones`;
    }
    if (parts.includes('')) {
      return `locality ${locality} must not contain empty region/zone/subzone info`;
    }
    const overlaps = seen.some(
      other =>
        parts.every((part, i) => other[i] === undefined || other[i] === part) ||
        other.every(
          (part, i) =>
            part === '*' || parts[i] === undefined || parts[i] === part,
        ),
    );
    if (overlaps) {
      return `locality ${locality} overlap with previous specified ones`;
    }
    seen.push(parts);
  }
  return undefined;
}

/** @returns whether the rest is to be checked */
function checkDistribution(distribute: any, problems: Problems): boolean {
  for (const [i, { to = {} }] of distribute.entries()) {
    const weights: number[] = Object.values(to);
    const at = problems.at('distribute', i, 'to');
    if (weights.some(weight => weight <= 0 || weight > 100)) {
      at.error('locality weight must be in range [1, 100]');
      return false;
    }
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total !== 100) {
      at.error(`total locality weight ${total} != 100`);
      return false;
    }
    at.error(localitiesProblem(Object.keys(to)));
  }
  problems
    .at('distribute')
    .error(localitiesProblem(distribute.map(({ from = '' }: any) => from)));
  return true;
}

function checkFailover({ from = '', to = '' }: any, problems: Problems): void {
  if (from === to) {
    problems.error(
      'locality lb failover settings must specify different regions',
    );
  }
  if (from.includes('/') || to.includes('/')) {
    problems.error('locality lb failover only specify region');
  }
  if (from.includes('*') || to.includes('*')) {
    problems.error(
      "locality lb failover region should not contain '*' wildcard",
    );
  }
}

function checkLocalities(
  setting: any,
  hasOutliers: boolean,
  problems: Problems,
): void {
  if (!setting) {
    return;
  }
  const { distribute = [], failover = [], failoverPriority = [] } = setting;
  if (distribute.length > 0 && failover.length > 0) {
    problems.error(
      "can not simultaneously specify 'distribute' and 'failover'",
    );
    return;
  }
  const label = failoverPriority.find((one: string) => TOPOLOGY.includes(one));
  if (failover.length > 0 && label !== undefined) {
    problems
      .at('failoverPriority')
      .error(
        `can not simultaneously set 'failover' and topology label '${label}' in 'failover_priority'`,
      );
    return;
  }
  if (!checkDistribution(distribute, problems)) {
    return;
  }
  if (failover.length + failoverPriority.length > 0 && !hasOutliers) {
    problems.warn('outlier detection policy must be provided for failover');
  }
  failover.forEach((one: any, i: number) =>
    checkFailover(one, problems.at('failover', i)),
  );
}

/** Checks how endpoints are chosen. */
export function checkLoadBalancer(
  balancer: any,
  hasOutliers: boolean,
  problems: Problems,
): void {
  if (!balancer) {
    return;
  }
  const { consistentHash, localityLbSetting, warmup } = balancer;
  checkHash(consistentHash, problems.at('consistentHash'));
  checkLocalities(
    localityLbSetting,
    hasOutliers,
    problems.at('localityLbSetting'),
  );
  if (warmup) {
    const at = problems.at('warmup');
    if (warmup.duration === undefined) {
      at.error('duration is required');
    }
    at.at('duration').error(durationProblem(warmup.duration));
    if (warmup.minimumPercent > 100) {
      at.error('minimumPercent value should be less than or equal to 100');
    }
    if (warmup.aggression <= 0) {
      at.error('aggression should be greater than 0');
    }
  }
}
