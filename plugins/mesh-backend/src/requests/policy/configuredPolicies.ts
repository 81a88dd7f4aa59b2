import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import {
  RequestDemand,
  RequestFacts,
  RequestPolicy,
} from '@meshport/backstage-plugin-mesh-node';
import { readEntityRef } from '../PeopleDirectory';

interface Entry {
  kinds?: string[];
  clusters?: string[];
  namespaces?: string[];
  requesterGroups?: string[];
  demand: RequestDemand;
}

const FIELDS = [
  'name',
  'kinds',
  'clusters',
  'namespaces',
  'requesterGroups',
  'approval',
  'approverGroups',
  'approvalForGit',
  'beneficiaryOwnerAgrees',
  'delivery',
  'expiresAfter',
];

/** The policies of `mesh.requests.policies`: for each place the first that fits decides. */
export class ConfiguredPolicies implements RequestPolicy {
  readonly #entries: Entry[];

  /** Throws `InputError` that names the field, so that a wrong policy stops the start. */
  static fromConfig(config: Config): ConfiguredPolicies {
    const entries =
      config.getOptionalConfigArray('mesh.requests.policies') ?? [];
    const read = entries.map((entry, index) =>
      readEntry(entry, `mesh.requests.policies[${index}]`),
    );
    read.forEach(({ demand }, index) => {
      if (read.findIndex(one => one.demand.policy === demand.policy) < index) {
        throw new InputError(
          `mesh.requests.policies[${index}].name: there are two policies ${demand.policy}; give each its own name`,
        );
      }
    });
    return new ConfiguredPolicies(read);
  }

  private constructor(entries: Entry[]) {
    this.#entries = entries;
  }

  async demandFor(facts: RequestFacts): Promise<RequestDemand | undefined> {
    for (const entry of this.#entries) {
      if (await fits(entry, facts)) {
        return entry.demand;
      }
    }
    return undefined;
  }
}

async function fits(entry: Entry, facts: RequestFacts): Promise<boolean> {
  const { cluster, namespace } = facts.target;
  if (
    (entry.kinds && !entry.kinds.includes(facts.kind)) ||
    (entry.clusters && !entry.clusters.includes(cluster)) ||
    (entry.namespaces &&
      (namespace === undefined || !entry.namespaces.includes(namespace)))
  ) {
    return false;
  }
  if (!entry.requesterGroups) {
    return true;
  }
  const groups = await facts.requesterGroups();
  return entry.requesterGroups.some(group => groups.includes(group));
}

function readEntry(config: Config, path: string): Entry {
  const unknown = config.keys().find(key => !FIELDS.includes(key));
  if (unknown) {
    // A misspelt condition would make a policy wider than it was meant.
    throw new InputError(
      `${path}.${unknown}: there is no such field; use ${FIELDS.join(', ')}`,
    );
  }
  const approval = config.getString('approval');
  if (approval !== 'required' && approval !== 'notNeeded') {
    throw new InputError(`${path}.approval: write required or notNeeded`);
  }
  const approverGroups = (
    config.getOptionalStringArray('approverGroups') ?? []
  ).map((ref, index) =>
    readEntityRef(ref, `${path}.approverGroups[${index}]`, 'group'),
  );
  if (approval === 'required' && !approverGroups.length) {
    throw new InputError(
      `${path}.approverGroups: name at least one group, else nobody could approve`,
    );
  }
  const deliveries = config.getOptionalStringArray('delivery') ?? [
    'apply',
    'git',
  ];
  if (
    !deliveries.length ||
    deliveries.some(one => one !== 'apply' && one !== 'git')
  ) {
    throw new InputError(`${path}.delivery: write apply, git or both`);
  }
  return {
    kinds: listOf(config, 'kinds', path),
    clusters: listOf(config, 'clusters', path),
    namespaces: listOf(config, 'namespaces', path),
    requesterGroups: listOf(config, 'requesterGroups', path)?.map(
      (ref, index) =>
        readEntityRef(ref, `${path}.requesterGroups[${index}]`, 'group'),
    ),
    demand: {
      policy: config.getString('name'),
      approval,
      approverGroups,
      approvalForGit: config.getOptionalBoolean('approvalForGit') ?? false,
      beneficiaryOwnerAgrees:
        config.getOptionalBoolean('beneficiaryOwnerAgrees') ?? false,
      deliveries: deliveries as RequestDemand['deliveries'],
      ...(config.has('expiresAfter')
        ? {
            expiresAfterMs: durationToMilliseconds(
              readDurationFromConfig(config, { key: 'expiresAfter' }),
            ),
          }
        : {}),
    },
  };
}

/** An empty list would fit nothing, which nobody means. */
function listOf(
  config: Config,
  field: string,
  path: string,
): string[] | undefined {
  const list = config.getOptionalStringArray(field);
  if (list && !list.length) {
    throw new InputError(
      `${path}.${field}: is empty; name at least one, or leave the field out for all`,
    );
  }
  return list;
}
