import { InputReader } from '../input/InputReader';
import { isLabelKey, isLabelValue } from '../resources';
import {
  isPublicIssuer,
  problemWithAccount,
  problemWithAttribute,
  problemWithEcsCluster,
  problemWithIssuer,
  problemWithPartition,
  problemWithRegion,
  problemWithRole,
  problemWithSubject,
  problemWithZone,
} from './fieldRules';
import type {
  AwsMatcher,
  JoinRule,
  JwtMatcher,
  WorkloadMatcher,
} from './TetrateMatchers';

const AWS_FIELDS = [
  'partitions',
  'accounts',
  'regions',
  'zones',
  'ec2',
  'ecs',
] as const;

/** A list that, where it is given, names at least one. */
function someTexts(
  reader: InputReader,
  field: string,
  check: (text: string) => string | undefined,
): string[] | undefined {
  const value = reader.value(field);
  if (Array.isArray(value) && value.length === 0) {
    // Empty means any for Tetrate, which nobody should get by clearing a field.
    return reader.refuse(
      field,
      'This is empty, which would mean any. Name at least one, or leave the field out.',
    );
  }
  return reader.texts(field, 100, check);
}

function readAws(reader: InputReader): AwsMatcher {
  const accounts = reader.value('accounts');
  if (
    accounts === undefined ||
    (Array.isArray(accounts) && accounts.length === 0)
  ) {
    reader.refuse(
      'accounts',
      'Name at least one account: a rule without would be for every customer of AWS.',
    );
  }
  const ec2 = reader.object('ec2', ['iamRoleNames'], part => ({
    iamRoleNames: someTexts(part, 'iamRoleNames', problemWithRole),
  }));
  const ecs = reader.object('ecs', ['clusters', 'iamRoleNames'], part => ({
    clusters: someTexts(part, 'clusters', problemWithEcsCluster),
    iamRoleNames: someTexts(part, 'iamRoleNames', problemWithRole),
  }));
  const hasBoth =
    reader.value('ec2') !== undefined && reader.value('ecs') !== undefined;
  if (hasBoth) {
    reader.refuse('ecs', 'Choose one of ec2 and ecs.');
  }
  if (reader.value('ec2') === undefined && reader.value('ecs') === undefined) {
    reader.refuse(
      'ec2',
      'Choose ec2 for virtual machines or ecs for tasks; {} takes any of them.',
    );
  }
  return {
    partitions: someTexts(reader, 'partitions', problemWithPartition),
    accounts: reader.texts('accounts', 100, problemWithAccount) ?? [],
    regions: someTexts(reader, 'regions', problemWithRegion),
    zones: someTexts(reader, 'zones', problemWithZone),
    ec2,
    ecs,
  };
}

function readJwt(reader: InputReader): JwtMatcher {
  const names = new Set<string>();
  const attributes = reader.list('attributes', 50, (one, item) =>
    reader.inside(one, item, ['name', 'values'], part => {
      const name = part.requiredText(
        'name',
        'Name an attribute of the token.',
        problemWithAttribute,
      );
      if (name && names.has(name)) {
        part.refuse(
          'name',
          'This is named twice. Give its values in one place: one of them has to fit.',
        );
      }
      names.add(name);
      return { name, values: someTexts(part, 'values', problemWithSubject) };
    }),
  );
  const subjects = someTexts(reader, 'subjects', problemWithSubject);
  const issuer = reader.requiredText(
    'issuer',
    'Name the issuer as the claim iss says it.',
    problemWithIssuer,
  );
  const isNarrow =
    subjects?.length || attributes?.some(({ values }) => values?.length);
  if (isPublicIssuer(issuer) && !isNarrow) {
    reader.refuse(
      'issuer',
      'Anybody can have an account with this issuer. Name subjects, or attributes with values.',
    );
  }
  return { issuer, subjects, attributes };
}

function readWorkload(
  one: unknown,
  item: string,
  reader: InputReader,
): WorkloadMatcher | undefined {
  return reader.inside(one, item, ['aws', 'jwt'], (part): WorkloadMatcher => {
    const aws = part.object('aws', AWS_FIELDS, readAws);
    const jwt = part.object(
      'jwt',
      ['issuer', 'subjects', 'attributes'],
      readJwt,
    );
    const kinds = ['aws', 'jwt'].filter(kind => part.value(kind) !== undefined);
    if (kinds.length !== 1) {
      part.refuse(
        'aws',
        kinds.length
          ? 'Give one of aws and jwt; write a second workload for the other.'
          : 'Give aws or jwt. There is no matcher for other platforms: their machines show a token (jwt).',
      );
    }
    return { aws, jwt };
  });
}

function readGroups(reader: InputReader): Record<string, string> | undefined {
  const groups = reader.value('groups');
  if (groups === undefined) {
    return undefined;
  }
  if (!InputReader.isObject(groups)) {
    return reader.refuse(
      'groups',
      'Give labels of WorkloadGroups as keys and values.',
    );
  }
  const entries = Object.entries(groups);
  if (entries.length > 32) {
    return reader.refuse('groups', 'Give at most 32 labels.');
  }
  for (const [key, value] of entries) {
    if (!isLabelKey(key) || typeof value !== 'string' || !isLabelValue(value)) {
      return reader.refuse(
        'groups',
        'Give labels of WorkloadGroups as keys and values, e.g. {"app": "ratings"}.',
      );
    }
  }
  return groups as Record<string, string>;
}

/** Reads who may join; every problem goes to the reader. */
export function readJoinRules(reader: InputReader): JoinRule[] {
  const rules = reader.value('rules');
  if (rules === undefined || (Array.isArray(rules) && rules.length === 0)) {
    reader.refuse('rules', 'Say who may join: without a rule no machine can.');
    return [];
  }
  const read = reader.list('rules', 20, (one, item) =>
    reader.inside(one, item, ['workloads', 'groups'], (rule): JoinRule => {
      const workloads = rule.value('workloads');
      if (
        workloads === undefined ||
        (Array.isArray(workloads) && workloads.length === 0)
      ) {
        rule.refuse('workloads', 'Name at least one kind of machine.');
      }
      return {
        workloads:
          rule.list('workloads', 50, (workload, place) =>
            readWorkload(workload, place, rule),
          ) ?? [],
        groups: readGroups(rule),
      } as JoinRule;
    }),
  );
  return read ?? [];
}
